"""The default rules as data."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest

from protocols.core import DEFAULTS, evaluate
from protocols.core.defaults import SCREENING
from protocols.core.facts import DEPTHS
from protocols.core.kinds import KINDS
from protocols.core.rules import EFFECTS, SOURCE_CLASSES, Band, Rule, Ruleset
from tests.protocols.core.build import starting

FAMILIES = {
    "PRE": 13, "POST": 7, "TRAIN": 6, "CAD": 5, "INJ": 1, "FREQ": 4, "DAY": 2, "FLAG": 8, "CLASH": 4,
}  # fmt: skip
MARKED = {"PRE-6", "PRE-8", "POST-1"}  # with a dagger: they fire for small races too


def hours(band: Band) -> range:
    """The hours of a band, at least one: a band without any is not about hours."""
    return range(band.start, max(band.until, band.start + 1))


def spoken(rule: Rule) -> Counter[tuple[object, ...]]:
    """How many bands speak of each depth, length, hour, race and answer."""
    return Counter(
        said
        for band in rule.bands
        for said in product(
            [d for d in DEPTHS if not band.depths or d in band.depths],
            [
                m
                for m in (1, 30, 31, 45, 46, 60, 61, 90)
                if band.fits((band.depths or DEPTHS)[0], m)
            ],
            hours(band),
            [d for d in (True, False) if band.demanding in (None, d)],
            band.codes or [""],
        )
    )


def test_every_rule_of_the_tables_is_there_once() -> None:
    wanted = [f"{name}-{n + 1}" for name, count in FAMILIES.items() for n in range(count)]

    assert sorted(rule.id for rule in DEFAULTS.rules) == sorted(wanted)


def test_no_two_bands_speak_of_the_same_session_at_the_same_hour() -> None:
    often = {rule.id: max(spoken(rule).values()) for rule in DEFAULTS.rules if rule.bands}

    assert often == dict.fromkeys(often, 1)


def test_only_the_marked_rules_fire_for_small_races() -> None:
    assert {rule.id for rule in DEFAULTS.rules if rule.small} == MARKED


def test_every_rule_is_on_and_known() -> None:
    for rule in DEFAULTS.rules:
        assert rule.on
        assert rule.kind in KINDS
        assert rule.source_class in SOURCE_CLASSES
        assert {band.effect for band in rule.bands} <= set(EFFECTS)


def test_the_source_class_follows_from_the_sources() -> None:
    derived = {rule.id for rule in DEFAULTS.rules if "derived" in rule.source}
    practice = {rule.id for rule in DEFAULTS.rules if "practice" in rule.source}
    found = {rule.id: rule.source_class for rule in DEFAULTS.rules}

    assert practice == {rule for rule in found if found[rule] == "practice"} == {"FLAG-7", "FLAG-8"}
    assert derived | {"INJ-1"} == {rule for rule in found if found[rule] == "derived"}


def test_every_answer_of_the_screening_is_told_by_one_rule() -> None:
    codes = Counter(
        code for rule in DEFAULTS.rules for code in {c for band in rule.bands for c in band.codes}
    )

    assert codes == dict.fromkeys(SCREENING, 1)


@pytest.mark.parametrize(
    ("kind", "depths", "wanted"),
    [
        ("injury", ("deep",), {"FREQ-1", "FREQ-2", "FREQ-3", "FREQ-4"}),
        ("injury", ("light",), {"FREQ-1", "FREQ-2", "INJ-1"}),
        ("general", ("light", "deep"), {"FREQ-3", "FREQ-4"}),
        ("none", DEPTHS, set()),
    ],
)
def test_some_rules_speak_of_a_type_at_some_depths(
    kind: str, depths: tuple[str, ...], wanted: set[str]
) -> None:
    often = [rule for rule in DEFAULTS.rules if rule.id.startswith(("FREQ", "INJ"))]

    assert {rule.id for rule in often if rule.speaks_of(kind, depths, body=False)} == wanted


def test_rules_for_body_services_speak_of_type_none() -> None:
    known = {r.id for r in DEFAULTS.rules if r.speaks_of("none", DEPTHS[:2], body=True)}

    assert {"PRE-7", "PRE-9", "PRE-11", "POST-2", "FLAG-7", "FLAG-8", "DAY-2"} <= known
    assert not {"PRE-1", "PRE-5", "POST-4", "FLAG-1", "CAD-1"} & known


def test_a_rule_that_is_off_speaks_of_nothing() -> None:
    off = [replace(rule, on=False) for rule in DEFAULTS.rules]

    assert not any(rule.speaks_of("general", DEPTHS, body=False) for rule in off)
    assert evaluate(starting("general deep 60"), Ruleset(tuple(off)))["reasons"] == []


def test_rules_are_ordered_by_letters_then_number() -> None:
    keys = {rule.id: rule.sort_key for rule in DEFAULTS.rules}

    assert keys["PRE-2"] < keys["PRE-10"] < keys["TRAIN-1"]
    assert keys["FLAG-8"] < keys["FREQ-1"] < keys["INJ-1"] < keys["POST-1"]
