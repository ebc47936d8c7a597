"""Looking appointments up: a client's, a therapist's day, the desk's day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from bookings.core.lifecycle import LAPSED, UNDO, state_at
from bookings.models import Appointment, HistoryLine, Occupancy, WaitlistEntry, Wishes
from clinic.foundation.models import Client, User
from clinic.foundation.queries.prepared import Among, Loaded, Prepared

UNDONE_BY = ("moved", "resized", "cancelled", "late_cancelled")


@dataclass(frozen=True)
class Session:
    """An appointment as it is now, with its therapists and rooms."""

    row: Appointment
    state: str
    therapists: tuple[str, ...]
    therapist_codes: tuple[str, ...]
    rooms: tuple[str, ...]


def full() -> QuerySet[Appointment]:
    """Appointments with all that a list shows: a fixed number of queries."""
    rows = Appointment.objects.select_related("client", "service", "location")
    return rows.prefetch_related(taken())


def taken() -> Prefetch[Any]:
    """Whom and what appointments take: what `session` needs of its row."""
    rows = Occupancy.objects.select_related("resource__therapist__user", "resource__room")
    return Prefetch("occupancies", queryset=rows.order_by("resource_id"))


def sessions(rows: Iterable[Appointment], now: datetime) -> list[Session]:
    """Rows of `full`, as they are now; lapsed holds are left out."""
    found = (session(row, now) for row in rows)
    return [one for one in found if one.state != LAPSED]


def session(row: Appointment, now: datetime) -> Session:
    """One row of `full` as it is now."""
    taken = [o.resource for o in row.occupancies.all()]
    people = [r.therapist for r in taken if r.kind == "therapist"]
    return Session(
        row=row,
        state=state_at(row.state, end=row.end_at, expires=row.expires_at, now=now),
        therapists=tuple(str(t) for t in people),
        therapist_codes=tuple(t.code for t in people),
        rooms=tuple(r.room.name for r in taken if r.kind == "room"),
    )


def one(appointment: Appointment, now: datetime) -> Session:
    """An appointment found before, with all that is shown of it."""
    return session(full().get(pk=appointment.pk), now)


def codes_of(row: Appointment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the therapists and of the rooms that a session takes: one query."""
    taken = row.occupancies.order_by("resource_id")
    pairs = list(taken.values_list("resource__therapist__code", "resource__room__code"))
    return tuple(t for t, _r in pairs if t), tuple(r for _t, r in pairs if r)


@dataclass(frozen=True)
class _Team:
    """Codes and names of therapists, and names of rooms."""

    therapists: Sequence[tuple[str, str]]
    rooms: Sequence[str]


_TEAM = "_team"


def bring_team(
    row: Appointment, therapists: Sequence[tuple[str, str]], rooms: Sequence[str]
) -> None:
    """Let a session that has just been written bring along whom and what it took, for its answer."""
    row.__dict__[_TEAM] = _Team(therapists, rooms)


def written(row: Appointment, now: datetime) -> Session:
    """A session that has just been written, told from what is in hand; else two queries."""
    team = row.__dict__.get(_TEAM)
    if team is None:
        return one(row, now)
    return Session(
        row=row,
        state=state_at(row.state, end=row.end_at, expires=row.expires_at, now=now),
        therapists=tuple(name for _code, name in team.therapists),
        therapist_codes=tuple(code for code, _name in team.therapists),
        rooms=tuple(team.rooms),
    )


def coming(client: Client, now: datetime) -> list[Session]:
    """A client's sessions that have not ended, holds among them, soonest first."""
    rows = full().filter(client=client, end_at__gt=now)
    rows = rows.exclude(state__in=["cancelled", "late_cancelled", "no_show"])
    return sessions(rows.order_by("start_at", "pk"), now)


def past(client: Client, now: datetime, *, most: int = 50) -> list[Session]:
    """A client's sessions that are over or fell through, newest first; dropped holds are none."""
    rows = full().filter(client=client).exclude(state="held").exclude(history__did="dropped")
    over = rows.filter(end_at__lte=now) | rows.filter(
        state__in=["cancelled", "late_cancelled", "no_show"]
    )
    return sessions(over.order_by("-start_at", "-pk")[:most], now)


def day(begin: datetime, end: datetime, now: datetime) -> list[Session]:
    """The whole clinic's appointments that start in `[begin, end)`, holds among them."""
    rows = full().filter(start_at__gte=begin, start_at__lt=end).exclude(history__did="dropped")
    return sessions(rows.order_by("start_at", "pk"), now)


def own_day(by: User, begin: datetime, end: datetime, now: datetime) -> list[Session]:
    """A therapist's own appointments that start in `[begin, end)` and did not fall through."""
    rows: list[Appointment] = _OWN.all(by=by.pk, begin=begin, end=end)
    prefetch_related_objects(rows, taken())
    return sessions(rows, now)


def _own(*, by: int, begin: datetime, end: datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.select_related("client", "service", "location")
    rows = rows.filter(start_at__gte=begin, start_at__lt=end)
    rows = rows.filter(occupancies__resource__therapist__user=by)
    rows = rows.exclude(state__in=["held", "cancelled", "late_cancelled"])
    return rows.order_by("start_at", "pk")


_OWN = Loaded(
    _own,
    {
        "by": -77,
        "begin": datetime(1901, 1, 1, tzinfo=UTC),
        "end": datetime(1901, 1, 2, tzinfo=UTC),
    },
)


def undoable(
    row: Appointment,
    now: datetime,
    *,
    by: User | None = None,
    dids: Collection[str] = UNDONE_BY,
) -> HistoryLine | None:
    """The last line of an appointment, if it can still be taken back; `by`: if it was theirs.

    `dids` is what can be: of swaps and bookings `actions.undoing` knows more.

    What was done by the link of a mail has nobody's name: that is the client's own doing, too.
    """
    last = row.history.order_by("-at", "-pk").first()
    if last is None or last.did not in dids or now >= last.at + UNDO:
        return None
    return last if by is None or last.by_id in (None, by.pk) else None


def treated(by: User, clients: Collection[int], since: datetime) -> set[int]:
    """Those of some clients who have an appointment with this therapist, not cancelled, since then."""
    return {pk for (pk,) in _TREATED.rows(by=by.pk, clients=list(clients), since=since)}


def _treated(*, by: int, clients: list[int], since: datetime) -> QuerySet[Appointment, Any]:
    rows = Appointment.objects.filter(Among("client_id", clients), end_at__gte=since)
    rows = rows.filter(occupancies__resource__therapist__user=by)
    rows = rows.exclude(state__in=["held", "cancelled", "late_cancelled"])
    return rows.values_list("client").distinct()


_TREATED = Prepared(
    _treated, {"by": -77, "clients": [-78], "since": datetime(1901, 1, 1, tzinfo=UTC)}
)


def empty(client: Client) -> bool:
    """Whether a client's record holds nothing of bookings yet, and they wait for nothing."""
    kept = (
        Appointment.objects.filter(client=client),
        Wishes.objects.filter(client=client),
        WaitlistEntry.objects.filter(client=client, state="waiting"),
    )
    return not any(rows.exists() for rows in kept)
