"""Two sessions to come change places: each gets the other's start, people and rooms, or none does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions import (
    booking,
    changing,
    freeing,
    history,
    notices,
    openings,
    resources,
    seats,
    shaping,
)
from bookings.core.notices import WhenTold
from bookings.core.slots import Slot
from bookings.models import Appointment, Room
from bookings.queries import plans, standing
from bookings.queries.appointments import codes_of, undoable
from bookings.queries.plans import Wanted
from bookings.queries.standing import Standing
from clinic.foundation import audit
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import User

SWAPPED = ("swapped",)


class Side(NamedTuple):
    """One of the two, and how many lines of its history whoever swaps them has seen."""

    row: Appointment
    seen: int | None = None


@dataclass
class _Turn:
    """One of the two, locked, as it was, and where it goes."""

    row: Appointment
    stands: Standing
    before: dict[str, Any]
    wanted: Wanted
    keys: Sequence[int] = ()


@transaction.atomic
def swap(
    *,
    by: User,
    one: Side,
    other: Side,
    now: datetime,
    accept_caution: bool = False,
    reason: str = "",
    tell: WhenTold = "soon",
) -> tuple[Appointment, Appointment]:
    """Exchange start, therapists and, as far as they suit, rooms; each is judged where it comes to.

    For the clinic alone. Waivers were given for the old times. Raises what `changing.move` raises,
    without alternatives: `which` is the code of the one at fault, and the sentence names it.
    """
    pair = _both(by, one, other, now)
    if len({row.pk for row in pair}) == 1:
        raise Invalid("same", _("Choose another session to swap it with."), field="with")
    if len({row.location_id for row in pair}) == 2:
        raise Invalid("elsewhere", _("The two are at different studios."), field="with")
    with audit.acting(by, "swap"):
        more = {"accept_caution": accept_caution, "reason": reason, "tell": tell}
        first, second = pair
        turns = [_turn(by, first, second, now, more), _turn(by, second, first, now, more)]
        resources.lock(_all_keys(turns))
        for turn in turns:
            resources.leave(turn.row)
        for turn in turns:
            with _about(turn.row):
                _put(turn, now)
        for turn in turns:  # both stand now: so two of one client are in nobody's way
            with _about(turn.row):
                _settle(by, turn, now)
        for turn, there in zip(turns, (second, first), strict=True):
            freeing.left(turn.row, turn.before, there, now)
    return first, second


def _all_keys(turns: Sequence[_Turn]) -> set[int]:
    """Whatever the two could take, to be locked at once: one by one, two swaps could wait in a ring."""
    keys = {key for turn in turns for key in turn.before["resources"]}
    if all(turn.wanted.rooms for turn in turns):
        return keys
    rooms = Room.objects.filter(location=turns[0].row.location_id, active=True)
    return keys | set(rooms.values_list("resource", flat=True))


def _both(
    by: User, one: Side, other: Side, now: datetime, *, begun: bool = False
) -> tuple[Appointment, Appointment]:
    """The two in the order given, their clients and then themselves locked by number."""
    for client in sorted({one.row.client, other.row.client}, key=lambda each: each.pk):
        if not standing.must(by, booking.lock_client(client), now).staff:
            raise Refused("refused", _("Only the clinic can do this."))
    found: dict[int, Appointment] = {}
    for side in sorted((one, other), key=lambda each: each.row.pk):
        row = found[side.row.pk] = changing.locked(side.row)
        with _about(row):
            history.as_seen(row, side.seen)
            changing.still_coming(row, now, begun=begun)
    return found[one.row.pk], found[other.row.pk]


def _turn(
    by: User, row: Appointment, other: Appointment, now: datetime, more: dict[str, Any]
) -> _Turn:
    """What one of the two is to become."""
    team, rooms = codes_of(other)
    wish = plans.as_booked(
        row, start=other.start_at, team=team, rooms=_suiting(row, rooms), waivers=(), **more
    )
    stands, wanted = booking.may(by, wish, now, about=row)
    before = history.snapshot(row) | history.verdict(row) | {"with": other.code}
    return _Turn(row, stands, before, wanted)


def _suiting(row: Appointment, rooms: tuple[str, ...]) -> tuple[str, ...]:
    """The other's rooms, if they have what this one needs; else any."""
    need = set(row.service.features)
    found = Room.objects.filter(code__in=rooms)
    return rooms if all(need <= {*room.features} for room in found) else ()


def _put(turn: _Turn, now: datetime) -> None:
    """Give it its new time, if it fits there."""
    row, wanted = turn.row, turn.wanted

    def write(slot: Slot) -> Appointment:
        row.start_at = wanted.start
        row.end_at = wanted.start + timedelta(minutes=row.minutes)
        row.local_start = history.wall(wanted.start, row.zone)
        row.buffer_before = row.service.buffer_before
        row.buffer_after = row.service.buffer_after
        row.save(update_fields=TIMES)
        return row

    judged = plans.judged(wanted, turn.stands, now=now)
    wish = booking.wish(wanted, turn.stands, judged, now)
    with changing.told_why(wanted, now):
        _row, turn.keys = seats.seat(wish, write, now=now)


def _settle(by: User, turn: _Turn, now: datetime) -> None:
    """Judge it where it stands now, and say so."""
    row, wanted = turn.row, turn.wanted
    judged = booking.fit(wanted, turn.stands, now=now)
    if judged.said["verdict"] == "caution" and not wanted.accept_caution:
        raise booking.caution(judged)
    row.state = "review" if judged.review or row.state == "review" else "confirmed"
    shaping.seal(row, replace(wanted, note=""), judged)
    row.save(update_fields=["state", "judged", "rules_version"])
    line = history.line(row, by=by, did="swapped", before=turn.before, now=now, keys=turn.keys)
    notices.tell(line, how=wanted.tell)


TIMES = ("start_at", "end_at", "local_start", "buffer_before", "buffer_after")


@transaction.atomic
def undo(
    *, by: User, appointment: Appointment, now: datetime, seen: int | None = None
) -> Appointment:
    """Swap back, for three minutes, while neither has changed since and both times are free.

    Raises `Conflict` *taken*, `Invalid` *blocked*, or that there is nothing to take back.
    """
    last = undoable(appointment, now, dids=SWAPPED)
    other = Appointment.objects.filter(code=last.before["with"]).first() if last else None
    if last is None or other is None:
        raise changing.nothing_to_undo()
    pair = _both(by, Side(appointment, seen), Side(other), now, begun=True)
    lines = [undoable(row, now, dids=SWAPPED) for row in pair]
    codes = [row.code for row in reversed(pair)]
    if [line.before["with"] if line else "" for line in lines] != codes:
        raise changing.nothing_to_undo()  # either has changed since, or places with a third
    with audit.acting(by, "undo"):
        stood = [history.snapshot(row) for row in pair]
        with changing.free_again():
            _swap_back(pair, now)
        for row, before, there in zip(pair, stood, reversed(pair), strict=True):
            stands = standing.must(by, row.client, now)
            judged = booking.fit(plans.as_booked(row), stands, now=now)
            changing.look_first(row, judged)
            notices.tell(history.line(row, by=by, did="undone", before=before, now=now))
            freeing.left(row, before, there, now, wait=timedelta(0))
    return pair[0]


def _swap_back(pair: tuple[Appointment, Appointment], now: datetime) -> None:
    lines = [row.history.order_by("-at", "-pk")[0] for row in pair]
    keys = {key for line in lines for key in line.before["resources"]}
    keys.update(*map(resources.keys_of, pair))
    for row, line in zip(pair, lines, strict=True):
        during = resources.around(changing.as_before(row, line))
        openings.give_way(line.before["resources"], during, now, also=keys)
    resources.lock(keys)
    for row in pair:
        resources.leave(row)
    for row, line in zip(pair, lines, strict=True):
        changing.back(row, line, now)


@contextmanager
def _about(row: Appointment) -> Iterator[None]:
    """What goes wrong in here says which of the two it is about."""
    try:
        yield
    except (Conflict, Invalid) as problem:
        said = f"{row.client.name}: {problem.sentence}"
        more = problem.more | {"which": row.code}
        again = type(problem)(problem.code, said, field=problem.field, **more)
        raise again from problem
