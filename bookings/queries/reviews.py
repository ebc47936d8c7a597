"""Reviews: what is still open of one, and its lines for those who read them through the gate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bookings.core import reviewing
from bookings.core.judging import asking, case_at
from bookings.core.reviewing import Line, Open
from bookings.models import Appointment, ReviewLine
from bookings.queries.busy import minutes
from bookings.queries.plans import lines_told
from bookings.queries.services import ordered
from clinic.foundation.models import Client
from clinic.foundation.queries import access
from protocols.core.facts import Case
from protocols.core.parsing.case import read_case
from protocols.models import Screening
from protocols.queries import rules, screenings


@dataclass(frozen=True)
class Told:
    """One line for a reader; `who` is the name of whoever did it, "" for the client by a link."""

    row: ReviewLine
    line: Line
    who: str

    @property
    def kind(self) -> str:
        return self.line.kind

    @property
    def said(self) -> dict[str, Any]:
        """The words and codes of the line, as `core.reviewing` has them."""
        return self.line.said


def line_rows(appointments: Collection[int]) -> list[ReviewLine]:
    """The sealed lines of some appointments, by number, oldest first: one query."""
    rows = ReviewLine.objects.filter(appointment__in=appointments)
    return list(rows.select_related("client", "by"))


def line_told(rows: Sequence[ReviewLine], texts: Sequence[dict[str, str]]) -> list[Told]:
    """The same lines with what `access.read_each` opened of them. No query."""
    lines = lines_told(rows, texts)
    return [
        Told(row, line, row.by.name if row.by else "")
        for row, line in zip(rows, lines, strict=False)
    ]


def flags_case(row: Appointment, held: Sequence[str], lines: Iterable[Line] = ()) -> Case:
    """The engine's case of a session with nothing but answers: enough for what asks for a look."""
    bare = {"timezone": row.zone, "screening": list(held)}
    cleared = reviewing.cleared(lines)
    return read_case(case_at(bare, ordered(row).candidate, minutes(row.start_at), cleared=cleared))


def opened(client: Client, rows: Sequence[Appointment], now: datetime) -> dict[int, Open]:
    """What is open of each of a client's appointments right now, by number, for programs.

    Answers alone ask for a look, so no calendar is read: a fixed number of queries. A session for
    an injury is `unanswered` without fresh answers.
    """
    if not rows:
        return {}
    held, ruleset = screenings.held(client, now), rules.current()
    lines = _lines_of(client, rows)
    unscreened = any(row.type == "injury" for row in rows)
    unscreened = unscreened and screenings.must_screen(client, "injury", now)
    return {
        row.pk: reviewing.open_flags(
            asking(ruleset, flags_case(row, held, lines[row.pk])),
            unscreened and row.type == "injury",
            lines[row.pk],
        )
        for row in rows
    }


def said_after(client: Client, now: datetime) -> bool:
    """Whether answers came in after `now`: by another door, while this one waited for the client's
    lock. What is open at `now` knows nothing of them. One query.
    """
    return Screening.objects.filter(client=client, answered_at__gt=now).exists()


def lines_by(
    client: Client, rows: Sequence[Appointment]
) -> Iterator[tuple[Appointment, list[Line]]]:
    """Each of these appointments with its lines, for a program: one query, none without any."""
    held = _lines_of(client, rows) if rows else {}
    return ((row, held[row.pk]) for row in rows)


def _lines_of(client: Client, rows: Sequence[Appointment]) -> dict[int, list[Line]]:
    found = list(ReviewLine.objects.filter(appointment__in=[row.pk for row in rows]))
    for each in found:
        each.client = client
    told = lines_told(found, access.open_unseen(client, found))
    held: dict[int, list[Line]] = {row.pk: [] for row in rows}
    for each, line in zip(found, told, strict=False):
        held[each.appointment_id].append(line)
    return held


def waiting_questions(row: Appointment) -> list[ReviewLine]:
    """The lines that asked the client something and have no answer yet: two queries, for programs."""
    rows = list(ReviewLine.objects.filter(appointment=row).select_related("client"))
    told = lines_told(rows, access.open_unseen(row.client, rows))
    codes = reviewing.questions_open(
        [(each.code, line) for each, line in zip(rows, told, strict=False)]
    )
    return [each for each in rows if each.code in codes]
