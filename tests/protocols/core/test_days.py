"""Local days and elapsed hours where clocks change, in zones with odd pasts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from protocols.core import evaluate
from protocols.core.zones import LocalDays, instant, load
from tests.protocols.core.build import effect, race, session


def local(zone: str, what: str, start: str, **parts: Any) -> dict[str, Any]:
    """A case in a zone; times may be written with any offset."""
    candidate = session(what, datetime.fromisoformat(start))
    return {"timezone": zone, "candidate": candidate, **parts}


def gun(start: str, **more: Any) -> dict[str, Any]:
    return race(datetime.fromisoformat(start), **more)


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        # Clocks go forward on 29 March 2026 in Berlin: 72 h before noon is 11:00.
        ("2026-03-29T12:00:00+02:00", "2026-03-26T11:00:00+01:00", None),
        ("2026-03-29T12:00:00+02:00", "2026-03-26T11:00:00.000001+01:00", "blocked"),
        # And back on 25 October: 72 h before noon is 13:00.
        ("2026-10-25T12:00:00+01:00", "2026-10-22T13:00:00+02:00", None),
        ("2026-10-25T12:00:00+01:00", "2026-10-22T13:00:00.000001+02:00", "blocked"),
    ],
)
def test_hours_are_elapsed_ones(start: str, end: str, wanted: str | None) -> None:
    candidate = session("general deep 60", end=datetime.fromisoformat(end))
    case = {"timezone": "Europe/Berlin", "races": [gun(start)], "candidate": candidate}

    assert effect("PRE-1", case) == wanted


@pytest.mark.parametrize(
    ("zone", "wanted"),
    [
        ("Europe/Berlin", "caution"),
        ("UTC", None),
        ("Pacific/Kiritimati", None),
        ("Asia/Kolkata", None),
    ],
)
def test_a_day_is_one_in_the_clinics_zone(zone: str, wanted: str | None) -> None:
    facial = session("none/facial light 30", datetime.fromisoformat("2026-06-10T21:59:59+00:00"))
    case = local(zone, "general deep 60", "2026-06-09T22:00:00+00:00", sessions=[facial])

    assert effect("DAY-1", case) == wanted


def test_the_offset_a_time_is_written_in_changes_nothing() -> None:
    facial = session("none/facial light 30", datetime.fromisoformat("2026-06-11T11:00:00+14:00"))
    written = {
        str(evaluate(local("Europe/Berlin", "general deep 60", start, sessions=[facial])))
        for start in (
            "2026-06-10T09:00:00Z",
            "2026-06-09T21:00:00-12:00",
            "2026-06-10T14:45:00+05:45",
        )
    }

    assert len(written) == 1
    assert "DAY-1" in written.pop()


@pytest.mark.parametrize(
    ("zone", "day", "first", "last"),
    [
        ("Europe/Berlin", "2026-03-29", "03:00Z", "19:00Z"),
        ("America/Sao_Paulo", "2018-11-04", "07:00Z", "23:00Z"),  # has no midnight
        ("Africa/Monrovia", "1971-06-01", "05:44:30Z", "21:44:30Z"),  # an offset with seconds
        ("Australia/Lord_Howe", "2026-10-04", "18:00Z-", "10:00Z"),  # moves by half an hour
    ],
)
def test_a_workout_with_a_day_lasts_from_five_to_nine_by_the_wall(
    zone: str, day: str, first: str, last: str
) -> None:
    days, ordinal = LocalDays(load(zone)), datetime.fromisoformat(day).toordinal()
    before = ordinal - first.endswith("-")
    dates = (datetime.fromordinal(before), datetime.fromordinal(ordinal))

    wall = (days.at_wall(ordinal, 5), days.at_wall(ordinal, 21))

    assert wall == tuple(
        instant(datetime.fromisoformat(f"{date:%Y-%m-%d}T{clock.rstrip('-')}"))
        for date, clock in zip(dates, (first, last), strict=True)
    )


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        # In Newfoundland clocks went back at 00:01: the day before came again for 59 minutes.
        ("America/St_Johns", "2010-11-07T02:29:59Z", "2010-11-06"),
        ("America/St_Johns", "2010-11-07T02:30:00Z", "2010-11-07"),
        ("America/St_Johns", "2010-11-07T02:31:00Z", "2010-11-06"),
        ("America/St_Johns", "2010-11-07T03:29:59.999999Z", "2010-11-06"),
        ("America/St_Johns", "2010-11-07T03:30:00Z", "2010-11-07"),
        # Samoa had no 30 December in 2011.
        ("Pacific/Apia", "2011-12-30T09:59:59.999999Z", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
        # Before 1970, told with an offset that makes the year 1970.
        ("America/New_York", "1969-12-31T23:00:00Z", "1969-12-31"),
        ("Africa/Monrovia", "1971-01-01T00:44:29Z", "1970-12-31"),
        ("Africa/Monrovia", "1971-01-01T00:44:30Z", "1971-01-01"),
        ("Europe/Berlin", "2200-06-30T21:59:59Z", "2200-06-30"),
        ("Europe/Berlin", "2200-06-30T22:00:00Z", "2200-07-01"),
    ],
)
def test_an_instant_belongs_to_the_day_on_the_wall(zone: str, at: str, day: str) -> None:
    found = LocalDays(load(zone)).day(instant(datetime.fromisoformat(at)))

    assert found == datetime.fromisoformat(day).toordinal()


def test_the_day_that_came_again_is_one_day() -> None:
    facial = session("none/facial light 10", datetime.fromisoformat("2010-11-06T12:00:00Z"))
    at = {
        start: effect(
            "DAY-1", local("America/St_Johns", "general deep 1", start, sessions=[facial])
        )
        for start in ("2010-11-07T02:29:59Z", "2010-11-07T02:30:30Z", "2010-11-07T03:00:00Z")
    }

    assert list(at.values()) == ["caution", None, "caution"]


def test_a_day_that_never_was_has_no_easy_run() -> None:
    parts = {"workouts": [{"day": "2011-12-30", "kind": "easy"}]}

    around = [
        effect("TRAIN-4", local("Pacific/Apia", "general light 60", start, **parts))
        for start in ("2011-12-30T09:00:00Z", "2011-12-30T10:00:00Z")
    ]

    assert around == [None, None]


def test_quiet_days_skip_the_day_that_never_was() -> None:
    parts = {"runner": {"quiet_days_before_race": 2}, "races": [gun("2011-12-31T08:00:00+14:00")]}

    case = local("Pacific/Apia", "general light 60", "2011-12-29T08:00:00-10:00", **parts)

    assert effect("PRE-11", case) == "blocked"  # the 31st is two days after the 29th, and the next
    assert effect("PRE-11", case | {"runner": {"quiet_days_before_race": 1}}) is None


@pytest.mark.parametrize(
    ("zone", "wanted"), [("UTC", ["taper", "peak"]), ("Pacific/Apia", ["peak", "peak"])]
)
def test_the_phase_counts_local_days(zone: str, wanted: list[str]) -> None:
    races = [gun("2026-06-24T23:30:00Z")]
    starts = ("2026-06-10T00:30:00Z", "2026-06-09T23:30:00Z")

    found = [evaluate(local(zone, "general light 60", at, races=races))["phase"] for at in starts]

    assert found == wanted
