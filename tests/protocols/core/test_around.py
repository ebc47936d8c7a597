"""CLASH-1…4, DAY-1 and DAY-2: what stands beside the session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.protocols.core.build import (
    EVERYBODY,
    HARD,
    RUNNING,
    SOFT,
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
    workout,
)

HOUR = timedelta(hours=1)


def clash(**parts: Any) -> dict[str, str]:
    """What the CLASH rules say of an hour from NOW."""
    found = fired(starting("none light 60", **parts))
    return {rule: what for rule, what in found.items() if rule.startswith("CLASH")}


def away(start: datetime, end: datetime) -> Json:
    return {"from": start.isoformat(), "until": end.isoformat()}


SPANS = pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        (earlier(1), later(), False),
        (earlier(1), later(us=1), True),
        (later(1, us=-1), later(2), True),
        (later(1), later(2), False),
        (earlier(5), later(5), True),
        (later(us=1), later(us=2), True),
        (later(), later(1), True),
    ],
    ids=["touch", "1us in", "1us at the end", "touch the end", "round it", "inside", "the same"],
)


@SPANS
@pytest.mark.parametrize("minutes", [1, 60])
def test_a_race_blocks(start: datetime, end: datetime, overlaps: bool, minutes: int) -> None:
    small_or_full = [race(start, end, priority="C" if minutes == 1 else "A")]

    assert clash(races=small_or_full) == ({"CLASH-1": "blocked"} if overlaps else {})


@SPANS
def test_an_absence_blocks(start: datetime, end: datetime, overlaps: bool) -> None:
    assert clash(away=[away(start, end)]) == ({"CLASH-4": "blocked"} if overlaps else {})


@pytest.mark.parametrize("status", ["dns", "cancelled"])
def test_a_dropped_race_does_not(status: str) -> None:
    assert clash(races=[race(later(), status=status)]) == {}


AN_HOUR = pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        (None, later(us=1), True),
        (None, later(), False),
        (later(1, us=-1), None, True),
        (later(1), None, False),
    ],
    ids=["1us in", "touches", "1us at the end", "touches the end"],
)


@AN_HOUR
def test_another_session_of_any_type_blocks(
    start: datetime | None, end: datetime | None, overlaps: bool
) -> None:
    found = {kind: clash(sessions=[session(f"{kind} light 60", start, end)]) for kind in EVERYBODY}

    assert found == dict.fromkeys(EVERYBODY, {"CLASH-3": "blocked"} if overlaps else {})


@AN_HOUR
def test_a_workout_cautions_but_for_rest(
    start: datetime | None, end: datetime | None, overlaps: bool
) -> None:
    kinds = (*HARD, *SOFT, "unknown")

    found = {kind: clash(workouts=[workout(kind, start, end)]) for kind in kinds}

    assert found.pop("rest") == {}
    assert found == dict.fromkeys(found, {"CLASH-2": "caution"} if overlaps else {})


def test_a_workout_without_times_does_not() -> None:
    assert clash(workouts=[{"day": "2026-06-10", "kind": "long_run"}]) == {}


def test_a_workout_without_minutes_lasts_an_hour() -> None:
    before = {"kind": "easy", "start": earlier(1, us=-1).isoformat()}

    assert clash(workouts=[before]) == {"CLASH-2": "caution"}
    assert clash(workouts=[before | {"start": earlier(1).isoformat()}]) == {}


def test_every_session_clashes() -> None:
    parts = {
        "races": [race(later())],
        "workouts": [workout("easy", later())],
        "sessions": [session("none light 60", later())],
        "away": [away(later(), later(1))],
    }

    for what in shapes((60,)):
        found = {rule for rule in fired(starting(what, **parts)) if rule.startswith("CLASH")}
        assert found == {"CLASH-1", "CLASH-2", "CLASH-3", "CLASH-4"}


class TestSameDay:
    """DAY-1: deep leg work and a facial, waxing or spa on one local day."""

    @pytest.mark.parametrize(
        "service", [None, "facial", "waxing", "spa", "swedish", "reiki", "Spa"]
    )
    def test_which_service_stands_beside_deep_work(self, service: str | None) -> None:
        for kind in (*RUNNING, "none"):
            other = session(f"{kind} light 30", start=later(5), service=service)
            found = effect("DAY-1", starting("general deep 60", sessions=[other]))
            assert found == ("caution" if service in ("facial", "waxing", "spa") else None)

    @pytest.mark.parametrize("service", ["facial", "waxing", "spa", "swedish"])
    def test_which_service_stands_beside_another_deep_session(self, service: str) -> None:
        deep, case = session("injury deep 60", start=later(5)), f"none/{service} light 60"

        assert effect("DAY-1", starting(case, sessions=[deep])) == (
            None if service == "swedish" else "caution"
        )

    def test_only_deep_work_stands_ill_beside_a_facial(self) -> None:
        facial = "none/facial light 60"
        found = {
            other: effect("DAY-1", starting(facial, sessions=[session(other, start=later(5))]))
            for other in shapes((60,))
        }

        assert {other for other in found if found[other]} == {f"{kind} deep 60" for kind in RUNNING}

    def test_lighter_candidates_stand_beside_a_facial(self) -> None:
        beside = session("none/facial light 60", start=later(5))

        spoken = {w for w in shapes((60,)) if effect("DAY-1", starting(w, sessions=[beside]))}

        assert spoken == {f"{kind} deep 60" for kind in RUNNING}

    def test_a_running_session_may_be_the_service(self) -> None:
        deep = session("injury deep 60", start=later(5))
        case = starting("general light 60", sessions=[deep])
        case["candidate"]["service"] = "spa"

        assert effect("DAY-1", case) == "caution"

    @pytest.mark.parametrize(
        ("start", "wanted"),
        [
            ("2026-06-09T23:59:59.999999Z", None),
            ("2026-06-10T00:00:00Z", "caution"),
            ("2026-06-10T23:59:59.999999Z", "caution"),
            ("2026-06-11T00:00:00Z", None),
        ],
    )
    def test_a_session_belongs_to_the_day_it_starts_on(
        self, start: str, wanted: str | None
    ) -> None:
        facial = session("none/facial light 1440", later()) | {"start": start}

        assert effect("DAY-1", starting("general deep 60", sessions=[facial])) == wanted

    def test_both_ways_it_names_the_service(self) -> None:
        deep, spa = session("injury deep 60", later(5)), session("none/spa light 60", later(5))

        said = {
            because("DAY-1", starting("general deep 60", sessions=[spa])),
            because("DAY-1", starting("none/spa light 60", sessions=[deep])),
        }

        assert said == {"Deep work and a spa session would fall on one day; part them if you can."}


@pytest.mark.parametrize(
    ("people", "wanted"), [(1, "blocked"), (4, "blocked"), (5, None), (500, None)]
)
def test_chair_massage_wants_five_people(people: int, wanted: str | None) -> None:
    case = starting("none/chair_massage light 15")
    case["candidate"]["group_size"] = people

    assert effect("DAY-2", case) == wanted


def test_no_other_service_wants_a_group() -> None:
    spoken = {what.split()[0] for what in shapes((60,)) if effect("DAY-2", starting(what))}

    assert spoken == {"none/chair_massage"}
