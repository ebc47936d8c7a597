"""Finding a therapist and a room for one start, and taking them before anybody else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext as _

from bookings.actions import resources
from bookings.core import party
from bookings.core.slots import Block, Slot, Want
from bookings.models import Appointment
from bookings.queries import appointments, busy, setup, telling
from bookings.queries.busy import moment
from bookings.queries.field import lay
from bookings.queries.plans import whole_minute
from bookings.queries.search import Ask
from bookings.queries.setup import Person, Setup, Studio
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.refusals import lost_race

Taken = Mapping[int, Sequence[Block]]
FEW = 6
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
    team: tuple[str, ...] = ()  # codes of those who alone may give it; () anybody
    rooms: tuple[str, ...] = ()  # codes of those that alone it may take; () any


@dataclass(frozen=True)
class Ground:
    """A studio and all that is set up round a start: read once for one booking."""

    known: Setup
    studio: Studio

    @property
    def zone(self) -> str:
        return self.studio.zone.key


def survey(location: str, start: datetime, *, alone: str = "") -> Ground:
    """The ground of a start: one query. `alone` is the code of the one therapist who matters.

    Raises `NotFound`, and `Invalid` for what is no start.
    """
    whole_minute(start)
    day, beside = start.date(), timedelta(days=telling.REACH[0])
    known = setup.read(first=day - beside, last=day + beside + timedelta(days=1), alone=alone)
    studio = next((s for s in known.studios if s.code == location), None)
    if studio is None:
        raise NotFound("not_found", _("There is no such studio."))
    return Ground(known, studio)


def seat(
    wish: Wish,
    write: Callable[[Slot], Appointment],
    *,
    now: datetime,
    ground: Ground | None = None,
) -> tuple[Appointment, list[int]]:
    """Lock what the session needs, look again, and `write` it with what it takes.

    Gives what was written, and the resources that it took. Raises `Conflict` *taken* with the
    nearest alternatives, and `Invalid` with them for a start that never was one (*notice*, *horizon*,
    *grid*, *closed*). Somebody who took the same resource a moment before is seen after the lock;
    then the next best is tried.
    """
    ground = _narrowed(ground or survey(wish.ask.location, moment(wish.start)), wish)
    lost: set[Slot] = set()
    refused = 0
    while refused < TRIES:
        slot = _choice(wish, ground, lost, now)
        if slot is None:
            break
        keys = [*slot.workers, *slot.rooms]
        try:
            resources.lock({*keys, *wish.also}, mark=True)
            free, lapsed = _still(wish, ground, slot, now)
            if free:
                appointment = write(slot)
                resources.occupy(appointment, keys, now=now, clear=lapsed)
                _bring_team(appointment, ground, slot)
                return appointment, keys
            lost.add(slot)
        except (IntegrityError, OperationalError) as error:
            if not lost_race(error):
                raise
            refused += 1
        resources.give_back()
    if not lost and not refused:
        _never_one(wish, ground, now)
    raise taken(wish, now=now, known=ground.known)


def _narrowed(ground: Ground, wish: Wish) -> Ground:
    """The same with the team and the rooms alone that are wanted. Raises `NotFound` for no room.

    What is moved stays in its room, if that is as good as another.
    """
    known, studio = ground.known, ground.studio
    if wish.also:
        own = sorted(studio.rooms, key=lambda room: room.key not in wish.also)
        studio = replace(studio, rooms=tuple(own))
    if wish.team:
        known = replace(known, people=tuple(p for p in known.people if p.code in wish.team))
    if wish.rooms:
        rooms = tuple(room for room in studio.rooms if room.code in wish.rooms)
        if not rooms:
            raise NotFound("not_found", _("There is no such room."))
        studio = replace(studio, rooms=rooms)
    return Ground(known, studio)


def _never_one(wish: Wish, ground: Ground, now: datetime) -> None:
    """Refuse a start that the clock or the studio's hours rule out: nobody took that one."""
    studio, nobody = ground.studio, replace(ground.known, people=())  # the clock asks for nobody
    field = lay(nobody, [studio], {}, wish.start, wish.start + 1)
    cause = field.hindrance(wish.want, wish.start, studio.key)
    said = {
        "notice": _("It is too late to book this time."),
        "horizon": _("This is further ahead than can be booked."),
        "grid": _("Sessions do not start at this minute."),
        "closed": _("The studio is not open then."),
    }
    if cause in said:
        near = [] if cause == "horizon" else _near(wish, now, ground.known)
        raise Invalid(cause, said[cause], field="start", alternatives=near)


def taken(wish: Wish, *, now: datetime, known: Setup | None = None) -> Conflict:
    """The answer to whoever came second: what is nearest."""
    sentence = _("This time has just been taken.")
    return Conflict("taken", sentence, field="start", alternatives=_near(wish, now, known))


def _near(wish: Wish, now: datetime, known: Setup | None) -> list[dict[str, Any]]:
    start, discreet = moment(wish.start), wish.discreet
    return telling.alternatives(wish.ask, start, now=now, discreet=discreet, known=known)


def _choice(wish: Wish, ground: Ground, lost: set[Slot], now: datetime) -> Slot | None:
    """The best team and room for the start, of those not lost to others.

    A glance: where nothing counts sessions, only what lies at the start itself is read.
    """
    known, (begin, end) = ground.known, _span(wish)
    read = busy.blocks if known.counts_sessions else busy.glance
    taken = read(known.resources, begin, end, now=now, but=wish.ask.moving)
    for people in _rounds(wish, known):
        part = replace(known, people=people)
        slots = [slot for slot in _slots(wish, part, ground.studio, taken) if slot not in lost]
        if slots:
            return min(slots, key=lambda slot: _rank(wish, slot.workers[0]))
    return None


def _rounds(wish: Wish, known: Setup) -> Iterator[tuple[Person, ...]]:
    """Whom to ask: the best few before all the others, where one is enough."""
    if wish.want.workers > 1:
        yield known.people
        return
    code = wish.ask.therapist
    people = [person for person in known.people if code in ("", person.code)]
    people.sort(key=lambda person: _rank(wish, person.key))
    yield tuple(people[:FEW])
    yield tuple(people[FEW:])


def _rank(wish: Wish, key: int) -> int:
    return party.rank(wish.favourites, key, wish.ask.client.pk if wish.ask.client else 0)


def _still(wish: Wish, ground: Ground, slot: Slot, now: datetime) -> tuple[bool, bool]:
    """Whether, with its resources locked, a slot is as free as it looked.

    And whether holds past their time lie about.
    """
    people = tuple(ground.known.person[key] for key in slot.workers)
    rooms = tuple(room for room in ground.studio.rooms if room.key in slot.rooms)
    shifts = {key: ground.studio.shifts[key] for key in slot.workers}
    alone = replace(ground.studio, rooms=rooms, shifts=shifts)
    begin, end = _span(wish)
    keys = [*slot.workers, *slot.rooms]
    taken, lapsed = busy.look(keys, begin, end, now=now, but=wish.ask.moving)
    return bool(_slots(wish, Setup((alone,), people, ground.known.ways), alone, taken)), lapsed


def _span(wish: Wish) -> tuple[datetime, datetime]:
    """The wished session with its buffers."""
    begin, want = wish.start - wish.want.before, wish.want
    return moment(begin), moment(wish.start + want.minutes + want.after)


def _slots(wish: Wish, known: Setup, studio: Studio, taken: Taken) -> list[Slot]:
    """The slots at the wished start."""
    field = lay(known, [studio], taken, wish.start, wish.start + 1)
    only = None
    if wish.ask.therapist:
        only = next((p.key for p in known.people if p.code == wish.ask.therapist), -1)
    return field.find(wish.want, wish.start, wish.start + 1, only)


def _bring_team(row: Appointment, ground: Ground, slot: Slot) -> None:
    team = [ground.known.person[key] for key in sorted(slot.workers)]
    rooms = [room.name for room in ground.studio.rooms if room.key in slot.rooms]
    appointments.bring_team(row, [(person.code, person.name) for person in team], rooms)
