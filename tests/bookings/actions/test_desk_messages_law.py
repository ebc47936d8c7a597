"""Whatever the desk does to two sessions and takes back: their clients know how they stand."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bookings.actions import booking, changing, notices, resizing, swapping, undoing
from bookings.actions.swapping import Side
from bookings.models import Appointment
from bookings.queries import plans
from clinic.foundation.errors import Problem
from tests.bookings import studio
from tests.bookings.notices import deliver, event
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

ACTS = ("move", "move", "resize", "swap", "cancel", "undo", "undo", "undo", "deliver")
OFF = ("cancelled", "late_cancelled")


class TestWhatTheDeskDoes(TestCase):
    """Mara's and Otto's hours with two therapists, and a walk of acts over both."""

    @settings(max_examples=6, deadline=None)
    @given(st.integers(0, 2**32))
    def test_leaves_both_clients_knowing_how_it_stands(self, seed: int) -> None:
        assert wrong(seed) == []

    def test_without_a_word_of_its_own_some_undo_would_be_news_to_nobody(self) -> None:
        told = notices.TOLD.pop("undone")
        try:
            assert wrong(LOST) != []
        finally:
            notices.TOLD["undone"] = told


LOST = 4  # a walk whose last undo comes after its message left


def wrong(seed: int) -> list[Any]:
    """Sessions of which their client knows something else than what is, or hears a thing twice."""
    random = Random(seed)
    walk = Walk(random)
    for _step in range(12):
        walk.step(random.choice(ACTS))
    walk.hear(walk.now + timedelta(hours=1))
    return [(row.client.name, walk.did) for row in walk.rows if not walk.knows(row)]


class Walk:
    def __init__(self, random: Random) -> None:
        studio.clinic(therapists=2, rooms=2)
        self.random, self.now = random, NOW
        self.by = studio.desk()
        self.did: list[tuple[int, str]] = []
        self.said: dict[str, list[tuple[str, datetime, datetime]]] = defaultdict(list)
        self.rows = [self.booked("mara", 2), self.booked("otto", 3)]

    def booked(self, name: str, day: int) -> Appointment:
        wish = wanted(make.client(name), at(day, 14), depth="light", staff=True, tell="soon")
        return booking.book(by=self.by, wanted=wish, now=NOW)

    def step(self, act: str) -> None:
        """One act within two minutes; what cannot be is refused, as it would be to anybody."""
        self.now += timedelta(seconds=self.random.choice((0, 40, 90, 140)))
        row, other = self.random.sample(self.rows, 2)
        row.refresh_from_db()
        told: dict[str, Any] = {"by": self.by, "now": self.now}
        try:
            with transaction.atomic():
                if act == "deliver":
                    self.hear(self.now)
                elif act == "move":
                    start = at(self.random.randrange(2, 5), self.random.choice((10, 14, 17)))
                    changing.move(
                        wanted=plans.as_booked(row, start=start, waivers=(), tell="soon"), **told
                    )
                elif act == "resize":
                    resizing.resize(appointment=row, minutes=self.random.choice((60, 90)), **told)
                elif act == "swap":
                    swapping.swap(one=Side(row), other=Side(other), **told)
                elif act == "cancel":
                    changing.cancel(appointment=row, our_doing=True, **told)
                elif act == "undo":
                    undoing.undo(appointment=row, **told)
        except Problem:
            return
        self.did.append((self.rows.index(row), act))

    def hear(self, now: datetime) -> None:
        for message in deliver(now):
            heard = event(message)
            ends = heard["DTSTART"].dt, heard["DTEND"].dt
            code = str(heard["UID"]).partition("@")[0]
            self.said[code].append((str(heard["STATUS"]), *ends))

    def knows(self, row: Appointment) -> bool:
        row.refresh_from_db()
        said = self.said[row.code]
        if any(one == next_ for one, next_ in pairwise(said)):
            return False
        if row.state in OFF:
            return not said or said[-1][0] == "CANCELLED"
        return bool(said) and said[-1][1:] == (row.start_at, row.end_at)
