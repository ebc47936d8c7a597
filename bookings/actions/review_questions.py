"""A therapist's question to the client about a booking, and the client's answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions import booking, changing
from bookings.actions.reviewing import Kind, add_line, begun
from bookings.core import reviewing
from bookings.core.lifecycle import TAKING
from bookings.models import Appointment, ReviewLine
from bookings.queries import reviews, standing
from bookings.queries.review_questions import PURPOSE
from clinic.foundation import audit
from clinic.foundation.actions import outbox, tokens
from clinic.foundation.core.texts import one_line
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import User

ASKED = "review_asked"
QUESTION, ANSWER = 300, 2_000  # characters


@transaction.atomic
def ask(*, by: User, appointment: Appointment, question: str, now: datetime) -> ReviewLine:
    """Ask the client something. They get a mail with a one-time link; the question stays sealed.

    Raises `Invalid` for an empty one, and for a client without an address.
    """
    row, _stands = begun(by, appointment, now)
    told = one_line(question)
    if not told or len(told) > QUESTION:
        sentence = _("Between 1 and %(most)d characters.") % {"most": QUESTION}
        raise Invalid("invalid", sentence, field="question")
    if not row.client.email:
        raise Invalid("no_mail", _("There is no address on file: ring them."), field="question")
    with audit.acting(by, "ask client"):
        line = add_line(row, Kind.ASKED, reviewing.asked(told), by=by, now=now)
    outbox.queue(
        topic=ASKED,
        key=f"{row.code}:{line.code}",
        due=now,
        now=now,
        client=row.client,
        facts={"line": line.code},
        urgent=True,
        channel="mail",
        about=row.code,
    )
    return line


@transaction.atomic
def answer(
    *, by: User | None, line: ReviewLine, words: str, secret: str = "", now: datetime
) -> ReviewLine:
    """Answer a question: the client with their login, or whoever holds its link, which is spent.

    Raises `NotFound` for everybody else and for a link that is spent, `Invalid` for no words,
    `Conflict` for a question that has its answer or a session that is over.
    """
    client = booking.lock_client(line.client)
    if by is None:
        if tokens.spend(secret=secret, purpose=PURPOSE, now=now) != line.code:
            raise NotFound("not_found", _("There is no such record."))
    elif not standing.must(by, client, now).own:
        raise NotFound("not_found", _("There is no such record."))
    row = changing.locked(line.appointment)
    row.client = client
    told = words.strip()
    if not told or len(told) > ANSWER:
        sentence = _("Between 1 and %(most)d characters.") % {"most": ANSWER}
        raise Invalid("invalid", sentence, field="words")
    if row.state not in TAKING or row.end_at <= now:
        raise Conflict("changed", _("This session is not to come any more."))
    if line.code not in [each.code for each in reviews.waiting_questions(row)]:
        raise Conflict("changed", _("This has been answered already."))
    with audit.acting(by, "answer question"):
        said = reviewing.answered(line.code, told)
        return add_line(row, Kind.ANSWERED, said, by=by, now=now)
