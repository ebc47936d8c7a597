"""Offers of the waitlist against each other and against online bookings, through the real server."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.actions import booking, offering, waitlist
from bookings.models import (
    Appointment,
    Opening,
    Service,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.queries import services
from clinic.foundation.codes import new_code
from clinic.foundation.errors import Conflict
from tests.bookings import studio
from tests.bookings.waits import stretch
from tests.concurrency.http import crowd
from tests.concurrency.http.crowd import Call, Runner, Rush, at, wish
from tests.concurrency.http.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)
START = 1, 14
WAITING, BOOKING = 4, 8


@pytest.fixture
def people(transactional_db: None) -> list[Runner]:
    """Four who wait for tomorrow at two, and eight who would book it; one therapist, one room."""
    studio.clinic()
    kind = studio.service("Massage", kind="swedish", type="none", depths=["light"])
    found = crowd.runners(WAITING + BOOKING)
    order = services.order(kind, minutes=60, depth="light", group_size=1, staff=True)
    for one in found[:WAITING]:
        user = one.client.user
        assert user is not None
        waitlist.join(by=user, client=one.client, order=order, now=timezone.now())
    return found


def offer() -> Opening:
    """Tomorrow at two, offered to all four who wait."""
    return offering.offer_to(
        by=studio.desk(),
        entries=WaitlistEntry.objects.select_related("service"),
        freed=stretch(at(*START)),
        now=timezone.now(),
    )


def calls(people: list[Runner]) -> list[Call]:
    """Everybody else would book an hour online that overlaps it."""
    starts = [at(*START) + timedelta(minutes=15 * (n % 3)) for n in range(BOOKING)]
    rest = zip(people[WAITING:], starts, strict=True)
    return [Call(one, "/appointments", wish(start), key=new_code()) for one, start in rest]


def test_the_first_yes_wins_against_three_others_and_all_who_book_online(
    rush: Rush, people: list[Runner]
) -> None:
    offer()
    yes = []
    for row in WaitlistOffer.objects.select_related("client__user"):
        assert row.client.user is not None
        path = f"/wait/offers/{row.code}/take/"
        yes.append(Desk(rush, row.client.user).sends(path, {"once": new_code()}))

    online, answers = rush(calls(people), *yes)

    assert Counter(each.said for each in online) == {"409 taken": BOOKING}
    assert {each.status for each in answers} == {302}
    assert sum("appointments" in each.to for each in answers) == 1
    made = Appointment.objects.get()
    assert made.start_at == at(*START)
    states = Counter(WaitlistEntry.objects.values_list("state", flat=True))
    assert states == {"booked": 1, "waiting": WAITING - 1}
    assert WaitlistOffer.objects.get(answer="took").appointment == made


def test_without_what_an_offer_holds_anybody_books_its_time_online(
    people: list[Runner], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard bites: held, the same booking hears *taken*."""
    kind = Service.objects.get(name="Massage")
    who = people[-1].client
    told = studio.wanted(who, at(*START), service=kind, depth="light")
    assert who.user is not None
    offer()
    with pytest.raises(Conflict):
        booking.book(by=who.user, wanted=told, now=timezone.now())
    WaitlistOffer.objects.all().delete()
    Opening.objects.get().occupancies.all().delete()
    monkeypatch.setattr(offering, "_hold", lambda *_told: None)
    offer()
    assert booking.book(by=who.user, wanted=told, now=timezone.now()).state == "confirmed"
