"""Publishing rules as a new version."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from clinic.foundation.errors import Invalid, Refused
from clinic.foundation.models import User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role
from protocols.core.checking import faults
from protocols.core.rules import Rule, Ruleset
from protocols.models import RuleVersion, TimingRule


@transaction.atomic
def publish(*, by: User, ruleset: Ruleset, note: str, now: datetime) -> RuleVersion:
    """Put a rule set in force as the next version; only the owner may. The old one stays readable."""
    if Role.OWNER not in roles_of(by):
        raise Refused("refused", "Only the owner can publish rules.")
    if not note.strip():
        raise Invalid("note", "Say what changed.", field="note")
    if found := faults(ruleset):
        raise Invalid("rules", found[0], field="rules")
    # Two owners at once get two numbers: the second waits for the first.
    RuleVersion.objects.select_for_update().order_by("number").first()
    last = RuleVersion.objects.aggregate(last=Max("number"))["last"] or 0
    version = RuleVersion.objects.create(
        number=last + 1, published_at=now, published_by=by, note=note, phases=asdict(ruleset.phases)
    )
    TimingRule.objects.bulk_create(
        TimingRule(version=version, position=place, **_columns(rule))
        for place, rule in enumerate(ruleset.rules)
    )
    return version


def _columns(rule: Rule) -> dict[str, object]:
    row = rule.to_row()
    return {"code": row.pop("id"), **row}
