"""*Possible from*: at that moment booking passes, fifteen minutes earlier it does not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bookings.actions import booking
from bookings.models import Service
from bookings.queries import search, services
from bookings.queries.search import Ask, Found, Offer
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import Client
from protocols.core.walls import wall_of
from protocols.models import Race, Workout
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

QUARTER = timedelta(minutes=15)
ZONE = "Europe/Berlin"
RACES = st.lists(
    st.tuples(
        st.integers(-20, 200),  # hours from tomorrow 9:00
        st.sampled_from(["A", "B", "C"]),
        st.integers(20, 400),
        st.sampled_from(["flat", "hilly", "trail"]),
    ),
    min_size=1,
    max_size=3,
)
WORKOUTS = st.lists(
    st.tuples(
        st.integers(-20, 150), st.sampled_from(["intervals", "long_run", "easy", "race_pace"])
    ),
    max_size=4,
)


def calendar(client: Client, races: Any, workouts: Any) -> None:
    for hours, priority, minutes, terrain in races:
        start = at(1, 9) + timedelta(hours=hours)
        Race.objects.create(
            client=client,
            name="Race",
            zone=ZONE,
            start_at=start,
            local_start=wall_of(start, ZONE),
            expected_minutes=minutes,
            priority=priority,
            terrain=terrain,
            status="planned",
        )
    for hours, kind in workouts:
        Workout.objects.create(
            client=client, start_at=at(1, 9) + timedelta(hours=hours), zone=ZONE, kind=kind
        )


def tries(client: Client, offer_start: datetime, depth: str) -> bool:
    """Whether booking passes then, its cautions accepted."""
    wish = wanted(client, offer_start, depth=depth, accept_caution=True)
    try:
        booking.hold(by=make.login_of(client), wanted=wish, now=NOW)
    except (Conflict, Invalid):
        return False
    else:
        return True


def searched(client: Client, depth: str, days: int = 12) -> Found:
    order = services.order(
        Service.objects.get(), minutes=60, depth=depth, group_size=1, staff=False
    )
    return search.search(Ask(order, date(2026, 11, 24), days, client=client), now=NOW)


class TestPossibleFrom(TestCase):
    @settings(max_examples=25)
    @given(
        races=RACES,
        workouts=WORKOUTS,
        depth=st.sampled_from(["light", "moderate", "deep"]),
        pick=st.integers(0, 10_000),
    )
    def test_then_booking_passes_and_a_quarter_earlier_it_fails(
        self, races: Any, workouts: Any, depth: str, pick: int
    ) -> None:
        studio.clinic()
        mara = make.client()
        calendar(mara, races, workouts)
        found = searched(mara, depth)
        blocked = [offer for offer in found.offers if offer.verdict == "blocked"]
        assume(blocked)

        slot = blocked[pick % len(blocked)].slot
        first: list[Offer] = found.possible_from(slot.place, slot.start)

        if not first:
            assert not tries(mara, found.offers[-1].start, depth)
        else:
            assert tries(mara, first[0].start, depth)
            assert not tries(mara, first[0].start - QUARTER, depth)

    @settings(max_examples=8)
    @given(races=RACES, workouts=WORKOUTS, depth=st.sampled_from(["moderate", "deep"]))
    def test_a_time_is_offered_exactly_where_booking_passes(
        self, races: Any, workouts: Any, depth: str
    ) -> None:
        studio.clinic()
        mara = make.client()
        calendar(mara, races, workouts)
        open_ = {offer.start for offer in searched(mara, depth, days=3).open}

        for hour in range(0, 72, 7):
            start = at(1, 9) + timedelta(hours=hour)
            assert tries(mara, start, depth) == (start in open_)
