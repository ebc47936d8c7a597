"""All that the desk and the waitlist do, at the same moment: nothing overlaps, nobody waits in a ring."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bookings.actions import (
    booking,
    changing,
    offering,
    offers,
    resizing,
    swapping,
    times_off,
    undoing,
    waitlist,
)
from bookings.actions import together as together_
from bookings.actions.swapping import Side
from bookings.models import Appointment, Occupancy, Opening, Therapist, WaitlistOffer
from bookings.queries import plans
from bookings.queries.plans import Wanted
from clinic.foundation.errors import Problem
from clinic.foundation.models import Practice
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.waits import stretch, waits
from tests.clinic import make
from tests.clinic.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("ROUNDS", "1"))
LENGTHS = [[60, 9000], [90, 12500]]
NAMES = ("mara", "otto", "lisa", "zoe")


def clinic() -> list[Appointment]:
    """Two therapists and three rooms; four hours of four clients on one day."""
    studio.clinic(therapists=2, rooms=3)
    kind = studio.service("Massage", kind="swedish", type="none", depths=["light"], lengths=LENGTHS)
    Practice.objects.update_or_create(pk=1, defaults={"offer_at_once": 3})
    rows = []
    for number, name in enumerate(NAMES):
        whom = Therapist.objects.get(user__name=("Ana", "Ben")[number % 2]).code
        wish = wanted(
            make.client(name),
            at(2, 10 + 2 * (number // 2)),
            service=kind,
            depth="light",
            therapist=whom,
            staff=True,
            tell="soon",
        )
        rows.append(booking.book(by=studio.desk(), wanted=wish, now=NOW))
    return rows


def moved(row: Appointment, start: datetime) -> Appointment:
    wish = plans.as_booked(row, start=start, waivers=())
    return changing.move(by=studio.desk(), wanted=wish, now=NOW)


def acts(rows: list[Appointment]) -> list[Callable[[], Any]]:
    """Rings of swaps, moves onto each other, lengths, cancellations, undoing, time off, several."""
    by, later = studio.desk(), NOW + timedelta(minutes=1)
    ring = zip(rows, [*rows[1:], rows[0]], strict=True)
    ana = Therapist.objects.get(user__name="Ana")
    off = partial(times_off.post, by=by, therapist=ana, now=NOW)
    return [
        *(
            partial(swapping.swap, by=by, one=Side(one), other=Side(other), now=NOW)
            for one, other in ring
        ),
        *(partial(moved, row, at(2, 12, 30)) for row in rows[:3]),
        *(partial(resizing.resize, by=by, appointment=r, minutes=90, now=NOW) for r in rows[1:]),
        partial(changing.cancel, by=by, appointment=rows[0], now=NOW, our_doing=True),
        *(partial(undoing.undo, by=by, appointment=row, now=later) for row in rows),
        partial(off, start=at(2, 11), end=at(2, 13)),
        *several(rows[0]),
    ]


def several(like: Appointment) -> list[Callable[[], Any]]:
    """A series and a party into the same day."""
    order = plans.as_booked(like).order
    one, two = make.client("nele"), make.client("pia")
    told = [Wanted(each, order, like.location.code, at(2, 15), tell="soon") for each in (one, two)]
    series = replace(told[0], start=at(2, 12))
    by = studio.desk()
    return [
        partial(together_.book_party, by=by, wanteds=told[::-1], now=NOW),
        partial(
            together_.book_series, by=by, wanted=series, every=1, times=2, whole=False, now=NOW
        ),
    ]


def whole() -> bool:
    """Whether what is to come takes its therapist and its room, and nothing else takes anything."""
    live = Occupancy.objects.filter(live=True, time_off=None)
    taken = Counter(live.values_list("appointment", "opening"))
    coming = Appointment.objects.filter(state__in=["confirmed", "review"])
    opened = Opening.objects.filter(state="open", until__gt=NOW)
    keys: list[tuple[int | None, int | None]] = [
        (pk, None) for pk in coming.values_list("pk", flat=True)
    ]
    keys += [(None, pk) for pk in opened.values_list("pk", flat=True)]
    return taken == Counter(dict.fromkeys(keys, 2))


def faults(answers: list[Any]) -> list[Any]:
    """What ended otherwise than done, or refused with a reason."""
    return [a for a in answers if isinstance(a, Exception) and not isinstance(a, Problem)]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_whatever_the_desk_does_at_once_leaves_every_session_whole(_round: int) -> None:
    rows = clinic()
    answers = together(*acts(rows))
    assert faults(answers) == []
    assert any(not isinstance(each, Exception) for each in answers)
    assert whole()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_offers_taken_declined_left_and_undone_at_once_give_a_time_to_one(_round: int) -> None:
    gone = clinic()[0]
    changing.cancel(by=studio.desk(), appointment=gone, now=NOW, our_doing=True)
    entries = [waits(name, service=gone.service) for name in ("nele", "pia", "rosa")]
    ana = Therapist.objects.get(user__name="Ana")
    offering.offer_to(
        by=studio.desk(),
        entries=entries,
        freed=stretch(gone.start_at, ana),
        now=NOW,
    )
    one, two, three = WaitlistOffer.objects.select_related("client__user").order_by("pk")
    soon = NOW + timedelta(minutes=1)
    logins = [make.login_of(each.client) for each in (one, two, three)]

    answers = together(
        partial(offers.take, by=logins[0], offer=one, now=soon),
        partial(offers.take, by=logins[1], offer=two, now=soon),
        partial(offers.take, by=studio.desk(), offer=two, now=soon),
        partial(offers.decline, by=logins[2], offer=three, now=soon),
        partial(waitlist.leave, by=logins[2], entry=three.entry, now=soon),
        partial(waitlist.leave, by=logins[0], entry=one.entry, now=soon),
        partial(undoing.undo, by=studio.desk(), appointment=gone, now=soon),
        partial(offers.close, by=studio.desk(), opening=one.opening, now=soon),
        partial(
            times_off.post, by=studio.desk(), therapist=ana, start=at(2, 9), end=at(2, 20), now=soon
        ),
    )

    assert faults(answers) == []
    assert whole()
    gone.refresh_from_db()
    assert WaitlistOffer.objects.filter(answer="took").count() + (gone.state == "confirmed") <= 1
