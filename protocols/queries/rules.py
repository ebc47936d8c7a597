"""The published rules. A version never changes, so each is read from the database once."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from clinic.foundation.queries.prepared import Prepared
from protocols.core.rules import PhaseBounds, Rule, Ruleset
from protocols.models import RuleVersion, SessionType, TimingRule

_SAME = tuple(f.name for f in fields(Rule) if f.name != "id")


def current_number() -> int:
    """The number of the version in force: one query."""
    ((number,),) = _CURRENT.rows()
    return int(number)


def _current() -> QuerySet[RuleVersion, Any]:
    return RuleVersion.objects.order_by("-number").values_list("number")[:1]


_CURRENT = Prepared(_current, {})


def current() -> Ruleset:
    """The rules in force."""
    return version(current_number())


@lru_cache(maxsize=8)
def version(number: int) -> Ruleset:
    """The rules of one version: two queries, the first time. Raises RuleVersion.DoesNotExist."""
    found = RuleVersion.objects.get(number=number)
    rows = TimingRule.objects.filter(version=found).order_by("position").values("code", *_SAME)
    rules = tuple(Rule.from_row({"id": row.pop("code"), **row}) for row in rows)
    return Ruleset(rules, PhaseBounds(**found.phases))


def about(ruleset: Ruleset, kind: SessionType) -> list[Rule]:
    """The rules that speak of a session type, at the depths it is given."""
    body = kind.code == "none"
    return [rule for rule in ruleset.rules if rule.speaks_of(kind.code, kind.depths, body=body)]
