"""Whether a rule set can be judged by: asked before it is published, so that no page breaks later."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from protocols.core.facts import DEPTHS, INJURY_KINDS, PHASES, TYPES
from protocols.core.kinds import KINDS
from protocols.core.rules import RANK, SOURCE_CLASSES, Rule, Ruleset
from protocols.core.words import rule_sentence

# What each kind cannot do without: its `limits`, its `only`. Kinds not named need bands alone.
NEEDS: MappingProxyType[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "cadence": (("shortest", "longest"), ("phases",)),
        "spacing": (INJURY_KINDS, ()),
        "most_a_week": (("most",), ("injuries",)),
        "deep_again": (("masters", "others"), ()),
        "same_day": ((), ("services",)),
        "group": (("fewest",), ("services",)),
        "overlap": ((), ("with",)),
    }
)
OVERLAPS = {"races", "workouts", "sessions", "away"}
HOURLY = {"before_race", "after_race", "before_hard", "after_hard"}


def faults(ruleset: Ruleset) -> list[str]:
    """One line for each thing that would break judging, named by rule; empty is good."""
    ids = [rule.id for rule in ruleset.rules]
    twice = [f"{name}: stands twice" for name in sorted({n for n in ids if ids.count(n) > 1})]
    bounds = ruleset.phases
    ordered = 0 <= bounds.taper_days <= bounds.peak_days <= bounds.base_days
    phases = [] if ordered else ["phases: taper, peak and base must follow one another"]
    return [*twice, *phases, *(f"{r.id}: {fault}" for r in ruleset.rules for fault in _faults(r))]


def _faults(rule: Rule) -> Iterator[str]:
    letters, _, number = rule.id.rpartition("-")
    if not (letters.isupper() and number.isdecimal()):
        yield "is no id such as PRE-1"
    if rule.kind not in KINDS:
        yield f"unknown kind {rule.kind}"
        return
    limits, only = NEEDS.get(rule.kind, ((), ()))
    yield from (f"needs the figure {name}" for name in limits if name not in rule.limits)
    yield from (f"needs {name}" for name in only if not rule.only.get(name))
    if not rule.bands and rule.kind != "plan":
        yield "needs an effect"
    yield from _unknown_words(rule)
    for band in rule.bands:
        if band.effect not in RANK:
            yield f"unknown effect {band.effect}"
        if rule.kind in HOURLY and not 0 <= band.start < band.until:
            yield "its hours must rise"
    yield from _words(rule)


def _unknown_words(rule: Rule) -> Iterator[str]:
    asked = {
        "type": (rule.types, {*TYPES, "body"}),
        "depth": (rule.depths, set(DEPTHS)),
        "phase": (rule.only.get("phases", ()), set(PHASES)),
        "thing": (rule.only.get("with", ()), OVERLAPS),
        "source class": ((rule.source_class,), set(SOURCE_CLASSES)),
    }
    for what, (given, known) in asked.items():
        yield from (f"unknown {what} {word}" for word in given if word not in known)


def _words(rule: Rule) -> Iterator[str]:
    if not {"rule", "because"} <= set(rule.words.get("en", ())):
        yield "needs its words in English"
        return
    for language in rule.words:
        try:
            rule_sentence(rule, language)
        except (KeyError, IndexError, ValueError, AttributeError):
            yield f"its sentence ({language}) asks for a figure that it does not have"
