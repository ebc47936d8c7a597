"""Messages as desk and owner see them: what waits, failed or left. Never a text or an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform

from clinic.foundation.models import Client, OutboxRow, User
from clinic.foundation.queries import clients
from clinic.foundation.queries.message_words import ELSEWHERE, TOPICS, clock, why
from clinic.foundation.queries.sending import LATE

State = OutboxRow.State
PER_PAGE = 50
ALIKE = 50  # clients that a search for a name follows at most
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MARK = re.compile(r"(\d{1,17})-(\w{1,16})")


class _List(NamedTuple):
    """What one list holds, and its order: `at` is a column, `down` the latest first."""

    states: tuple[State, ...]
    at: str
    down: bool


LISTS: dict[str, _List] = {
    "waiting": _List((State.WAITING,), "due_at", down=False),
    "failed": _List((State.ASIDE,), "created_at", down=True),
    "sent": _List((State.DONE, State.DROPPED), "ended_at", down=True),
}


@dataclass(frozen=True)
class Line:
    """One message. `whom` is a name, "" where nobody is known; `late`: it should have left.

    `when` is in words: when it left or was dropped, when it is due, when a failed one was asked
    for. `why` it has not left, in words, "" where nothing speaks against it.
    """

    row: OutboxRow
    whom: str
    when: str
    why: str
    late: bool
    due: bool

    @property
    def what(self) -> str:
        return str(TOPICS.get(self.row.topic, self.row.topic))

    @property
    def session(self) -> str:
        """The code of the session that it speaks of; "" where it speaks of something else."""
        return "" if self.row.topic in ELSEWHERE else self.row.about


@dataclass(frozen=True)
class Listed:
    """One page of a list. `more` is the mark of the next one, "" at the list's end."""

    lines: list[Line]
    more: str


def listed(
    by: User, name: str, now: datetime, zone: str, *, words: str = "", after: str = ""
) -> Listed:
    """A page of one of `LISTS`, what is next or newest first: one query.

    With `words` only what goes to the clients whom `clients.search` finds: two more. An unknown
    mark begins at the beginning.
    """
    chosen = LISTS[name]
    rows = _lines().filter(state__in=chosen.states)
    if words:
        found = clients.search(by, words, now, most=ALIKE)
        rows = rows.filter(client__in=[client.pk for client in found])
    rows = _behind(rows, chosen, after)
    order = [f"-{chosen.at}", "-code"] if chosen.down else [chosen.at, "code"]
    page = list(rows.order_by(*order)[: PER_PAGE + 1])
    more = _mark(page[PER_PAGE - 1], chosen.at) if len(page) > PER_PAGE else ""
    return Listed([_line(row, now, zone) for row in page[:PER_PAGE]], more)


def about(code: str, now: datetime, zone: str) -> list[Line]:
    """Every message about the thing of that code, the latest moment first: one query."""
    rows = sorted(_lines().filter(about=code).exclude(about=""), key=_moment, reverse=True)
    return [_line(row, now, zone) for row in rows]


def of_client(client: Client, now: datetime, zone: str, *, most: int = 5) -> list[Line]:
    """What was asked for last of all that left for a client, or did not: one query."""
    rows = _lines().filter(client=client).exclude(state=State.WAITING).exclude(channel="")
    return [_line(row, now, zone) for row in rows.order_by("-created_at", "-code")[:most]]


def counts() -> list[tuple[str, str, int]]:
    """(state, topic, how many) of all there is: one query over the whole table."""
    rows = OutboxRow.objects.values_list("state", "topic").annotate(number=Count("pk"))
    return [(str(state), topic, number) for state, topic, number in rows.order_by("state", "topic")]


def codes_aside() -> list[str]:
    """The codes of all that were set aside, the oldest first."""
    rows = OutboxRow.objects.filter(state=State.ASIDE).order_by("created_at", "pk")
    return list(rows.values_list("code", flat=True))


def recent(*, state: str | None, topic: str | None, limit: int) -> list[OutboxRow]:
    """Rows of a state and topic (None: of any), the newest first: one query."""
    chosen = {"state": state, "topic": topic}
    rows = OutboxRow.objects.filter(**{name: told for name, told in chosen.items() if told})
    return list(rows.order_by("-created_at", "-pk")[:limit])


def _lines() -> QuerySet[Any]:
    """Rows with their client; the name of who is of the staff comes along as `person`."""
    named = User.objects.filter(code=OuterRef("user_code")).values("name")
    rows = OutboxRow.objects.select_related("client").defer("client__health_note")
    return rows.annotate(user_code=KeyTextTransform("user", "facts")).annotate(
        person=Subquery(named)
    )


def _line(row: Any, now: datetime, zone: str) -> Line:
    waits = row.state == State.WAITING
    return Line(
        row=row,
        whom=row.client.name if row.client else row.person or "",
        when=clock(_moment(row), now, zone),
        why=why(row),
        late=waits and row.due_at < now - LATE,
        due=waits and row.due_at <= now,
    )


def _moment(row: OutboxRow) -> datetime:
    if row.state == State.ASIDE:
        return row.created_at
    return row.ended_at or row.due_at


def _behind(rows: QuerySet[Any], chosen: _List, after: str) -> QuerySet[Any]:
    found = MARK.fullmatch(after)
    if found is None:
        return rows
    at, side = EPOCH + timedelta(microseconds=int(found[1])), "lt" if chosen.down else "gt"
    within = rows.filter(**{f"{chosen.at}__{side}e": at})  # says nothing new, but to the index
    further = Q(**{f"{chosen.at}__{side}": at})
    return within.filter(further | Q(**{f"code__{side}": found[2]}))


def _mark(row: OutboxRow, column: str) -> str:
    return f"{(getattr(row, column) - EPOCH) // timedelta(microseconds=1)}-{row.code}"
