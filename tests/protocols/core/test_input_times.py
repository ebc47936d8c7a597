"""Times, dates, and keys that stand or fall together."""

from __future__ import annotations

from typing import Any

import pytest

from protocols.core import evaluate
from protocols.core.parsing.case import read_case
from protocols.core.parsing.fields import Fault, moment
from tests.protocols.core.build import Json
from tests.protocols.core.test_input import GONE, changed, fault, field

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00+00:00", 0),
        ("1970-01-01T00:00:00-00:00", 0),
        ("1970-01-01T23:59:00+23:59", 0),
        ("1970-01-01T00:00:00+23:59", -86_340 * SECOND),
        ("1970-01-01T00:00:00-23:59", 86_340 * SECOND),
        ("1970-01-01T00:00:00.1Z", 100_000),
        ("1970-01-01T00:00:00.123456Z", 123_456),
        ("1970-01-01T00:00:00.1234569Z", 123_456),
        ("1970-01-01T00:00:00.0000009Z", 0),
        ("1970-01-01T00:00:01." + "9" * 5_000 + "Z", 2 * SECOND - 1),
        ("1972-02-29T00:00:00Z", 789 * 86_400 * SECOND),
        ("2200-12-31T23:59:59.999999Z", 7_289_654_400 * SECOND - 1),
        ("2200-12-31T23:59:59-23:59", (7_289_654_400 + 86_339) * SECOND),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_time_is_an_instant_cut_to_microseconds(text: str, instant: int) -> None:
    assert moment({"start": text}, "start") == instant


def test_seconds_that_are_cut_are_cut_before_the_epoch_too() -> None:
    assert moment({"at": "1970-01-01T00:00:00.0000019+01:00"}, "at") == 1 - 3_600 * SECOND


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-10T09:00:00", "2026-06-10T09:00:00.5", "2026-06-10T23:59:59.999999999",
    ],
)  # fmt: skip
def test_a_time_needs_an_offset(text: str) -> None:
    assert fault(changed(("candidate.start", text))) == "candidate.start: needs a UTC offset"


NO_TIMES = (
        "", "now", "2026-06-10", "2026-06-10T09:00Z", "2026-06-10t09:00:00Z", "2026-06-10T09:00:00z",
        "2026-06-10 09:00:00Z", "2026-06-10T09:00:00 Z", "2026-06-10T09:00:00+0200",
        "2026-06-10T09:00:00+02", "2026-06-10T09:00:00+2:00", "2026-06-10T09:00:00+24:00",
        "2026-06-10T09:00:00+02:60", "2026-06-10T09:00:00+02:00:00", "2026-06-10T09:00:00,5Z",
        "2026-06-10T09:00:00.Z", "2026-06-10T24:00:00Z", "2026-06-10T09:60:00Z",
        "2026-06-10T09:00:60Z", "20260610T090000Z", "2026-W24-3T09:00:00Z", "2026-161T09:00:00Z",
        "2026-6-10T09:00:00Z", " 2026-06-10T09:00:00Z", "2026-06-10T09:00:00Z\n",
        "2026-06-10T09:00:00Z\0", "٢٠٢٦-06-10T09:00:00Z", "2026-06-10T09:00:00−02:00",
        "+2026-06-10T09:00:00Z", "12026-06-10T09:00:00Z", "2026-06-10T09:00:00ZZ", "\ud800",
)  # fmt: skip


def test_nothing_else_is_a_time() -> None:
    said = {text: fault(changed(("candidate.start", text))) for text in NO_TIMES}

    wanted = "candidate.start: should be a time such as 2026-12-06T09:00:00+01:00"
    assert said == dict.fromkeys(NO_TIMES, wanted)


@pytest.mark.parametrize(
    "date", ["2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10"]
)
def test_a_day_must_exist(date: str) -> None:
    said = {
        fault(changed(("workouts[0].start", f"{date}T09:00:00Z"))).split(": ")[1],
        fault(changed(("workouts[0]", {"day": date, "kind": "easy"}))).split(": ")[1],
    }

    assert said == {"names a day that does not exist"}


@pytest.mark.parametrize(
    ("year", "good"),
    [("1969", False), ("1970", True), ("2200", True), ("2201", False), ("0000", False)],
)
def test_years_count_as_written(year: str, good: bool) -> None:
    texts = [f"{year}-06-10T09:00:00{offset}" for offset in ("Z", "+14:00", "-12:00")]

    said = {fault(changed(("candidate.start", text))) for text in texts}

    assert said == {"" if good else "candidate.start: should lie in the years 1970 to 2200"}


@pytest.mark.parametrize(
    "date",
    ["2026-6-1", "20260601", "2026-06-01T00:00:00Z", " 2026-06-01", "2026-06-01\n", "2026-W23-1",
     "２026-06-01", "", None, 20260601, []],
)  # fmt: skip
def test_nothing_else_is_a_date(date: Any) -> None:
    assert fault(changed(("workouts[0]", {"day": date, "kind": "easy"}))) == (
        "workouts[0].day: should be a date such as 2026-06-10".replace("06-10", "12-06")
    )


@pytest.mark.parametrize(
    ("year", "good"), [("1969", False), ("1970", True), ("2200", True), ("2201", False)]
)
def test_a_date_lies_in_the_same_years(year: str, good: bool) -> None:
    case = changed(("workouts[0]", {"day": f"{year}-06-10", "kind": "easy"}))

    assert field(case) == (None if good else "workouts[0].day")


START, END = "2026-06-20T09:00:00Z", "2026-06-20T10:00:00Z"


@pytest.mark.parametrize(
    ("race", "wanted"),
    [
        ({"finish": END}, ""),
        ({"expected_minutes": 60}, ""),
        ({"finish": END, "expected_minutes": 1}, ""),
        ({"finish": None, "expected_minutes": 60}, ""),
        ({"finish": END, "expected_minutes": None}, ""),
        ({"finish": END, "expected_minutes": 0}, "expected_minutes"),
        ({}, "finish"),
        ({"finish": None, "expected_minutes": None}, "finish"),
        ({"finish": START}, "finish"),
        ({"finish": "2026-06-20T11:00:00+02:00"}, "finish"),
        ({"finish": "2026-06-20T11:00:00.000001+02:00"}, ""),
        ({"finish": "2026-06-20T09:00:00.0000009Z"}, "finish"),
        ({"status": "dnf", "finish": END}, ""),
        ({"status": "dnf", "expected_minutes": 60}, "finish"),
        ({"status": "dnf", "finish": None, "expected_minutes": 0}, "finish"),
        ({"status": "finished", "expected_minutes": 60}, ""),
        ({"finish": START, "start": "?"}, "start"),
        ({"finish": START, "expected_minutes": 0, "priority": "?"}, "finish"),
        ({"priority": "?", "terrain": "?"}, "finish"),
    ],
    ids=str,
)
def test_a_race_has_a_finish_known_or_expected(race: Json, wanted: str) -> None:
    case = changed(("races", [{"start": START, "priority": "A", **race}]))

    assert field(case) == (f"races[0].{wanted}" if wanted else None)


@pytest.mark.parametrize(
    ("workout", "wanted"),
    [
        ({"start": START}, ""),
        ({"start": START, "minutes": 1440}, ""),
        ({"day": "2026-06-20"}, ""),
        ({}, "start"),
        ({"minutes": 60}, "start"),
        ({"start": None, "day": "2026-06-20"}, "start"),
        ({"start": START, "day": "2026-06-20"}, "day"),
        ({"start": START, "day": None}, "day"),
        ({"start": START, "day": "2026-06-20", "minutes": 0}, "minutes"),
        ({"day": "2026-06-20", "minutes": 60}, "minutes"),
        ({"day": "?", "minutes": 60}, "minutes"),
        ({"day": "?", "kind": "?"}, "day"),
        ({"day": "2026-06-20", "kind": "?"}, "kind"),
    ],
    ids=str,
)
def test_a_workout_has_a_start_or_a_day(workout: Json, wanted: str) -> None:
    case = changed(("workouts", [{"kind": "easy", **workout}]))

    assert field(case) == (f"workouts[0].{wanted}" if wanted else None)


@pytest.mark.parametrize(
    ("until", "wanted"),
    [(START, "until"), ("2026-06-20T09:00:00.000001Z", ""), ("2026-06-20T08:59:59Z", "until")],
)
def test_an_absence_ends_after_it_began(until: str, wanted: str) -> None:
    case = changed(("away", [{"from": START, "until": until}]))

    assert field(case) == (f"away[0].{wanted}" if wanted else None)


SESSION = {"start": START, "minutes": 30}
CANDIDATES: list[tuple[Json, str]] = [
    ({"type": "none"}, ""),
    ({"type": "none", "depth": "moderate"}, ""),
    ({"type": "none", "depth": "deep"}, "depth"),
    ({"type": "none", "depth": None}, "depth"),
    ({"type": "general"}, "depth"),
    ({"type": "general", "depth": "deep"}, ""),
    ({"type": "none", "service": "chair_massage"}, ""),
]


@pytest.mark.parametrize(("keys", "wanted"), CANDIDATES, ids=str)
def test_type_none_is_light_unless_told_and_never_deep(keys: Json, wanted: str) -> None:
    as_candidate = changed(("candidate", SESSION | keys))
    as_session = changed(("sessions", [SESSION | keys]))

    assert field(as_candidate) == (f"candidate.{wanted}" if wanted else None)
    assert field(as_session) == (f"sessions[0].{wanted}" if wanted else None)


def test_type_none_without_a_depth_is_light() -> None:
    case = read_case(changed(("candidate", SESSION | {"type": "none"}), ("runner", GONE)))

    assert case.shape.depth == "light"


@pytest.mark.parametrize("kind", ["pre_event", "post_event", "general", "injury"])
def test_chair_massage_goes_with_type_none_only(kind: str) -> None:
    keys = {"type": kind, "depth": "light", "service": "chair_massage", "group_size": 0}

    assert fault(changed(("candidate", SESSION | keys))) == (
        "candidate.service: chair_massage goes with type none only"
    )


def test_a_faulty_value_says_what_it_should_be() -> None:
    case = changed(("races[0].priority", "a"), ("races[0].terrain", "x"))

    assert fault(case) == "races[0].priority: should be one of A, B, C"


def test_a_fault_knows_its_key() -> None:
    with pytest.raises(Fault) as found:
        moment({}, "start")

    assert (found.value.key, found.value.message) == ("start", "is missing")


def test_a_case_at_both_ends_of_time_is_judged() -> None:
    for year in ("1970-01-01T00:00:00+23:59", "2200-12-31T23:59:59-23:59"):
        case = changed(("candidate.start", year), ("timezone", "Pacific/Apia"))
        assert evaluate(case)["verdict"] in ("blocked", "fine")
