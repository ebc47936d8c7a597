"""What a seed draws: the same clinic every time, as full as it was asked for."""

from __future__ import annotations

from collections import Counter
from datetime import date

from bookings.core.load import Size
from bookings.management import load

FIRST = date(2026, 11, 24)
SMALL = Size(therapists=4, days=3, per_day=7, rooms=5)


def test_the_same_seed_draws_the_same_clinic() -> None:
    assert load.plan(SMALL, 1, FIRST) == load.plan(SMALL, 1, FIRST)
    assert load.plan(SMALL, 1, FIRST).sittings != load.plan(SMALL, 2, FIRST).sittings


def test_each_therapist_has_as_many_sessions_every_day() -> None:
    sittings = load.plan(SMALL, 1, FIRST).sittings
    counted = Counter((s.day, s.therapist) for s in sittings)

    assert set(counted.values()) == {7}
    assert len(counted) == 3 * 4


def test_the_runner_has_six_races_and_a_hundred_and_twenty_workouts() -> None:
    plan = load.plan(SMALL, 1, FIRST)

    assert (len(plan.races), len(plan.workouts)) == (6, 120)
    assert sum(race.local_start.date() > FIRST for race in plan.races) == 4


def test_a_token_follows_from_seed_and_name_alone() -> None:
    assert load.secret(1, "runner") == load.secret(1, "runner")
    assert len({load.secret(seed, name) for seed in (1, 2) for name in ("runner", "fresh")}) == 4
