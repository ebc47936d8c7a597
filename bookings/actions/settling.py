"""Settling the sessions that no longer fit: keep, move, release, as one act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bookings.actions import booking, changing, history, resources, shaping
from bookings.core.lifecycle import COMING
from bookings.core.settling import Objection
from bookings.models import Appointment, Occupancy, Resource
from bookings.queries import plans, standing
from bookings.queries import settling as queries
from bookings.queries.settling import Fit
from bookings.queries.standing import Standing
from clinic.foundation import audit
from clinic.foundation.errors import Conflict, Invalid, Problem, Refused
from clinic.foundation.models import Client, User


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to become of a session: moved to `start`, else released or kept.

    `accepted` are the words (rule, sentence) that were ticked for it, `accept_late` that a fee is
    due. `therapist` "" is any.
    """

    code: str
    start: datetime | None = None
    therapist: str = ""
    release: bool = False
    accepted: frozenset[tuple[str, str]] = frozenset()
    accept_late: bool = False


@transaction.atomic
def settle(
    *, by: User, client: Client, choices: Sequence[Choice], now: datetime
) -> list[Appointment]:
    """Carry all of it out, or nothing. For the client themself.

    What is released goes first, so that its time can be taken; then the moves, each as soon as the
    others let it. Raises what `changing.move` and `cancel` raise, and `Invalid` *caution* for words
    without their tick; `more["session"]` is the code of the session at fault.
    """
    locked = booking.lock_client(client)
    stands = standing.must(by, locked, now)
    if not stands.own:
        raise Refused("refused", _("Only the runner settles their season."))
    rows = _locked(locked, choices, now)
    with audit.acting(by, "settle season"):
        for choice in choices:
            if choice.release:
                with _about(choice.code):
                    late = choice.accept_late
                    changing.cancel(by=by, appointment=rows[choice.code], now=now, accept_late=late)
        _move(by, rows, [choice for choice in choices if choice.start], now)
        _keep(by, stands, {choice.code: choice for choice in choices}, locked, now)
    return list(rows.values())


def _locked(client: Client, choices: Sequence[Choice], now: datetime) -> dict[str, Appointment]:
    """The sessions, in their one order, and then all that they leave or might take.

    Several moves lock one after the other; taken at once beforehand nobody waits for us while we
    wait for them.
    """
    codes = [choice.code for choice in choices]
    held = Appointment.objects.filter(client=client, code__in=codes).order_by("pk")
    held = held.select_for_update(of=("self",), no_key=True)
    rows = {row.code: row for row in held.select_related("client", "service", "location")}
    for code in codes:
        if code not in rows or rows[code].state not in COMING or rows[code].start_at <= now:
            raise _gone(code)
    moved = {rows[choice.code].location_id for choice in choices if choice.start}
    there = Q(room__location__in=moved) | Q(therapist__shifts__location__in=moved)
    keys = set(Resource.objects.filter(there).values_list("pk", flat=True))
    taken = Occupancy.objects.filter(appointment__in=rows.values())
    resources.lock(keys | set(taken.values_list("resource_id", flat=True)))
    return rows


def _move(by: User, rows: dict[str, Appointment], choices: Sequence[Choice], now: datetime) -> None:
    """Move each; one that another is in the way of waits for that one."""
    left = list(choices)
    while left:
        waiting: list[Choice] = []
        trouble: Problem | None = None
        for choice in left:
            try:
                with _about(choice.code):
                    _moved(by, rows[choice.code], choice, now)
            except (Invalid, Conflict) as problem:
                waiting.append(choice)
                trouble = trouble or problem
        if trouble is not None and len(waiting) == len(left):
            raise trouble
        left = waiting


def _moved(by: User, row: Appointment, choice: Choice, now: datetime) -> None:
    wanted = plans.as_booked(
        row,
        start=choice.start,
        therapist=choice.therapist,
        waivers=(),  # given for the old time alone
        accept_caution=True,  # asked about below, when all stand where they will
    )
    changing.move(by=by, wanted=wanted, now=now)


def _keep(
    by: User, stands: Standing, choices: dict[str, Choice], client: Client, now: datetime
) -> None:
    """Judge all by where they stand now: every word against one has its tick, and is sealed with it."""
    for fit in queries.read(client, now).fits():
        choice = choices.get(fit.row.code)
        if choice is None:
            continue
        against = fit.against if choice.start else fit.news
        unticked = [each for each in against if each.words not in choice.accepted]
        if unticked:
            with _about(fit.row.code):
                raise _unticked(fit, unticked)
        if not choice.start and fit.news:
            _sealed(by, stands, fit, now)


def _unticked(fit: Fit, unticked: Sequence[Objection]) -> Invalid:
    told = " ".join(each.said for each in unticked)
    reasons = [{"rule": o.rule, "effect": o.effect, "because": o.said} for o in unticked]
    return Invalid("caution", told, field="accept_caution", reasons=reasons)


def _sealed(by: User, stands: Standing, fit: Fit, now: datetime) -> None:
    """Keep a session for good: what speaks against it today is what it stands on from now on."""
    row, before = fit.row, history.snapshot(fit.row) | history.verdict(fit.row)
    wanted = plans.as_booked(row, waivers=fit.held.waivers, reason=fit.held.reason)
    shaping.seal(row, wanted, plans.judged(wanted, stands, now=now))
    if fit.must_be_looked_at:
        row.state = "review"
    row.save(update_fields=["judged", "rules_version", "state"])
    history.line(row, by=by, did="kept", before=before, now=now)


@contextmanager
def _about(code: str) -> Iterator[None]:
    """Whatever is refused in here is refused because of this session."""
    try:
        yield
    except (Invalid, Conflict) as problem:
        problem.more["session"] = code
        raise


def _gone(code: str) -> Conflict:
    return Conflict("changed", _("This session is not to come any more."), session=code)
