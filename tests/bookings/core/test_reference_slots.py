"""The search agrees with the naive reference on random clinics, slot by slot and cause by cause."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.core.slots import Block, Slot, Worker, find, hindrance
from tests.bookings.core.clinics import Clinic, computed, random_clinic
from tests.bookings.core.reference_slots import Reference

TIMES = 40 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 1

seeds = st.integers(0, 2**32)
clinics = seeds.map(lambda seed: random_clinic(random.Random(seed)))


def found(clinic: Clinic) -> list[Slot]:
    return find(*computed(clinic), clinic.begin, clinic.end, only=clinic.only)


@settings(max_examples=60 * TIMES)
@given(clinics)
def test_the_search_finds_what_the_reference_finds(clinic: Clinic) -> None:
    assert found(clinic) == Reference(clinic).slots()


@settings(max_examples=30 * TIMES)
@given(clinics)
def test_the_cause_named_is_the_reference_s(clinic: Clinic) -> None:
    reference, known = Reference(clinic), computed(clinic)
    for start in range(clinic.begin, clinic.end, 5):
        for place in clinic.zones:
            cause = hindrance(*known, start, place, clinic.only)
            assert cause == reference.judge(start, place)[0]


@settings(max_examples=20 * TIMES)
@given(clinics)
def test_no_cause_is_named_exactly_where_a_slot_is(clinic: Clinic) -> None:
    known, there = computed(clinic), {(slot.start, slot.place) for slot in found(clinic)}
    for start in range(clinic.begin, clinic.end, 5):
        for place in clinic.zones:
            named = hindrance(*known, start, place, clinic.only)
            assert (named == "") == ((start, place) in there)


@settings(max_examples=40 * TIMES)
@given(clinics)
def test_slots_come_in_order_and_none_twice(clinic: Clinic) -> None:
    workers = [worker.key for worker in clinic.workers]
    order = [(s.start, s.place, workers.index(s.workers[0])) for s in found(clinic)]

    several = clinic.want.workers > 1
    assert order == sorted(order)
    assert len({at[:2] if several else at for at in order}) == len(order)


@settings(max_examples=40 * TIMES)
@given(clinics, seeds)
def test_a_block_more_never_adds_a_slot(clinic: Clinic, seed: int) -> None:
    chance = random.Random(seed)
    worker = chance.randrange(len(clinic.workers))
    fuller = tuple(
        _taken_more(w, chance) if i == worker else w for i, w in enumerate(clinic.workers)
    )
    before = {(slot.start, slot.place) for slot in found(clinic)}
    assert {(slot.start, slot.place) for slot in found(replace(clinic, workers=fuller))} <= before


def _taken_more(worker: Worker, chance: random.Random) -> Worker:
    """The worker with a session more, in a gap between two blocks."""
    gaps = [(a.end, b.begin) for a, b in pairwise(worker.blocks) if a.end < b.begin]
    if not gaps:
        return worker
    begin, end = chance.choice(gaps)
    extra = Block(begin, end, begin, end, chance.choice((1, 2)), deep=chance.random() < 0.5)
    blocks = sorted((*worker.blocks, extra), key=lambda block: block.begin)
    return replace(worker, blocks=tuple(blocks))


def test_the_random_clinics_have_slots_of_every_kind() -> None:
    some = [random_clinic(random.Random(seed)) for seed in range(200)]
    slots = [slot for clinic in some for slot in found(clinic)]

    assert sum(bool(found(clinic)) for clinic in some) > 80
    assert {len(slot.workers) for slot in slots} == {1, 2, 3}
    assert {len(slot.rooms) for slot in slots} >= {0, 1, 2}
