"""CAD-1…5: the days between running sessions, by phase."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.protocols.core.build import (
    RUNNING,
    Json,
    because,
    earlier,
    effect,
    fired,
    later,
    race,
    session,
    shapes,
    starting,
)

BASE, PEAK, TAPER = race(later(days=100)), race(later(days=30)), race(later(days=10))
RECENT = race(finish=earlier(97))
RECREATIONAL, RISING = {"recreational": True}, {"load_rising": True}
IN_PHASE: list[tuple[str, dict[str, Any], int, int]] = [  # rule, rest of the case, from, most
    ("CAD-1", {"races": [BASE]}, 14, 28),
    ("CAD-1", {"races": [BASE], "runner": RECREATIONAL}, 14, 28),
    ("CAD-1", {"races": [BASE], "runner": RISING}, 14, 28),
    ("CAD-2", {"races": [PEAK]}, 7, 14),
    ("CAD-2", {"races": [PEAK], "runner": RECREATIONAL | RISING}, 7, 14),
    ("CAD-5", {}, 21, 28),
    ("CAD-5", {"runner": RECREATIONAL}, 30, 30),
    ("CAD-5", {"runner": RISING}, 14, 21),
    ("CAD-5", {"runner": RECREATIONAL | RISING}, 14, 21),
]


def cad(case: Json) -> dict[str, str]:
    return {rule: what for rule, what in fired(case).items() if rule.startswith("CAD-")}


def on(days: int, kind: str = "injury", hour: int = 3) -> Json:
    return session(f"{kind} light 30", start=later(hour, days=days))


@pytest.mark.parametrize(("rule", "parts", "least", "most"), IN_PHASE)
def test_it_fires_from_the_lower_end_on(
    rule: str, parts: dict[str, Any], least: int, most: int
) -> None:
    found = {
        days: cad(starting(sessions=[on(days)], **parts))
        for days in (-400, -most - 1, -least, 1 - least, least - 1, least, 400)
    }

    assert found == {days: {rule: "recommended"} if abs(days) >= least else {} for days in found}


@pytest.mark.parametrize(("rule", "parts", "least", "most"), IN_PHASE)
def test_past_the_upper_end_it_says_overdue(
    rule: str, parts: dict[str, Any], least: int, most: int
) -> None:
    said = {
        days: because(rule, starting(sessions=[on(-days)], **parts)) for days in (most, most + 1)
    }

    assert "overdue" not in said[most]
    assert f"overdue: {most + 1} days" in said[most + 1]


@pytest.mark.parametrize(("rule", "parts", "least", "most"), IN_PHASE)
def test_without_a_session_before_it_says_first(
    rule: str, parts: dict[str, Any], least: int, most: int
) -> None:
    alone, ahead = starting(**parts), starting(sessions=[on(least)], **parts)

    assert "first session" in because(rule, alone)
    assert because(rule, ahead) == because(rule, alone)


@pytest.mark.parametrize(("rule", "parts", "least", "most"), IN_PHASE)
def test_the_gap_is_the_smaller_of_both_sides(
    rule: str, parts: dict[str, Any], least: int, most: int
) -> None:
    near_behind = starting(sessions=[on(1 - least), on(least)], **parts)
    near_ahead = starting(sessions=[on(-least), on(least - 1)], **parts)
    neither = starting(sessions=[on(-least), on(least), on(-300), on(300)], **parts)

    assert (cad(near_behind), cad(near_ahead)) == ({}, {})
    assert cad(neither) == {rule: "recommended"}


@pytest.mark.parametrize("races", [[TAPER], [RECENT]], ids=["taper", "recovery"])
def test_in_taper_and_recovery_nothing_fires(races: list[Json]) -> None:
    assert cad(starting(races=races)) == {}


@pytest.mark.parametrize(
    ("start", "wanted"),
    [
        ("2026-05-20T23:59:59.999999Z", {"CAD-5": "recommended"}),
        ("2026-05-21T00:00:00Z", {}),
        ("2026-06-30T23:59:59.999999Z", {}),
        ("2026-07-01T00:00:00Z", {"CAD-5": "recommended"}),
    ],
)
def test_days_are_local_ones(start: str, wanted: dict[str, str]) -> None:
    assert cad(starting(sessions=[on(0) | {"start": start}])) == wanted


@pytest.mark.parametrize("nudge", [-1, 0, 1])
def test_one_that_starts_with_the_candidate_is_the_next_one(nudge: int) -> None:
    beside, old = on(0) | {"start": later(us=nudge).isoformat()}, on(-40)

    assert cad(starting(sessions=[beside, old])) == {}


def test_it_speaks_of_general_sessions_of_any_depth() -> None:
    spoken = {what for what in shapes((60,)) if cad(starting(what))}

    assert spoken == {"general light 60", "general moderate 60", "general deep 60"}


@pytest.mark.parametrize("kind", [*RUNNING, "none", "none/swedish"])
def test_only_running_sessions_break_the_gap(kind: str) -> None:
    case = starting(sessions=[on(-1, kind)])

    assert effect("CAD-5", case) == (None if kind in RUNNING else "recommended")


def test_the_latest_session_before_counts_whatever_the_order() -> None:
    case = starting(sessions=[on(-22), on(-50), on(-30)])

    assert because("CAD-5", case).startswith("22 days")


@pytest.mark.parametrize(
    ("start", "wanted"),
    [(later(121), "recommended"), (later(121, us=-1), None), (later(1), None), (later(us=1), None)],
    ids=["ends 120h before", "1us less", "ends at the gun", "overlaps"],
)
def test_near_a_full_race_it_is_silent(start: datetime, wanted: str | None) -> None:
    races = [race(start, priority="B"), BASE]

    assert effect("CAD-1", starting("general light 60", races=races)) == wanted


@pytest.mark.parametrize(
    ("finish", "wanted"), [(earlier(96, us=-1), None), (earlier(96), "recommended")]
)
def test_after_a_race_in_the_peak_phase_it_waits_96_hours(
    finish: datetime, wanted: str | None
) -> None:
    assert effect("CAD-2", starting(races=[race(finish=finish), PEAK])) == wanted


def test_a_small_race_does_not_silence_it() -> None:
    assert effect("CAD-5", starting(races=[race(later(24), priority="C")])) == "recommended"
