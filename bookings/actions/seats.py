"""Finding a therapist and a room for one start, and taking them before anybody else does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from bookings.actions import resources
from bookings.core.slots import Slot, Want
from bookings.models import Appointment
from bookings.queries import busy, setup, telling
from bookings.queries.busy import moment
from bookings.queries.field import lay
from bookings.queries.search import Ask
from bookings.queries.setup import Setup, Studio
from clinic.foundation.errors import Conflict, Invalid, NotFound

TRIES = 3  # at what the database refuses; somebody else's win counts as none


@dataclass(frozen=True)
class Wish:
    """One start at one studio: with whom it is wanted, and what has to be free for it."""

    ask: Ask
    want: Want
    start: int
    favourites: tuple[int, ...] = ()  # therapists to prefer, best first
    also: tuple[int, ...] = ()  # resources to lock beside: what is about to be left
    discreet: bool = False


def seat(wish: Wish, write: Callable[[Slot], Appointment], *, now: datetime) -> Appointment:
    """Lock what the session needs, look again, and `write` it with what it takes.

    Raises `Conflict` *taken* with the nearest alternatives, and `Invalid` with them for a start
    that never was one (*notice*, *horizon*, *grid*, *closed*). Somebody who took the same resource a
    moment before is seen after the lock; then the next best is tried.
    """
    day, beside = moment(wish.start).date(), timedelta(days=telling.REACH[0])
    known = setup.read(first=day - beside, last=day + beside + timedelta(days=1))
    studio = next((s for s in known.studios if s.code == wish.ask.location), None)
    if studio is None:
        raise NotFound("not_found", _("There is no such studio."))
    lost: set[Slot] = set()
    refused = 0
    while refused < TRIES:
        slot = _choice(wish, known, studio, lost, now)
        if slot is None:
            break
        try:
            with transaction.atomic():
                resources.lock({*slot.workers, *slot.rooms, *wish.also})
                if _still(wish, known, studio, slot, now):
                    appointment = write(slot)
                    resources.occupy(appointment, [*slot.workers, *slot.rooms], now=now)
                    return appointment
                transaction.set_rollback(True)  # gives the locks back, too
                lost.add(slot)
        except (IntegrityError, OperationalError):
            refused += 1
    if not lost and not refused:
        _never_one(wish, known, studio, now)
    raise taken(wish, now=now, known=known)


def _never_one(wish: Wish, known: Setup, studio: Studio, now: datetime) -> None:
    """Refuse a start that the clock or the studio's hours rule out: nobody took that one."""
    field = lay(known, [studio], {}, wish.start, wish.start + 1)
    cause = field.hindrance(wish.want, wish.start, studio.key)
    said = {
        "notice": _("It is too late to book this time."),
        "horizon": _("This is further ahead than can be booked."),
        "grid": _("Sessions do not start at this minute."),
        "closed": _("The studio is not open then."),
    }
    if cause in said:
        near = [] if cause == "horizon" else _near(wish, now, known)
        raise Invalid(cause, said[cause], field="start", alternatives=near)


def taken(wish: Wish, *, now: datetime, known: Setup | None = None) -> Conflict:
    """The answer to whoever came second: what is nearest."""
    sentence = _("This time has just been taken.")
    return Conflict("taken", sentence, field="start", alternatives=_near(wish, now, known))


def _near(wish: Wish, now: datetime, known: Setup | None) -> list[dict[str, Any]]:
    start = moment(wish.start)
    return telling.alternatives(wish.ask, start, now=now, discreet=wish.discreet, known=known)


def _choice(
    wish: Wish, known: Setup, studio: Studio, lost: set[Slot], now: datetime
) -> Slot | None:
    """The best team and room for the start, of those not lost to others."""
    slots = [slot for slot in _slots(wish, known, studio, known.resources, now) if slot not in lost]
    return min(slots, key=lambda slot: _rank(wish, slot), default=None)


def _rank(wish: Wish, slot: Slot) -> int:
    """Favourites first; then turn about, so that not everybody asks the same one first."""
    if slot.workers[0] in wish.favourites:
        return wish.favourites.index(slot.workers[0])
    client = wish.ask.client.pk if wish.ask.client else 0
    return 1_000 + (slot.workers[0] * 7 + client * 13) % 997


def _still(wish: Wish, known: Setup, studio: Studio, slot: Slot, now: datetime) -> bool:
    """Whether, with its resources locked, a slot is as free as it looked."""
    keys = [*slot.workers, *slot.rooms]
    people = tuple(known.person[key] for key in slot.workers)
    rooms = tuple(room for room in studio.rooms if room.key in slot.rooms)
    alone = replace(studio, rooms=rooms)
    return bool(_slots(wish, Setup((alone,), people), alone, keys, now))


def _slots(wish: Wish, known: Setup, studio: Studio, keys: list[int], now: datetime) -> list[Slot]:
    """The slots at the wished start, with what is busy read anew."""
    at = moment(wish.start)
    taken = busy.blocks(keys, at, at + timedelta(days=1), now=now, but=wish.ask.moving)
    field = lay(known, [studio], taken, wish.start, wish.start + 1)
    only = None
    if wish.ask.therapist:
        only = next((p.key for p in known.people if p.code == wish.ask.therapist), -1)
    return field.find(wish.want, wish.start, wish.start + 1, only)
