"""Time off: laid around what is booked, closing over what is given back."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bookings.actions import booking, changing, times_off
from bookings.models import Appointment, Occupancy, Therapist, TimeOff
from bookings.queries import plans
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
Span = tuple[datetime, datetime]


def post(start: datetime, end: datetime) -> TimeOff:
    return studio.off(Therapist.objects.get(), start, end)


def laid(off: TimeOff) -> list[Span]:
    """What a time off takes, in order."""
    rows = Occupancy.objects.filter(time_off=off, live=True).order_by("during")
    return [(during.lower, during.upper) for during in rows.values_list("during", flat=True)]


def book(client: Client, day: int, hour: int, minute: int = 0) -> Appointment:
    return booking.book(
        by=make.login_of(client), wanted=wanted(client, at(day, hour, minute)), now=NOW
    )


def test_what_is_booked_stays_and_the_time_off_is_laid_around_it() -> None:
    studio.clinic()
    row = book(make.client(), 1, 14)

    off = post(at(1, 10), at(1, 18))

    row.refresh_from_db()
    assert row.state == "confirmed"
    assert laid(off) == [(at(1, 10), at(1, 14)), (at(1, 15, 15), at(1, 18))]


@pytest.mark.parametrize("hour", [9, 14, 17])
def test_nothing_is_booked_into_a_time_off(hour: int) -> None:
    studio.clinic()
    post(at(1, 9), at(1, 18))
    with pytest.raises(Conflict) as refused:
        book(make.client(), 1, hour, 30)
    assert refused.value.code == "taken"


@pytest.mark.parametrize("how", ["cancel", "move"])
def test_it_closes_over_a_session_that_leaves(how: str) -> None:
    studio.clinic()
    mara = make.client()
    row = book(mara, 1, 14)
    off = post(at(1, 10), at(1, 18))

    by = make.login_of(mara)
    if how == "cancel":
        changing.cancel(by=by, appointment=row, now=NOW)
    else:
        changing.move(by=by, wanted=plans.as_booked(row, start=at(2, 14)), now=NOW)

    assert laid(off) == [(at(1, 10), at(1, 18))]


def test_taken_back_the_time_is_free_again() -> None:
    studio.clinic()
    off = post(at(1, 9), at(1, 18))

    times_off.take_back(by=off.therapist.user, time_off=off, now=NOW)

    assert laid(off) == []
    assert book(make.client(), 1, 14).state == "confirmed"


def test_of_two_that_overlap_the_other_stays_when_one_is_taken_back() -> None:
    studio.clinic()
    first, second = post(at(1, 9), at(1, 13)), post(at(1, 11), at(1, 15))

    times_off.take_back(by=first.therapist.user, time_off=first, now=NOW)

    assert laid(second) == [(at(1, 11), at(1, 15))]


def test_a_therapist_asks_for_their_own_and_the_desk_grants() -> None:
    studio.clinic(therapists=2)
    ana, ben = Therapist.objects.order_by("pk")
    span: dict[str, Any] = {"therapist": ana, "start": at(1, 9), "end": at(1, 10), "now": NOW}
    asked = times_off.ask(by=ana.user, **span)
    with pytest.raises(NotFound):
        times_off.ask(by=ben.user, **span)
    with pytest.raises(Refused):
        times_off.ask(by=make.user("mara", Role.CLIENT), **span)
    for act in (times_off.grant, times_off.refuse):
        told: dict[str, Any] = {"seen": ()} if act is times_off.grant else {}
        with pytest.raises(Refused):
            act(by=ana.user, time_off=asked, now=NOW, **told)
    with pytest.raises(Refused):
        times_off.post(by=ana.user, **span)
    with pytest.raises(NotFound):
        times_off.take_back(by=ben.user, time_off=asked, now=NOW)


def asked(begin: datetime, end: datetime) -> TimeOff:
    ana = Therapist.objects.get()
    return times_off.ask(by=ana.user, therapist=ana, start=begin, end=end, now=NOW)


def test_what_is_asked_for_can_be_booked_in_until_it_is_granted() -> None:
    studio.clinic()
    off = asked(at(1, 9), at(1, 18))
    row = book(make.client(), 1, 14)

    with pytest.raises(Conflict, match="booked in it meanwhile"):
        times_off.grant(by=studio.desk(), time_off=off, seen=(), now=NOW)
    times_off.grant(by=studio.desk(), time_off=off, seen=(row.code,), now=NOW)

    assert laid(off) == [(at(1, 9), at(1, 14)), (at(1, 15, 15), at(1, 18))]
    with pytest.raises(Conflict):
        book(make.client("zoe"), 1, 10)


def test_what_was_answered_or_taken_back_is_not_answered_again() -> None:
    studio.clinic()
    off, other = asked(at(1, 9), at(1, 18)), asked(at(2, 9), at(2, 18))
    times_off.refuse(by=studio.desk(), time_off=off, now=NOW)
    times_off.take_back(by=other.therapist.user, time_off=other, now=NOW)
    for row in (off, other):
        with pytest.raises(Conflict):
            times_off.grant(by=studio.desk(), time_off=row, seen=(), now=NOW)
    assert not Occupancy.objects.exists()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at(1, 10), at(1, 10)),
        (at(1, 10), at(1, 9)),
        (at(1, 10) + timedelta(seconds=1), at(1, 12)),
    ],
)
def test_a_time_off_ends_after_it_begins_on_whole_minutes(start: datetime, end: datetime) -> None:
    studio.clinic()
    with pytest.raises(Invalid):
        post(start, end)
    assert not TimeOff.objects.exists()


class TestWhateverHappens(TestCase):
    """Random days of bookings, times off, cancellations and undoing."""

    @settings(max_examples=12)
    @given(
        steps=st.lists(
            st.tuples(
                st.sampled_from(["book", "off", "cancel", "back", "undo"]), st.integers(0, 31)
            ),
            min_size=3,
            max_size=14,
        )
    )
    def test_the_therapist_is_never_in_two_things_and_no_minute_off_is_lost(
        self, steps: list[tuple[str, int]]
    ) -> None:
        studio.clinic()
        done = Steps()
        for step, number in steps:
            getattr(done, step)(number)
            done.check()


class Steps:
    """One day of a therapist, a step a minute."""

    def __init__(self) -> None:
        self.ana = Therapist.objects.get()
        self.now = NOW
        self.made = 0

    def book(self, number: int) -> None:
        self.made += 1
        client = make.client(f"runner{self.made}")
        start = at(2, 10) + timedelta(minutes=15 * number)
        self._try(booking.book, by=make.login_of(client), wanted=wanted(client, start))

    def off(self, number: int) -> None:
        start = at(2, 10) + timedelta(minutes=15 * number)
        end = start + timedelta(minutes=20 + 10 * number)
        self._try(times_off.post, by=studio.desk(), therapist=self.ana, start=start, end=end)

    def cancel(self, number: int) -> None:
        self._change(changing.cancel, number)

    def undo(self, number: int) -> None:
        self._change(changing.undo, number)

    def back(self, number: int) -> None:
        rows = list(TimeOff.objects.all())
        if rows:
            off = rows[number % len(rows)]
            times_off.take_back(by=self.ana.user, time_off=off, now=self.now)

    def _change(self, doing: Any, number: int) -> None:
        rows = list(Appointment.objects.all())
        if rows:
            row = rows[number % len(rows)]
            self._try(doing, by=make.login_of(row.client), appointment=row)

    def _try(self, doing: Any, **told: Any) -> None:
        self.now += timedelta(minutes=1)
        with suppress(Conflict, Invalid):
            doing(now=self.now, **told)

    def check(self) -> None:
        """Off or in a session: every minute of a time off is one of both, and none is twice."""
        mine = Occupancy.objects.filter(resource=self.ana.resource, live=True)
        spans = sorted((d.lower, d.upper) for d in mine.values_list("during", flat=True))
        assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
        for off in TimeOff.objects.filter(state="granted"):
            inside = [(max(b, off.start_at), min(e, off.end_at)) for b, e in spans]
            covered = sum(((e - b) for b, e in inside if b < e), timedelta())
            assert covered == off.end_at - off.start_at
