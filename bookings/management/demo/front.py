"""The front desk at this moment: who waits, a series, a party, time off that is asked for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bookings.actions import changing, groups, times_off, together, waitlist
from bookings.core.groups import GroupEntry
from bookings.management.demo import times
from bookings.management.demo.clinic import Clinic
from bookings.management.demo.story import Story
from bookings.management.demo.times import Plea
from bookings.models import Appointment
from bookings.queries.plans import Wanted
from clinic.foundation.errors import Conflict, Invalid
from protocols.models import Race

# Who waits, for how many days already, for what, and what else they say.
WAITS: tuple[tuple[int, int, tuple[str, int, str], dict[str, Any]], ...] = (
    (18, 9, ("Sports massage", 60, "moderate"), {"days": (1, 3), "from_minute": 17 * 60}),
    (21, 6, ("Sports massage", 60, "light"), {}),
    (25, 4, ("Sports massage", 90, "moderate"), {"days": (5, 6)}),
    (37, 2, ("Deep tissue", 60, "deep"), {"until_minute": 12 * 60}),
    (46, 1, ("Sports massage", 60, "moderate"), {"with_whom": "Ana"}),
)
FOR_A_RACE = (13, 20, 40)  # who waits for the days that suit their next race
SERIES, PARTY = 29, (48, 50)
WEEKS = 4


def at_last(story: Story) -> None:
    """All of it, shortly before now."""
    clinic = story.clinic
    now = clinic.now - timedelta(minutes=40)
    _groups(clinic)
    _wait(clinic)
    _series(clinic, now)
    _party(clinic, now)
    person = clinic.hands["Jonas"]
    off = (clinic.at(12, 12), clinic.at(12, 20))
    times_off.ask(by=person.user, therapist=person, start=off[0], end=off[1], now=now)
    _freed(clinic)


def _groups(clinic: Clinic) -> None:
    """Two groups with terms of their own."""
    entries = (
        GroupEntry("Harbour Runners", change_hours=12, late_fee_percent=50),
        GroupEntry("Staff of the clinic", change_hours=2, late_fee_percent=0, position=1),
    )
    for entry, numbers in zip(entries, (PARTY, (30,)), strict=True):
        group = groups.add(by=clinic.owner, entry=entry)
        for number in numbers:
            groups.belong(by=clinic.desk, client=clinic.clients[number], group=group.code)


def _wait(clinic: Clinic) -> None:
    for number, ago, (name, minutes, depth), told in WAITS:
        client, more = clinic.clients[number], dict(told)
        if whom := more.pop("with_whom", ""):
            more["therapists"] = (clinic.hands[whom].code,)
        with suppress(Invalid):
            waitlist.join(
                by=clinic.actor(client),
                client=client,
                order=clinic.order(name, minutes, depth),
                now=clinic.now - timedelta(days=ago),
                last_day=clinic.day(7 * WEEKS),
                **more,
            )
    for number in FOR_A_RACE:
        _wait_for_race(clinic, number)


def _wait_for_race(clinic: Clinic, number: int) -> None:
    client = clinic.clients[number]
    races = Race.objects.filter(client=client, start_at__gt=clinic.now, status="planned")
    race = races.order_by("start_at").first()
    after = clinic.order("After-race flush", 30, "light")
    if race is not None:
        with suppress(Invalid):
            waitlist.join(
                by=clinic.actor(client),
                client=client,
                order=after,
                race=race,
                now=clinic.now - timedelta(days=3),
            )


def _series(clinic: Clinic, now: datetime) -> None:
    client = clinic.clients[SERIES]
    plea = Plea(client, clinic.order("Sports massage", 60, "light"), clinic.day(4), days=14)
    wanted = times.best(clinic, plea, now)
    if wanted is not None:
        with suppress(Conflict):
            together.book_series(
                by=clinic.desk,
                wanted=replace(wanted, therapist=""),
                every=2,
                times=WEEKS,
                whole=False,
                now=now,
            )


def _party(clinic: Clinic, now: datetime) -> None:
    """Two of a club, side by side."""
    order = clinic.order("Sports massage", 60, "light")
    first = Plea(clinic.clients[PARTY[0]], order, clinic.day(43), days=14)
    for offer in times.look(clinic, first, now).open[::37][:12]:
        where = clinic.known.studio[offer.slot.place].code
        wanteds = [Wanted(clinic.clients[number], order, where, offer.start) for number in PARTY]
        with suppress(Conflict):
            together.book_party(by=clinic.desk, wanteds=wanteds, now=now)
            return


def _freed(clinic: Clinic) -> None:
    """Somebody has just cancelled: in some minutes their time is offered to those who wait."""
    rows = Appointment.objects.filter(
        state="confirmed", type="general", minutes__gte=60, start_at__gt=clinic.now + timedelta(2)
    )
    row = rows.select_related("client__user").order_by("start_at", "pk").first()
    if row is not None:
        by = clinic.actor(row.client)
        changing.cancel(by=by, appointment=row, now=clinic.now, accept_late=True)
