"""Asking how it was: an hourly look leaves the messages, each with a link that needs no password."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from bookings.core.checkins import KINDS, TOPICS, due, ripe
from bookings.queries import checkins as queries
from bookings.queries.checkins import PURPOSE, About
from clinic.foundation.actions import mails, outbox, tokens
from clinic.foundation.actions.outbox import Errand
from clinic.foundation.core import zones
from clinic.foundation.core.messages import Message
from clinic.foundation.errors import NotFound
from clinic.foundation.models import OutboxRow, Practice
from clinic.foundation.queries.people import practice
from protocols.core.checkins import RACE


@transaction.atomic
def ask(*, now: datetime) -> int:
    """Leave what is due soon: 36 hours after a session, six days after it, the morning after a race.

    However often it looks, the same thing is asked once; says how many were found. A fixed number
    of queries.
    """
    settings = practice()
    errands = [errand for about in queries.to_ask(now) if (errand := _errand(about, settings, now))]
    outbox.leave(errands=errands, now=now)
    return len(errands)


def _errand(about: About, settings: Practice, now: datetime) -> Errand | None:
    """The message about one thing, None unless it is about to be due."""
    named = about.client.zone if about.client.zone != "UTC" else settings.zone
    at = due(
        about.kind,
        about.of,
        zone=zones.known(named),
        quiet_from=settings.quiet_from,
        quiet_until=settings.quiet_until,
    )
    if not ripe(at, now):
        return None
    return Errand(
        topic=TOPICS[about.kind],
        key=about.code,
        due=at,
        client=about.client,
        channel="mail",
        about=about.code,
    )


def to_ask(row: OutboxRow, now: datetime) -> bool:
    """Whether it is still to be asked: it took place, nothing came after it, and nobody answered yet;
    of a race, not on this day.
    """
    about = _about(row, now)
    if about is None or not about.client.email:
        return False
    said = queries.answered(about)
    return not (said.said_today(now) if said.kind == RACE else said.last)


def word(row: OutboxRow, now: datetime) -> Message | None:
    """The question and its link, without a word of what was done, or run; None for nobody."""
    about = _about(row, now)
    if about is None or not about.client.email:
        return None
    secret = tokens.issue_for(
        errand=row.code, purpose=PURPOSE, about=about.told, until=about.until, now=now
    )
    context: dict[str, object] = {
        "began": about.began,
        "link": mails.link(reverse("checkin_link", args=[secret])),
        "race": about.kind == RACE,
    }
    return mails.message(notice=row.topic, to=about.client.email, context=context)


def _about(row: OutboxRow, now: datetime) -> About | None:
    try:
        return queries.one(KINDS[row.topic], row.about, now)
    except NotFound:
        return None
