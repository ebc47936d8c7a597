"""What a drag is told beforehand is what the search would say of each start."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.core import fits
from bookings.core.hours import grid, local_day
from bookings.core.slots import find
from tests.bookings.core.clinics import Clinic, computed, random_clinic

clinics = st.integers(0, 2**32).map(lambda seed: random_clinic(random.Random(seed)))


def one_worker(clinic: Clinic) -> Clinic:
    return replace(clinic, want=replace(clinic.want, workers=1, rooms=True), only=None)


def agrees(clinic: Clinic) -> bool:
    """Whether, start by start, a slot is where a worker and a room are told to be free."""
    want, places, workers, rooms = computed(clinic)
    slots = find(want, places, workers, rooms, clinic.begin, clinic.end)
    told = set()
    for place in places:
        first, last = max(clinic.begin, want.earliest), min(clinic.end, want.latest + 1)
        starts = fits.of_place(want, place, grid(place.zone, first, last, want.step))
        days = partial(local_day, place.zone)
        in_room = {at for room in rooms for at in fits.of_room(want, place, room, starts)}
        for worker in workers:
            for at in in_room & set(fits.of_worker(want, place, worker, starts, days)):
                told.add((at, place.key, (worker.key,)))
    return told == {slot[:3] for slot in slots}


@settings(max_examples=60)
@given(clinics.map(one_worker))
def test_a_time_is_free_where_a_worker_and_a_room_are(clinic: Clinic) -> None:
    assert agrees(clinic)


def test_without_limits_and_ways_more_would_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    some = [one_worker(random_clinic(random.Random(seed))) for seed in range(60)]
    monkeypatch.setattr(fits, "too_far", lambda want, place, worker: [])
    assert not all(map(agrees, some))


@given(st.sets(st.integers(0, 40)))
def test_runs_hold_their_starts_and_no_others(some: set[int]) -> None:
    starts = sorted(15 * at for at in some)
    told = [at for first, last in fits.runs(starts, 15) for at in range(first, last + 1, 15)]
    assert told == starts


@given(st.lists(st.sampled_from(["fine", "caution"]), max_size=12), st.integers(0, 12))
def test_pieces_part_the_starts_and_tell_each_what_is_said_of_it(said: list[str], gap: int) -> None:
    starts = [15 * at + (60 if at >= gap else 0) for at in range(len(said))]
    told = dict(zip(starts, said, strict=True))

    found = fits.pieces(starts, 15, lambda at: (told[at], ()))

    assert all(a[1] <= b[0] for a, b in pairwise(found))
    for at in starts:
        (piece,) = [one for one in found if one[0] <= at < one[1]]
        assert piece[2] == told[at]
