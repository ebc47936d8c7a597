"""Races as they are put down: tidied, checked, guessed."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, timezone
from pickle import PicklingError
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core import zones
from protocols.core.faults import Fault
from protocols.core.races import (
    UNKNOWN_MINUTES,
    ListedEntry,
    RaceEntry,
    changed,
    first_guess,
    settled,
    settled_listed,
)

BOSTON = RaceEntry(
    name="Boston",
    zone="America/New_York",
    local_start=datetime(2027, 4, 19, 9, 30),
    priority="A",
    expected_minutes=240,
)
LISTED = ListedEntry(name="Boston", zone="America/New_York", local_start=BOSTON.local_start)
START = datetime(2027, 4, 19, 13, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_start_is_the_wall_clock_where_the_race_is_run() -> None:
    found = settled(BOSTON)
    assert isinstance(found, RaceEntry)
    assert found.start_at == START


def test_fractions_of_a_second_are_dropped_and_texts_put_in_one_line() -> None:
    entry = replace(
        BOSTON, name="  Bos\u2028ton\x00 ", finish_at=START + HOUR + timedelta(microseconds=5)
    )
    found = settled(entry)
    assert isinstance(found, RaceEntry)
    assert (found.name, found.finish_at) == ("Bos ton", START + HOUR)


BERLIN = zones.load("Europe/Berlin")


def test_a_zone_that_somebody_brought_along_stays_behind() -> None:
    brought = replace(
        BOSTON, start_at=START.astimezone(BERLIN), finish_at=(START + HOUR).astimezone(BERLIN)
    )
    with pytest.raises(PicklingError):
        asdict(brought)  # what an action does with it
    found = settled(brought)
    assert isinstance(found, RaceEntry)
    kept = asdict(found)
    assert (kept["start_at"], kept["finish_at"]) == (START, START + HOUR)
    assert kept["start_at"].tzinfo is kept["finish_at"].tzinfo is UTC


def test_an_instant_beyond_the_calendar_of_utc_is_a_fault() -> None:
    last = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-HOUR))
    assert settled(replace(BOSTON, start_at=last)) == Fault("start", "years")
    assert settled(replace(BOSTON, finish_at=last)) == Fault("finish", "years")


def test_a_wall_clock_that_is_skipped_is_put_down_as_it_will_read() -> None:
    entry = replace(BOSTON, zone="Europe/Berlin", local_start=datetime(2027, 3, 28, 2, 30))
    found = settled(entry)
    assert isinstance(found, RaceEntry)
    assert found.local_start == datetime(2027, 3, 28, 3, 30)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": " \t"}, Fault("name", "missing")),
        ({"name": "x" * 201}, Fault("name", "too_long")),
        ({"place": "x" * 201}, Fault("place", "too_long")),
        ({"zone": "Boston"}, Fault("zone", "zone")),
        ({"local_start": datetime(1969, 6, 1)}, Fault("start", "years")),
        ({"local_start": datetime(2200, 12, 31, 23)}, Fault("start", "years")),
        ({"local_start": datetime.max}, Fault("start", "years")),
        ({"distance_m": 0}, Fault("distance_m", "invalid")),
        ({"terrain": "moon"}, Fault("terrain", "invalid")),
        ({"expected_minutes": None}, Fault("finish", "no_end")),
        ({"expected_minutes": 0}, Fault("expected_minutes", "invalid")),
        ({"expected_minutes": 20_161}, Fault("expected_minutes", "invalid")),
        ({"status": "dnf"}, Fault("finish", "dnf")),
        ({"finish_at": START}, Fault("finish", "order")),
        ({"finish_at": datetime(2201, 1, 1, tzinfo=UTC)}, Fault("finish", "years")),
        ({"priority": "D"}, Fault("priority", "invalid")),
        ({"status": "won"}, Fault("status", "invalid")),
    ],
)
def test_what_cannot_stand_is_named_with_its_field(change: dict[str, Any], fault: Fault) -> None:
    assert settled(replace(BOSTON, **change)) == fault


@pytest.mark.parametrize(
    "change",
    [
        {"expected_minutes": 20_160},
        {"expected_minutes": None, "finish_at": START + HOUR},
        {"status": "dnf", "finish_at": START + timedelta(seconds=1)},
        {"distance_m": 1_000_000},
        {"local_start": datetime(1970, 1, 1)},
    ],
)
def test_what_lies_on_the_edge_still_stands(change: dict[str, Any]) -> None:
    assert isinstance(settled(replace(BOSTON, **change)), RaceEntry)


def test_a_new_zone_keeps_the_wall_clock_and_moves_the_instant() -> None:
    put_down = replace(BOSTON, start_at=START)
    found = settled(changed(put_down, {"zone": "Europe/Berlin"}))
    assert isinstance(found, RaceEntry)
    assert (found.local_start, found.start_at) == (BOSTON.local_start, START - 6 * HOUR)


def test_a_change_of_something_else_leaves_the_instant_alone() -> None:
    put_down = replace(BOSTON, start_at=START)
    assert changed(put_down, {"name": "B"}) == replace(put_down, name="B")


@given(st.integers(1, 1_000_000), st.sampled_from(["flat", "hilly", "downhill", "trail"]))
@settings(max_examples=60)
def test_a_first_guess_can_always_stand(metres: int, terrain: str) -> None:
    entry = replace(BOSTON, distance_m=metres, terrain=terrain)
    minutes = first_guess(metres, terrain)
    assert minutes % 5 == 0
    assert isinstance(settled(replace(entry, expected_minutes=minutes)), RaceEntry)


@pytest.mark.parametrize(
    ("metres", "minutes"),
    [(5_000, 30), (10_000, 60), (21_098, 130), (42_195, 275), (None, UNKNOWN_MINUTES)],
)
def test_a_first_guess_is_that_of_a_runner_in_the_middle(metres: int | None, minutes: int) -> None:
    assert first_guess(metres) == minutes


@pytest.mark.parametrize(
    "url",
    [
        *(
            "javascript:alert(1)",
            "ftp://race.example",
            "//race.example",
            "https://",
            "race.example",
        ),
        *(
            "https://race.example/a b",
            "https://race.example/\u2028",
            "https://r.example/" + "x" * 500,
        ),
        *("https://user@race.example", "https://:80/"),
    ],
)
def test_an_address_that_is_no_page_is_not_put_on_the_list(url: str) -> None:
    assert settled_listed(replace(LISTED, url=url)) == Fault("url", "invalid")


@pytest.mark.parametrize("url", ["", "https://race.example", "http://race.example/2027?lang=en"])
def test_the_address_of_a_page_is_put_on_the_list(url: str) -> None:
    assert isinstance(settled_listed(replace(LISTED, url=url)), ListedEntry)


def test_a_listed_race_has_the_same_faults_as_any() -> None:
    assert settled_listed(replace(LISTED, name="")) == Fault("name", "missing")
    assert settled_listed(replace(LISTED, zone="Boston")) == Fault("zone", "zone")
