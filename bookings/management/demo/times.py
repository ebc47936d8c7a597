"""Finding a good time for somebody, as a practised front desk would: fitting, and without gaps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.core.resources import Worker
from bookings.core.slots import Slot, Want
from bookings.core.spans import holding, merged
from bookings.management.demo.clinic import Clinic
from bookings.models import Appointment
from bookings.queries.plans import Wanted
from bookings.queries.search import Ask, Found, Offer, search
from bookings.queries.services import Order
from clinic.foundation.models import Client

SHORT = 75  # minutes: a shorter gap is hard to fill
GOOD = {"recommended": 0, "fine": 1}
Choose = Callable[[list[Offer]], Offer | None]


@dataclass(frozen=True)
class Plea:
    """What somebody asks for: a session within some days; `careful` does not take a caution."""

    client: Client
    order: Order
    first: date
    days: int = 7
    with_whom: str = ""  # a therapist's first name
    careful: bool = True
    early: bool = False  # the first time that there is, not the best
    often: bool = False  # on the days beside another session too
    not_before: datetime | None = None
    moving: Appointment | None = None
    venue: str = ""
    where: str = ""  # the code of the one studio
    note: str = ""


def look(clinic: Clinic, plea: Plea, now: datetime) -> Found:
    """The product's own search, by whoever would ask."""
    ask = Ask(
        order=plea.order,
        first=plea.first,
        days=plea.days,
        location=plea.where,
        therapist=clinic.hands[plea.with_whom].code if plea.with_whom else "",
        client=plea.client,
        moving=plea.moving,
        staff=plea.client.user_id is None,
    )
    return search(ask, now=now, known=clinic.known)


def best(clinic: Clinic, plea: Plea, now: datetime) -> Wanted | None:
    """The wish for the best time; None where there is none."""
    found = look(clinic, plea, now)
    least = max(now + timedelta(minutes=30), plea.not_before or now)
    days = set() if plea.often else clinic.came.get(plea.client, set())
    near = {day + beside for day in days for beside in (-1, 0, 1)}
    offers = [o for o in found.open if o.start >= least and o.start.toordinal() not in near]
    good = [offer for offer in offers if offer.verdict in GOOD]
    chosen = good if plea.careful else offers if plea.early else good or offers
    if not chosen:
        return None
    people = {worker.key: worker for worker in found.field.workers}

    def cost(offer: Offer) -> tuple[float, float]:
        if plea.early:
            return offer.slot.start, 0
        gap = idle(offer.slot, people[offer.slot.workers[0]], found.want)
        tight = 0 if gap == 0 else 1 if gap >= SHORT else 2
        # A day that suits the body counts, and so does an hour without a gap; the rest is taste.
        return tight + GOOD.get(offer.verdict, 2) / 2 + clinic.chance.random(), offer.slot.start

    return wish(plea, found, min(chosen, key=cost))


def wish(plea: Plea, found: Found, offer: Offer) -> Wanted:
    """The wish for one of the times that were found, with its therapist."""
    return Wanted(
        client=plea.client,
        order=plea.order,
        location=found.setup.studio[offer.slot.place].code,
        start=offer.start,
        therapist=found.setup.person[offer.slot.workers[0]].code,
        accept_caution=offer.verdict == "caution",
        venue=plea.venue,
        note=plea.note,
        moving=plea.moving,
    )


def idle(slot: Slot, worker: Worker, want: Want) -> int:
    """Minutes that a slot would leave empty to its nearer neighbour, or the end of the hours."""
    end = slot.start + want.minutes
    hours = holding(merged(worker.hours.get(slot.place, ())), slot.start, end)
    if hours is None:
        return 0
    left, right = hours
    for block in worker.blocks:
        if block.end <= slot.start:
            left = max(left, block.end)
        elif block.begin >= end:
            right = min(right, block.begin)
    before, after = slot.start - want.before - left, right - end - want.after
    return min(max(before, 0), max(after, 0))
