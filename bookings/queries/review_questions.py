"""A question about a booking, for the client who is to answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bookings.core.lifecycle import TAKING
from bookings.core.reviewing import from_text
from bookings.models import Appointment, ReviewLine
from bookings.queries import reviews, standing
from clinic.foundation.errors import NotFound
from clinic.foundation.models import User
from clinic.foundation.queries import access, tokens
from protocols.core import walls

PURPOSE = "review"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; `at` is the start of its session on the studio's wall, `who` asks."""

    line: ReviewLine
    question: str
    at: datetime
    who: str

    @property
    def row(self) -> Appointment:
        return self.line.appointment


def behind(secret: str, now: datetime) -> Asked:
    """What a link asks. Raises `NotFound`, alike for whatever opens nothing.

    Whoever holds the link has no login that a look could name. They are shown the therapist's
    question, which was written to them, and nothing that was ever answered.
    """
    code = tokens.find(secret, purpose=PURPOSE, now=now)
    rows = ReviewLine.objects.select_related("client", "by", "appointment__location")
    line = rows.filter(code=code, kind="asked").first() if code else None
    told = access.open_unseen(line.client, [line]) if line else []
    if line is None or not told or not _wanted(line, now):
        raise NotFound("not_found", _("There is no such record."))
    return _asked(line, told[0]["details"])


def _wanted(line: ReviewLine, now: datetime) -> bool:
    """Whether a question still wants its answer; what was asked of a session that is off, or was
    answered with a login, is nothing to show to a link.
    """
    row = line.appointment
    if row.state not in TAKING or row.end_at <= now:
        return False
    return line.code in [each.code for each in reviews.waiting_questions(row)]


def waits(row: Appointment) -> bool:
    """Whether a question about a session waits for its client: one query, with nothing opened."""
    kinds = ReviewLine.objects.filter(appointment=row, kind__in=["asked", "answered"])
    told = list(kinds.values_list("kind", flat=True))
    return told.count("asked") > told.count("answered")


def own(by: User, code: str, now: datetime) -> Asked | None:
    """The oldest question of one's own session that waits; None for none. Raises `NotFound`."""
    row, stands = standing.appointment(by, code, now=now)
    if not stands.own:
        raise NotFound("not_found", _("There is no such record."))
    waiting = reviews.waiting_questions(row)
    if not waiting:
        return None
    line = waiting[0]
    text = access.read_health(by, line, _("Answering a question"), now=now)["details"]
    return _asked(line, text)


def _asked(line: ReviewLine, text: str) -> Asked:
    row = line.appointment
    said = from_text(line.kind, line.at, text).said
    who = line.by.name if line.by else ""
    return Asked(line, said["question"], walls.wall_of(row.start_at, row.zone), who)
