"""Side by side: as many find a therapist and a room as any other way of sharing could give."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.core import party
from bookings.core.party import Guest, Seat, guest, rank, side_by_side
from bookings.core.resources import Block, Place, Room, Worker
from tests.bookings.core.build import HOURS, NINE, UTC, want

PLACE = Place(1, UTC)
ALL_DAY = (Block(NINE, NINE + 480),)
SKILLS = ("deep", "run")
Crowd = tuple[list[Guest], list[Worker], list[Room]]


def people(*skills: str, **more: Any) -> list[Worker]:
    return [
        Worker(number, frozenset(each), hours=HOURS, **more) for number, each in enumerate(skills)
    ]


def rooms(*tables: int) -> list[Room]:
    return [Room(100 + number, 1, tables=each) for number, each in enumerate(tables)]


def asked(able: list[Worker], places: list[Room], *, only: int | None = None, **more: Any) -> Guest:
    told = want(**({"rooms": True} | more))
    return guest(told, PLACE, able, places, NINE, NINE + 1, only=only)


@st.composite
def crowds(draw: st.DrawFn) -> Crowd:
    """One to four guests of different needs, up to four therapists and rooms, some of them taken."""
    some = st.frozensets(st.sampled_from(SKILLS))
    taken = st.sampled_from([(), (), ALL_DAY])
    workers = [
        Worker(n, draw(some), hours=HOURS, blocks=draw(taken))
        for n in range(draw(st.integers(0, 4)))
    ]
    places = [
        Room(100 + n, 1, draw(some), blocks=draw(taken)) for n in range(draw(st.integers(0, 4)))
    ]
    names = st.sampled_from([None, None, 0, 1])
    guests = [
        asked(workers, places, only=draw(names), skills=draw(some), features=draw(some))
        for _guest in range(draw(st.integers(1, 4)))
    ]
    return guests, workers, places


def could(crowd: Crowd) -> bool:
    """Whether any way of sharing has somebody and a room for each: all of them are tried."""
    guests, workers, places = crowd
    return any(
        all(
            one.want.skills <= each.skills and not each.blocks and one.only in (None, each.key)
            for one, each in zip(guests, team, strict=True)
        )
        for team in permutations(workers, len(guests))
    ) and any(
        all(
            one.want.features <= each.features and not each.blocks
            for one, each in zip(guests, chosen, strict=True)
        )
        for chosen in permutations(places, len(guests))
    )


@settings(max_examples=60, deadline=None)
@given(crowds())
def test_all_are_seated_wherever_any_sharing_could(crowd: Crowd) -> None:
    seats = side_by_side(crowd[0], NINE)
    assert all(not seat.lacks for seat in seats) == could(crowd)
    for taken in ([s.workers for s in seats], [s.rooms for s in seats]):
        keys = [key for each in taken for key in each]
        assert len(keys) == len(set(keys))


def test_who_could_do_with_another_one_makes_way() -> None:
    workers, places = people("", "dr"), rooms(1, 1)
    workers[1] = replace(workers[1], skills=frozenset(["deep"]))
    easy = guest(want(rooms=True), PLACE, workers, places, NINE, NINE + 1, rank=lambda key: -key)
    hard = asked(workers, places, skills=frozenset(["deep"]))
    assert side_by_side([easy], NINE) == [Seat((1,), (100,))]  # whom they would rather see
    assert [seat.workers for seat in side_by_side([easy, hard], NINE)] == [(0,), (1,)]


def test_first_come_first_served_would_leave_somebody_out() -> None:
    def greedy(wishes: Any) -> Any:
        held: set[int] = set()
        found = []
        for way, *_more in (each or [[[]]] for each in wishes):
            keys = [next((k for k in unit if k not in held), None) for unit in way]
            held |= {key for key in keys if key is not None}
            found.append(None if None in keys else tuple(keys))
        return found

    workers, places = people("", ""), rooms(1, 1)
    crowd = [asked(workers, places), asked(workers, places, only=0)]
    assert not any(seat.lacks for seat in side_by_side(crowd, NINE))
    with mock.patch.object(party, "_shared", greedy):
        assert [seat.lacks for seat in side_by_side(crowd, NINE)] == ["", "people"]


def test_two_couples_take_two_therapists_each_and_a_room_or_two() -> None:
    workers, places = people(*[""] * 4), rooms(1, 2, 1)
    both = [asked(workers, places, workers=2), asked(workers, places, workers=2, only=3)]
    one, two = side_by_side(both, NINE)
    assert (one.rooms, set(two.rooms)) == ((101,), {100, 102})
    assert two.workers[0] == 3
    assert {*one.workers, *two.workers} == {0, 1, 2, 3}
    assert [s.lacks for s in side_by_side([*both, both[0]], NINE)] == ["", "", "people"]


def test_what_takes_no_room_of_ours_asks_for_none() -> None:
    workers = people("", "")
    crowd = [asked(workers, [], rooms=False)] * 2
    assert [seat.rooms for seat in side_by_side(crowd, NINE)] == [(), ()]
    assert [seat.lacks for seat in side_by_side([asked(workers, [])] * 2, NINE)] == ["room"] * 2


def test_favourites_are_asked_first_and_the_others_turn_about() -> None:
    assert [rank((7, 3), key, 1) for key in (7, 3)] == [0, 1]
    assert rank((), 7, 1) != rank((), 7, 2)
    assert min(rank((), key, client) for key in range(9) for client in range(9)) >= 1_000
