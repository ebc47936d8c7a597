"""Words that the pages of protocols share: sources, and the groups that rules stand in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protocols.core.rules import Rule
from protocols.core.words import NAMES, rule_sentence

SOURCES: dict[str, str | Promise] = {
    "S0": _("a sports massage practice in New York"),
    "S1": _("five running injury therapists in London"),
    "S2": _("a clinic for runners in Norwood"),
    "S3": _("a therapist and lifelong runner"),
    "S4": _("a massage studio in New Orleans"),
    "derived": _("follows from these"),
    "practice": _("standard in the trade"),
}
GROUPS: dict[str, str | Promise] = {
    "PRE": _("Before a race"),
    "POST": _("After a race"),
    "TRAIN": _("Around training"),
    "CAD": _("How often, by phase"),
    "INJ": _("How often with an injury"),
    "FREQ": _("Between two sessions"),
    "DAY": _("On one day"),
    "CLASH": _("At the same time"),
    "FLAG": _("What you tell us at intake"),
}


def language(asked: str) -> str:
    """The language that the rules have words in: the one asked for, or English."""
    return asked if asked in NAMES else "en"


def source_text(codes: Iterable[str]) -> list[str]:
    """The sources of a rule, as people know them."""
    return [str(SOURCES[code]) for code in codes]


def with_sources(judgement: dict[str, Any]) -> dict[str, Any]:
    """A judgement whose reasons also name their sources as people know them."""
    named = [r | {"named": ", ".join(source_text(r["source"]))} for r in judgement["reasons"]]
    return judgement | {"reasons": named}


def grouped(rules: Iterable[Rule], spoken: str) -> list[tuple[str, list[dict[str, object]]]]:
    """Rules as sentences under headings, in the order of the groups."""
    listed = sorted(rules, key=lambda rule: rule.sort_key)
    return [
        (
            str(heading),
            [
                {
                    "id": r.id,
                    "says": rule_sentence(r, spoken),
                    "source": ", ".join(source_text(r.source)),
                }
                for r in listed
                if r.sort_key[0] == prefix
            ],
        )
        for prefix, heading in GROUPS.items()
        if any(r.sort_key[0] == prefix for r in listed)
    ]
