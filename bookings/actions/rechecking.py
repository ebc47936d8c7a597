"""The nightly look: whose booked sessions no longer fit hears of it, once for the same news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from bookings.core import notices, settling
from bookings.core.lifecycle import COMING
from bookings.queries import settling as queries
from bookings.queries.notices import reach
from bookings.queries.offers import together
from bookings.queries.settling import Fit
from clinic.foundation import channels
from clinic.foundation.actions import mails, outbox
from clinic.foundation.core import zones
from clinic.foundation.core.messages import Message
from clinic.foundation.core.quiet import next_loud
from clinic.foundation.models import Client, OutboxRow, Practice
from clinic.foundation.queries.people import practice
from clinic.foundation.refusals import out_of_reach
from protocols.core import walls

BATCH = 200  # clients
TOPIC = notices.SEASON

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """A session in the message: wall clock of its studio, with whom, and one sentence."""

    start: datetime
    end: datetime
    whom: str
    because: str


def recheck(*, now: datetime) -> int:
    """Look at every client with a login and sessions to come; says how many messages were left.

    A client who makes trouble is logged and passed over. Raises what says that the database is out
    of reach.
    """
    settings, left = practice(), 0
    for client in _clients(now):
        try:
            left += _look(client, settings, now)
        except Exception as error:
            if out_of_reach(error):
                raise
            log.warning("recheck failed", code=client.code, error=type(error).__name__)
    return left


def _clients(now: datetime) -> Iterator[Client]:
    """Those who have sessions to come, and a login to settle them with, batch after batch."""
    rows = Client.objects.filter(
        user__is_active=True, appointments__state__in=COMING, appointments__start_at__gt=now
    )
    rows, last = rows.exclude(email="").order_by("pk").distinct(), 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk


@transaction.atomic
def _look(client: Client, settings: Practice, now: datetime) -> int:
    """Leave one message if there is news that no earlier one told: 1, else 0."""
    unfit = queries.read(client, now, people=False).unfit()
    facts = _facts(unfit)
    if not facts or not _untold(client, facts):
        return 0
    zone = zones.known(client.zone)
    outbox.queue(
        topic=TOPIC,
        key=f"{client.code}:{now:%Y-%m-%d}",  # one a night, however many look at once
        due=next_loud(now, zone, settings.quiet_from, settings.quiet_until),
        now=now,
        client=client,
        facts=facts,
        channel=notices.way(TOPIC, reach(client, sms=channels.available("sms"))),
    )
    return 1


def _facts(unfit: list[Fit]) -> dict[str, str]:
    """What is told: each session by its code, with a keyed digest of what is against it."""
    return {
        fit.row.code: salted_hmac(
            "bookings.unfit",
            settling.gist(fit.row.code, fit.row.start_at.isoformat(), fit.news),
            algorithm="sha256",
        ).hexdigest()[:32]
        for fit in unfit
    }


def _untold(client: Client, facts: dict[str, str]) -> bool:
    """Whether something of it stands in no message that left or waits: one query."""
    rows = OutboxRow.objects.filter(topic=TOPIC, client=client)
    before = rows.exclude(state=OutboxRow.State.DROPPED).values_list("facts", flat=True)
    told = {item for each in before for item in each.items()}
    return not facts.items() <= told


def to_tell(row: OutboxRow, now: datetime) -> bool:
    """Whether it still has to be said: something is unfit, and no later message says so."""
    if row.client is None:
        return False
    later = OutboxRow.objects.filter(topic=TOPIC, client=row.client, pk__gt=row.pk)
    return not later.exists() and queries.unfit(row.client, now) > 0


def word(row: OutboxRow, now: datetime) -> Message | None:
    """The message: each session with one line that anybody may read; None for nobody."""
    client = row.client
    if client is None or not client.email or not client.user_id:
        return None
    coming = queries.read(client, now)
    context: dict[str, object] = {
        "lines": [_line(coming, fit) for fit in coming.unfit()],
        "page": mails.link(reverse("settle")),
    }
    return mails.message(notice=TOPIC, to=client.email, context=context)


def _line(coming: queries.Coming, fit: Fit) -> Line:
    """Without a word of health: a mail may be read by others."""
    row = fit.row
    people = next(s.therapists for s in coming.sessions if s.row.pk == row.pk)
    review = _("The reason stands on that page; we keep it out of messages.")
    return Line(
        start=walls.wall_of(row.start_at, row.zone),
        end=walls.wall_of(row.end_at, row.zone),
        whom=together(people),
        because=settling.discreet(fit.news, review, hidden=row.type == "injury"),
    )
