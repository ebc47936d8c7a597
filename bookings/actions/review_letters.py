"""Wording the mails of reviews: never why, never what kind of session."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.core import ical
from bookings.core.lifecycle import COMING
from bookings.core.notices import moment_of
from bookings.models import Appointment, HistoryLine, ReviewLine
from bookings.queries import notices as queries
from bookings.queries import reviews
from bookings.queries.review_questions import PURPOSE
from clinic.foundation.actions import mails, tokens
from clinic.foundation.core.messages import Message
from clinic.foundation.models import OutboxRow
from clinic.foundation.queries.people import practice
from protocols.core import walls


def still_asked(row: OutboxRow, now: datetime) -> bool:
    """Whether a question still wants its answer, and its session is to come."""
    found = Appointment.objects.select_related("client").filter(code=row.about).first()
    if found is None or found.state not in (*COMING, "arrived") or found.end_at <= now:
        return False
    return row.facts["line"] in [line.code for line in reviews.waiting_questions(found)]


def asked(row: OutboxRow, now: datetime) -> Message | None:
    """That a therapist asks something, with the link to the question; None for nobody."""
    found = queries.session(row.about, now)
    line = ReviewLine.objects.filter(code=row.facts["line"]).first()
    if found is None or line is None or not found.row.client.email:
        return None
    secret = tokens.issue_for(
        errand=row.code, purpose=PURPOSE, about=line.code, until=found.row.end_at, now=now
    )
    context: dict[str, object] = {
        "letter": queries.letter(found, None, ours=False, now=now),
        "link": mails.link(reverse("review_answer", args=[secret])),
    }
    return mails.message(notice=row.topic, to=found.row.client.email, context=context)


def still_declined(row: OutboxRow, now: datetime) -> bool:
    """Whether it is this decline that the session is off by: it may have been taken back since."""
    line = ReviewLine.objects.filter(code=row.facts["line"]).first()
    if line is None:
        return False
    since = HistoryLine.objects.filter(appointment=OuterRef("pk"), did="undone", at__gte=line.at)
    off = Appointment.objects.filter(pk=line.appointment_id, state__in=ical.CANCELLED)
    return off.exclude(Exists(since)).exists()


def declined(row: OutboxRow, now: datetime) -> Message | None:
    """That the clinic cannot give a session, with the times that were chosen for it."""
    found = queries.session(row.about, now)
    if found is None or not found.row.client.email:
        return None
    told = sorted(fact for name, fact in row.facts.items() if name.startswith("other"))
    context: dict[str, object] = {
        "letter": queries.letter(found, None, ours=True, now=now),
        "words": row.facts["words"],
        "others": [walls.wall_of(moment_of(int(each)), found.row.zone) for each in told],
        "book": mails.link(reverse("book")),
    }
    words = mails.render(notice=row.topic, context=context)
    return Message(
        to=found.row.client.email,
        text=words.text,
        subject=words.subject,
        html=words.html,
        calendar=_off(found.row),
        method="CANCEL",
    )


def _off(row: Appointment) -> bytes:
    """The session taken out of the client's calendar."""
    clinic = practice().name
    title = _("Massage · %(clinic)s") % {"clinic": clinic}
    organizer = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    guest = ical.Guest(clinic=clinic, organizer=organizer, attendee=row.client.email)
    return ical.file(queries.entry(row, title=title, url=""), guest)
