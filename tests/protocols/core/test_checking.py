"""A rule set that could not be judged by is told apart before it is published."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from protocols.core import DEFAULTS
from protocols.core.checking import faults
from protocols.core.rules import Band, PhaseBounds, Rule, Ruleset

RULES = {rule.id: rule for rule in DEFAULTS.rules}


def with_rule(name: str, **changes: Any) -> Ruleset:
    return Ruleset((replace(RULES[name], **changes),))


def test_the_defaults_have_no_fault() -> None:
    assert faults(DEFAULTS) == []


@pytest.mark.parametrize(
    ("ruleset", "said"),
    [
        (with_rule("PRE-1", kind="no_such_kind"), "PRE-1: unknown kind no_such_kind"),
        (with_rule("PRE-1", id="first"), "first: is no id such as PRE-1"),
        (with_rule("PRE-1", bands=()), "PRE-1: needs an effect"),
        (with_rule("PRE-1", bands=(Band("maybe", 0, 72),)), "PRE-1: unknown effect maybe"),
        (with_rule("PRE-1", bands=(Band("blocked", 72, 72),)), "PRE-1: its hours must rise"),
        (with_rule("PRE-1", types=("yoga",)), "PRE-1: unknown type yoga"),
        (with_rule("PRE-1", depths=("abyssal",)), "PRE-1: unknown depth abyssal"),
        (with_rule("PRE-1", words={}), "PRE-1: needs its words in English"),
        (with_rule("PRE-1", source_class="rumour"), "PRE-1: unknown source class rumour"),
        (with_rule("CAD-1", limits={"longest": 28}), "CAD-1: needs the figure shortest"),
        (with_rule("CAD-1", only={}), "CAD-1: needs phases"),
        (with_rule("CLASH-1", only={"with": ("dreams",)}), "CLASH-1: unknown thing dreams"),
        (Ruleset((RULES["PRE-1"], RULES["PRE-1"])), "PRE-1: stands twice"),
        (
            Ruleset((), PhaseBounds(peak_days=7)),
            "phases: taper, peak and base must follow one another",
        ),
    ],
)
def test_each_fault_is_named_with_its_rule(ruleset: Ruleset, said: str) -> None:
    assert said in faults(ruleset)


def test_a_sentence_that_asks_for_a_missing_figure_is_a_fault() -> None:
    odd: Rule = replace(RULES["PRE-1"], words={"en": {"rule": "{figure} h", "because": ""}})

    found = faults(Ruleset((odd,)))

    assert found == ["PRE-1: its sentence (en) asks for a figure that it does not have"]
