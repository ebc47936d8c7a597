"""Series and parties: several appointments booked at once, all of them or what is possible."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions import booking, changing, resources, seats
from bookings.core.lifecycle import COMING
from bookings.core.series import dates
from bookings.models import Appointment, Bundle
from bookings.queries import party
from bookings.queries.plans import Wanted
from clinic.foundation import audit
from clinic.foundation.errors import Conflict, Invalid, Problem, Refused
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import must_be_desk
from protocols.core import walls

MOST_GUESTS = 6


@dataclass(frozen=True)
class Failed:
    """One that could not be: when, on the wall, or whose; why, as whoever booked may be told."""

    at: datetime
    client: Client
    problem: Problem

    @property
    def who(self) -> str:
        return self.client.name


@dataclass(frozen=True)
class Outcome:
    """What became of several: `code` is the bundle's."""

    bundle: Bundle
    booked: tuple[Appointment, ...]
    failed: tuple[Failed, ...]

    @property
    def code(self) -> str:
        return self.bundle.code


@transaction.atomic
def book_series(
    *,
    by: User,
    wanted: Wanted,
    every: int,
    times: int,
    whole: bool,
    now: datetime,
    accepted: Collection[datetime] = (),
) -> Outcome:
    """Book a session every so many weeks, at the same time by the clock on the wall. For the desk.

    Each is judged at its own date, the earlier ones counted. `accepted` are the wall times whose
    caution was accepted. `whole`: all or nothing, else what is possible. The first one's message
    tells of them all; the others have their reminders. Raises `Conflict` *series* with what `failed`
    where nothing, or not all, can be.
    """
    must_be_desk(by)
    booking.lock_client(wanted.client)
    ground = seats.survey(wanted.location, wanted.start)
    zone = ground.zone
    local = walls.wall_of(wanted.start, zone)
    try:
        walls_of = dates(local, every=every, times=times)
    except ValueError:
        sentence = _("Every 1 to 8 weeks, 2 to 26 times.")
        raise Invalid("invalid", sentence, field="times") from None
    _lock_all(ground)
    with audit.acting(by, "book series"):
        bundle = Bundle.objects.create(kind="series", every_weeks=every, made_by=by, made_at=now)
        starts = [wanted.start, *(walls.instant_of(at, zone) for at in walls_of[1:])]
        wishes = [
            replace(
                wanted,
                start=start,
                accept_caution=wanted.accept_caution or at in accepted,
                bundle=bundle,
            )
            for at, start in zip(walls_of, starts, strict=True)
        ]
        return _all(by, bundle, wishes, list(walls_of), whole, now, zone=zone)


@transaction.atomic
def book_party(*, by: User, wanteds: Sequence[Wanted], now: datetime) -> Outcome:
    """Book two to six clients side by side: one start and studio, each with a therapist of theirs.

    All or nothing; each hears of their own. For the desk. Raises `Conflict` *party* with what failed.
    """
    must_be_desk(by)
    _side_by_side(wanteds)
    for one in sorted(wanteds, key=lambda one: one.client.pk):
        booking.lock_client(one.client)
    ground = seats.survey(wanteds[0].location, wanteds[0].start)
    _lock_all(ground)
    at = walls.wall_of(wanteds[0].start, ground.zone)
    found = party.looked_at(by, wanteds, now)
    failed = [Failed(at, one.client, Conflict("taken", one.why)) for one in found if one.why]
    with audit.acting(by, "book party"):
        bundle = Bundle.objects.create(kind="party", made_by=by, made_at=now)
        wishes = [replace(one.wanted, bundle=bundle) for one in found if not one.why]
        return _all(by, bundle, wishes, [at] * len(wishes), True, now, failed=failed)  # noqa: FBT003 - whole


def cancel_rest(
    *, by: User, bundle: Bundle, now: datetime, why: str = "", told: bool = True
) -> Outcome:
    """Cancel all of a bundle that are to come, each by its own terms. For the desk.

    Each is its own transaction: what cannot be cancelled stays, and is told.
    """
    must_be_desk(by)
    rows = Appointment.objects.filter(bundle=bundle, state__in=COMING, start_at__gt=now)
    done: list[Appointment] = []
    failed: list[Failed] = []
    for row in rows.select_related("client").order_by("start_at", "pk"):
        try:
            done.append(changing.cancel(by=by, appointment=row, now=now, why=why, told=told))
        except (Conflict, Invalid) as problem:
            failed.append(Failed(walls.wall_of(row.start_at, row.zone), row.client, problem))
    return Outcome(bundle, tuple(done), tuple(failed))


def _all(
    by: User,
    bundle: Bundle,
    wishes: Sequence[Wanted],
    ats: Sequence[datetime],
    whole: bool,  # noqa: FBT001 - said by name above
    now: datetime,
    *,
    zone: str = "",
    failed: Sequence[Failed] = (),
) -> Outcome:
    """One by one; `failed` have done so already. On its `zone`'s clock none may be at another time."""
    booked: list[Appointment] = []
    failed = [*failed]
    for at, wish in zip(ats, wishes, strict=True):
        heard = bundle.kind == "series" and booked
        try:
            if zone:
                _on_the_clock(at, wish.start, zone)
            with transaction.atomic():
                wanted = replace(wish, tell="not") if heard else wish
                booked.append(booking.within(by=by, wanted=wanted, now=now))
        except (Conflict, Invalid, Refused) as problem:
            failed.append(Failed(at, wish.client, problem))
    if failed and (whole or not booked):
        sentence = _("Not all of them can be booked. Nothing has been booked.")
        raise Conflict(bundle.kind, sentence, failed=failed)
    return Outcome(bundle, tuple(booked), tuple(failed))


def _on_the_clock(at: datetime, start: datetime, zone: str) -> None:
    """Refuse a time that the clock skips on its day: an hour later is another time."""
    if walls.wall_of(start, zone) != at:
        sentence = _("The clocks go forward then: this time does not exist on that day.")
        raise Invalid("gap", sentence, field="start")


def _lock_all(ground: seats.Ground) -> None:
    """Whatever any of them could take, at once and in order: one after the other, two series could
    wait for each other.
    """
    rooms = {room.key for room in ground.studio.rooms}
    resources.lock(rooms | ground.studio.shifts.keys())


def _side_by_side(wanteds: Sequence[Wanted]) -> None:
    if not 2 <= len(wanteds) <= MOST_GUESTS:
        raise Invalid("invalid", _("A party is two to six clients."), field="clients")
    if len({one.client.pk for one in wanteds}) < len(wanteds):
        raise Invalid("invalid", _("Somebody is named twice."), field="clients")
    if len({(one.start, one.location) for one in wanteds}) > 1:
        raise ValueError("a party is at one time and place")
