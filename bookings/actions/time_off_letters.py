"""Telling a therapist what the desk said of their time off; of the sessions in it not a word."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from bookings.core.lifecycle import UNDO
from bookings.models import TimeOff
from bookings.queries import day, day_off
from clinic.foundation.actions import mails, outbox
from clinic.foundation.core.messages import Message
from clinic.foundation.models import OutboxRow, User

TOPIC = "time_off_answered"


def tell(off: TimeOff, by: User, now: datetime) -> None:
    """Leave the word of how a time off stands since this act; who did it themselves knows.

    It waits for the minutes in which a slip is put right: what does not stand then is not told.
    """
    if by.pk == off.therapist.user_id:
        return
    outbox.queue(
        topic=TOPIC,
        key=f"{off.code}:{off.state}",
        due=now + UNDO,
        now=now,
        facts={"off": off.code, "state": off.state, "user": off.therapist.user.code},
        channel="mail",
    )


def wanted(row: OutboxRow, now: datetime) -> bool:
    """Whether it still stands so, and is not over."""
    off = _off(row)
    return off is not None and off.state == row.facts["state"] and off.end_at > now


def word(row: OutboxRow, now: datetime) -> Message | None:
    """Granted, refused or taken back, with the desk's own word; None for who has left."""
    off = _off(row)
    if off is None or not off.therapist.user.is_active:
        return None
    state = row.facts["state"]
    context: dict[str, object] = {
        "state": state,
        "word": "" if state == "ended" else off.answer,
        "when": day_off.words_of(off, day.zone_of(off.therapist.user)),
        "link": mails.link(reverse("day_off")),
    }
    return mails.message(notice=TOPIC, to=off.therapist.user.email, context=context)


def _off(row: OutboxRow) -> TimeOff | None:
    return TimeOff.objects.select_related("therapist__user").filter(code=row.facts["off"]).first()
