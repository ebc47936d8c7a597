"""The phase of a session, from the full races round it."""

from __future__ import annotations

from datetime import datetime

import pytest

from protocols.core import evaluate
from tests.protocols.core.build import Json, earlier, later, race, starting


def phase(*races: Json) -> str:
    return str(evaluate(starting(races=list(races)))["phase"])


def test_without_a_race_it_is_maintenance() -> None:
    assert phase() == "maintenance"


@pytest.mark.parametrize("hour", [-12, 11])
@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        (1, "taper"),
        (14, "taper"),
        (15, "peak"),
        (56, "peak"),
        (57, "base"),
        (168, "base"),
        (169, "maintenance"),
        (400, "maintenance"),
    ],
)
def test_it_comes_from_the_local_days_to_the_next_race(days: int, wanted: str, hour: int) -> None:
    assert phase(race(later(hour, days=days))) == wanted


@pytest.mark.parametrize(
    ("start", "wanted"),
    [(later(us=-1), "maintenance"), (later(), "taper"), (later(us=1), "taper")],
    ids=["1us before", "at the start", "1us after"],
)
def test_a_race_that_starts_with_the_session_is_still_ahead(start: datetime, wanted: str) -> None:
    assert phase(race(start)) == wanted


@pytest.mark.parametrize(
    ("finish", "wanted"),
    [
        (later(us=1), "maintenance"),
        (later(), "recovery"),
        (earlier(96, us=-1), "recovery"),
        (earlier(336, us=-1), "recovery"),
        (earlier(336), "maintenance"),
    ],
    ids=["1us to go", "at the finish", "1us less than 96h", "1us less than 336h", "336h"],
)
def test_recovery_lasts_fourteen_days(finish: datetime, wanted: str) -> None:
    assert phase(race(finish=finish)) == wanted


@pytest.mark.parametrize(
    ("days", "hours", "wanted"),
    [
        (14, 95, "recovery"),
        (14, 96, "taper"),
        (56, 95, "recovery"),
        (56, 96, "peak"),
        (57, 96, "recovery"),
        (57, 335, "recovery"),
        (57, 336, "base"),
        (169, 335, "recovery"),
    ],
)
def test_taper_and_peak_end_recovery_after_its_first_four_days(
    days: int, hours: int, wanted: str
) -> None:
    assert phase(race(finish=earlier(hours)), race(later(days=days))) == wanted


def test_recovery_counts_from_the_latest_finish() -> None:
    long, short = race(earlier(500), earlier(300)), race(earlier(490), earlier(400))

    assert phase(short, long) == "recovery"
    assert phase(race(earlier(500), earlier(340)), short) == "maintenance"


class TestGoal:
    """The nearest A race ahead, however far off; without one the nearest B, a long C among them."""

    def test_an_a_race_far_off_wins_over_a_b_race_tomorrow(self) -> None:
        assert phase(race(later(24), priority="B"), race(later(days=100))) == "base"

    def test_of_two_a_races_the_nearer_counts(self) -> None:
        assert phase(race(later(days=100)), race(later(days=30))) == "peak"

    @pytest.mark.parametrize(("priority", "minutes"), [("B", 30), ("C", 121)])
    def test_without_an_a_race_the_nearest_other_full_one_counts(
        self, priority: str, minutes: int
    ) -> None:
        far = race(later(days=100), priority="B")

        assert phase(far, race(later(days=30), priority=priority, minutes=minutes)) == "peak"

    def test_an_a_race_behind_is_none_ahead(self) -> None:
        assert phase(race(earlier(days=20)), race(later(days=30), priority="B")) == "peak"

    @pytest.mark.parametrize(
        "dropped", [{"priority": "C"}, {"status": "dns"}, {"status": "cancelled"}]
    )
    def test_small_and_dropped_races_make_no_phase(self, dropped: Json) -> None:
        assert (
            phase(race(later(24), **dropped), race(finish=earlier(24), **dropped)) == "maintenance"
        )

    @pytest.mark.parametrize("status", ["planned", "finished", "dnf"])
    def test_nothing_else_of_the_status_matters(self, status: str) -> None:
        assert phase(race(later(24), status=status)) == "taper"
