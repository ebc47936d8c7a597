"""The review queue: bookings of a therapist's clients that wait for a look, most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bookings.core import reviewing
from bookings.core.judging import asking
from bookings.core.reviewing import Line, Urgency
from bookings.models import Appointment, HistoryLine, Occupancy
from bookings.queries import appointments, reviews
from bookings.queries.appointments import Session
from bookings.queries.offers import together
from clinic.foundation.core.dates import months_before
from clinic.foundation.models import User
from clinic.foundation.queries import access, people
from protocols.core import walls
from protocols.core.engine import judge
from protocols.core.facts import Case
from protocols.core.rules import Ruleset
from protocols.queries import rules, screenings
from protocols.queries.screenings import Flag


@dataclass(frozen=True)
class Raised:
    """One flag of a client, for one session. `asks`: it wants a look, and has had none yet."""

    code: str
    since: datetime
    asks: bool
    cleared: bool


@dataclass(frozen=True)
class Waiting:
    """A booking in the queue. `at` and `until` are on the studio's wall, `waits` since when it
    stands there; `why` is one line; `blocked`: an answer stands against giving it at all.
    """

    session: Session
    at: datetime
    until: datetime
    flags: tuple[Raised, ...]
    unanswered: bool
    asked: bool  # the client has a question to answer
    answered: bool  # and has answered one
    blocked: bool
    why: str
    waits: datetime
    own: bool

    @property
    def row(self) -> Appointment:
        return self.session.row

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def whom(self) -> str:
        return together(self.session.therapists)


@dataclass(frozen=True)
class Queue:
    """Own bookings and those that colleagues give to one's own clients, each most urgent first."""

    own: tuple[Waiting, ...]
    others: tuple[Waiting, ...]

    @property
    def number(self) -> int:
        return len(self.own) + len(self.others)


def queue(by: User, now: datetime) -> Queue:
    """All that waits, opened through the read gate at once: a fixed number of queries."""
    found = _found(by, now)
    if not found:
        return Queue((), ())
    rows = [session.row for session in found]
    said = screenings.flags_rows({row.client for row in rows}, now)
    lined = reviews.line_rows([row.pk for row in rows])
    texts = access.read_each(by, [*said, *lined], _("Looking through the reviews"), now=now)
    flags = screenings.flags_told(said, texts[: len(said)], now)
    lines: dict[int, list[Line]] = {row.pk: [] for row in rows}
    asked: dict[int, list[tuple[str, Line]]] = {row.pk: [] for row in rows}
    for told in reviews.line_told(lined, texts[len(said) :]):
        lines[told.row.appointment_id].append(told.line)
        asked[told.row.appointment_id].append((told.row.code, told.line))
    since, fresh, ruleset = _since(rows), _fresh(rows, now), rules.current()
    told_all = [
        _waiting(
            by,
            session,
            flags.get(session.row.client_id, []),
            asked[session.row.pk],
            ruleset,
            waits=since.get(session.row.pk, session.row.booked_at),
            fresh=session.row.client_id in fresh,
        )
        for session in found
    ]
    return Queue(
        _sorted(one for one in told_all if one.own), _sorted(o for o in told_all if not o.own)
    )


def waiting(by: User, now: datetime) -> int:
    """How many wait: for a menu, with nothing opened. Four queries at most."""
    return len(_mine(by, now))


def _mine(by: User, now: datetime) -> list[Appointment]:
    """Rows in review, still to come, of clients whom `by` treats; never their own bookings."""
    rows = Appointment.objects.filter(state="review", end_at__gt=now)
    rows = rows.exclude(client__user=by).exclude(client__key=None)  # erased
    held = list(rows)
    since = months_before(now, people.practice().treats_months)
    treated = appointments.treated(by, {row.client_id for row in held}, since) if held else set()
    return [row for row in held if row.client_id in treated]


def _found(by: User, now: datetime) -> list[Session]:
    keys = [row.pk for row in _mine(by, now)]
    return appointments.sessions(appointments.full().filter(pk__in=keys), now) if keys else []


def _since(rows: Collection[Appointment]) -> dict[int, datetime]:
    """Since when each waits: the last line that brought it to review. One query."""
    lines = HistoryLine.objects.filter(appointment__in=rows).order_by("at", "pk")
    told = lines.values_list("appointment", "at", "before", "after")
    return {
        pk: at
        for pk, at, before, after in told
        if after.get("state") == "review" and before.get("state") != "review"
    }


def _fresh(rows: Iterable[Appointment], now: datetime) -> set[int]:
    """The clients of these with fresh answers: one query."""
    clients = {row.client_id for row in rows}
    return set(screenings.fresh(now).filter(client__in=clients).values_list("client", flat=True))


def _waiting(
    by: User,
    session: Session,
    flags: Sequence[Flag],
    coded: Sequence[tuple[str, Line]],
    ruleset: Ruleset,
    *,
    waits: datetime,
    fresh: bool,
) -> Waiting:
    row, lines = session.row, [line for _code, line in coded]
    case = reviews.flags_case(row, [flag.code for flag in flags], lines)
    unanswered = row.type == "injury" and not fresh
    still = reviewing.open_flags(asking(ruleset, case), unanswered, lines)
    blocked, because = _worst(ruleset, case)
    team = {
        taken.resource.therapist.user_id for taken in row.occupancies.all() if _is_person(taken)
    }
    return Waiting(
        session=session,
        at=walls.wall_of(row.start_at, row.zone),
        until=walls.wall_of(row.end_at, row.zone),
        flags=raised(flags, still.codes, lines),
        unanswered=still.unanswered,
        asked=bool(reviewing.questions_open(coded)),
        answered=any(line.kind == "answered" for line in lines),
        blocked=blocked,
        why=_why(because if blocked or still.codes else "", still),
        waits=waits,
        own=by.pk in team,
    )


def raised(
    flags: Sequence[Flag], asks: Collection[str], lines: Iterable[Line]
) -> tuple[Raised, ...]:
    """Flags for one session: those that want a look first, cleared ones last."""
    cleared = reviewing.cleared(lines)
    told = [Raised(f.code, f.since, f.code in asks, f.code in cleared) for f in flags]
    return tuple(sorted(told, key=lambda one: (one.cleared, not one.asks, one.since, one.code)))


def _is_person(taken: Occupancy) -> bool:
    return taken.resource.kind == "therapist"


def _worst(ruleset: Ruleset, case: Case) -> tuple[bool, str]:
    """Whether an answer blocks the session, and the sentence of the worst that speaks of one."""
    told = judge(ruleset, case).as_json(case)["reasons"]
    of_flags = [reason for reason in told if reason["rule"].startswith("FLAG-")]
    first = next(iter(of_flags), None)
    return bool(first and first["effect"] == "blocked"), first["because"] if first else ""


def _why(because: str, still: reviewing.Open) -> str:
    """One line: the worst answer, else that there are none, else where to look."""
    if because:
        return because
    if still.unanswered:
        return _("Booked without fresh answers to the health questions.")
    return _("No answer asks for a look any more. See what the rules say of the time.")


def _sorted(found: Iterable[Waiting]) -> tuple[Waiting, ...]:
    keyed = ((Urgency(one.blocked, one.row.start_at, one.code), one) for one in found)
    return tuple(reviewing.urgent_first(keyed))
