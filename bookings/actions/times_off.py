"""Time off: a therapist takes no new session in it; what is booked already stays.

They ask, and the desk grants it with the sessions in it before its eyes. Whatever becomes of one
happens with its therapist locked, and is told to them unless it was their own doing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from bookings.actions import freeing, openings, resources, time_off_letters
from bookings.core.lifecycle import UNDO
from bookings.models import Therapist, TimeOff
from bookings.queries.day_off import clashes
from bookings.queries.plans import whole_minute
from clinic.foundation import audit
from clinic.foundation.core.texts import one_line
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import User
from clinic.foundation.queries.people import must_be_desk, roles_of
from clinic.foundation.roles import AT_DESK, Role

WORD = 200  # characters that go with an answer


@transaction.atomic
def ask(
    *, by: User, therapist: Therapist, start: datetime, end: datetime, now: datetime
) -> TimeOff:
    """Ask for time off for oneself. It can be booked in until it is granted.

    Raises `Invalid` for one that is over: no page would show it, and nobody would answer.
    """
    _may(by, therapist)
    _in_order(start, end)
    if end <= now:
        raise Invalid("invalid", _("That is over already."), field="end")
    with audit.acting(by, "ask for time off"):
        return TimeOff.objects.create(
            therapist=therapist, start_at=start, end_at=end, made_at=now, state="asked"
        )


@transaction.atomic
def post(
    *, by: User, therapist: Therapist, start: datetime, end: datetime, now: datetime
) -> TimeOff:
    """Grant a therapist time off that nobody asked for. Appointments in it stay. For the desk."""
    must_be_desk(by)
    _in_order(start, end)
    with audit.acting(by, "post time off"):
        _end_offers(therapist, start, end, now)
        resources.lock([therapist.resource_id])
        time_off = TimeOff.objects.create(
            therapist=therapist,
            start_at=start,
            end_at=end,
            made_at=now,
            answered_by=by,
            answered_at=now,
        )
        resources.end_holds(time_off)
        resources.lay_time_off(time_off)
        time_off_letters.tell(time_off, by, now)
    return time_off


@transaction.atomic
def grant(
    *, by: User, time_off: TimeOff, seen: Collection[str], now: datetime, word: str = ""
) -> TimeOff:
    """Grant what was asked for. `seen` are the codes of the sessions in it that stay. For the desk.

    `word` goes with the answer. Raises `Conflict` *changed* where it was answered or taken back
    meanwhile, or where something was booked in it that was not seen.
    """
    must_be_desk(by)
    with audit.acting(by, "grant time off"):
        _end_offers(time_off.therapist, time_off.start_at, time_off.end_at, now)
    row = _asked(time_off)
    new = [one for one in clashes(row, now) if one.code not in seen]
    if new:
        raise Conflict("changed", _("Something was booked in it meanwhile. Look once more."))
    with audit.acting(by, "grant time off"):
        _answer(row, by, "granted", word, now)
        resources.end_holds(row)
        resources.lay_time_off(row)
    return row


@transaction.atomic
def refuse(*, by: User, time_off: TimeOff, now: datetime, word: str = "") -> TimeOff:
    """Refuse what was asked for. For the desk. `word` and `Conflict` are those of `grant`."""
    must_be_desk(by)
    row = _asked(time_off)
    with audit.acting(by, "refuse time off"):
        _answer(row, by, "refused", word, now)
    return row


@transaction.atomic
def take_back(*, by: User, time_off: TimeOff, now: datetime) -> None:
    """Give the time free again, or ask no more. One that is over already stays so.

    What is free again is offered to those who wait for it.
    """
    _may(by, time_off.therapist)
    row = _locked(time_off)
    if row.state not in ("asked", "granted"):
        return
    was = row.state
    with audit.acting(by, "take time off back"):
        row.state = "ended"
        row.save(update_fields=["state"])
        resources.lay_time_off(row)
        for other in _beneath(row):
            resources.lay_time_off(other)
        if was == "granted":
            freeing.off_ended(row, now)
        if was == "asked" or _is_known(row, now):
            time_off_letters.tell(row, by, now)


def _end_offers(therapist: Therapist, start: datetime, end: datetime, now: datetime) -> None:
    """What is offered in it is offered no more; locked before the therapist, as its rooms are."""
    openings.give_way([therapist.resource_id], DateTimeTZRange(start, end), now)


def _in_order(start: datetime, end: datetime) -> None:
    whole_minute(start)
    whole_minute(end)
    if end <= start:
        raise Invalid("invalid", _("It ends after it begins."), field="end")


def _locked(time_off: TimeOff) -> TimeOff:
    resources.lock([time_off.therapist.resource_id])
    return TimeOff.objects.select_related("therapist").get(pk=time_off.pk)


def _asked(time_off: TimeOff) -> TimeOff:
    row = _locked(time_off)
    if row.state != "asked":
        raise Conflict("changed", _("This has been answered or taken back meanwhile."))
    return row


def _answer(row: TimeOff, by: User, state: str, word: str, now: datetime) -> None:
    word = one_line(word)
    if len(word) > WORD:
        raise Invalid("too_long", _("At most %d characters.") % WORD, field="word")
    row.state, row.answered_by, row.answered_at, row.answer = state, by, now, word
    row.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    time_off_letters.tell(row, by, now)


def _is_known(row: TimeOff, now: datetime) -> bool:
    """Whether its therapist can know of one that was granted: what nobody asked for is told of once
    it cannot be taken back unseen.
    """
    unasked = row.made_at == row.answered_at
    return not unasked or now >= row.made_at + UNDO


def _beneath(time_off: TimeOff) -> list[TimeOff]:
    """Other times off of the same therapist at that time: they close over what it leaves."""
    rows = TimeOff.objects.filter(
        therapist=time_off.therapist,
        state="granted",
        start_at__lt=time_off.end_at,
        end_at__gt=time_off.start_at,
    )
    return list(rows.select_related("therapist"))


def _may(by: User, therapist: Therapist) -> None:
    roles = roles_of(by)
    if roles & AT_DESK:
        return
    if Role.THERAPIST not in roles:
        raise Refused("refused", _("Only the clinic can do this."))
    if therapist.user_id != by.pk:
        raise NotFound("not_found", _("There is no such therapist."))
