"""The message that a time is free for somebody who waits, with the link that takes it."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import dateformat

from bookings.core.short import gsm
from bookings.queries import notices, waitlist_pages
from bookings.queries.notices import Letter
from bookings.queries.offers import wall
from bookings.queries.waitlist_link import PURPOSE
from bookings.queries.waitlist_pages import Offered
from clinic.foundation import channels
from clinic.foundation.actions import mails, outbox, tokens
from clinic.foundation.actions.outbox import Errand
from clinic.foundation.core.messages import Message
from clinic.foundation.core.texts import one_line
from clinic.foundation.errors import NotFound
from clinic.foundation.handed import OTHER_WAY
from clinic.foundation.models import Client, OutboxRow
from clinic.foundation.queries.people import practice
from protocols.core.zones import load

TOPIC = "waitlist_offer"


def wanted(row: OutboxRow, now: datetime) -> bool:
    """Whether the offer still stands: nobody took it, and its time is not over."""
    found = _offered(row, now)
    return found is not None and found.stands == "open"


def word(row: OutboxRow, now: datetime) -> Message | str | None:
    """When, where, with whom and until when, and the link: not what was waited for, nor why.

    None for nobody. Who agreed to short messages gets one: minutes count.
    """
    found = _offered(row, now)
    chosen = way(found.row.client) if found else ""
    if found is None or not chosen:
        return None
    if chosen != row.channel:
        outbox.leave(errands=[_other_way(row, chosen, now)], now=now)
        return OTHER_WAY
    context = {
        "letter": _letter(found),
        "offer": found,
        "until": _until(found),
        "link": _link(found, row, now),
    }
    client = found.row.client
    if chosen == "sms":
        told = {"practice": practice().name, **context}
        text = render_to_string(f"notices/{TOPIC}/sms.txt", told)
        return Message(to=client.phone, text=gsm(one_line(text)))
    return mails.message(notice=TOPIC, to=client.email, context=context)


def way(client: Client) -> str:
    """The channel by which a client hears of an offer: "sms" for who agreed or has no address.

    "" for whom nothing reaches.
    """
    reached = notices.reach(client, sms=channels.available("sms"))
    if reached.sms and (reached.agreed or not reached.mail):
        return "sms"
    return "mail" if reached.mail else ""


def _offered(row: OutboxRow, now: datetime) -> Offered | None:
    """The offer of a row, by its code (`about`); None where it is gone."""
    try:
        return waitlist_pages.offer(row.about, now)
    except NotFound:
        return None


def _other_way(row: OutboxRow, chosen: str, now: datetime) -> Errand:
    return Errand(
        topic=row.topic,
        key=f"{row.key}:{chosen}",
        due=now,
        client=row.client,
        facts=row.facts,
        urgent=True,
        channel=chosen,
        about=row.about,
    )


def _link(found: Offered, row: OutboxRow, now: datetime) -> str:
    """The address of the offer. It opens until the time itself: who comes late hears that it lapsed."""
    secret = tokens.issue_for(
        errand=row.code, purpose=PURPOSE, about=found.code, until=found.row.start_at, now=now
    )
    return mails.link(reverse("offer_link", args=[secret]))


def _letter(found: Offered) -> Letter:
    """The time in the words of all our messages about sessions."""
    where, service = found.place, found.row.entry.service
    return Letter(
        start=found.start,
        end=found.end,
        zone=notices.named(found.row.start_at, where.zone, found.row.client.zone),
        studio="" if service.off_site else where.name,
        place="" if service.off_site else where.address,
        directions="" if service.off_site else where.directions,
        phone=where.phone,
        whom=found.whom,
        review=False,
        terms=found.terms,
        fee="",
    )


def _until(found: Offered) -> str:
    """Until when it is held, with the day where that is another than the offer's own.

    Not by the clock of now: the same message made again says the same.
    """
    opening, zone = found.row.opening, load(found.place.zone)
    until = wall(opening.until, zone)
    same = wall(opening.made_at, zone).date() == until.date()
    return dateformat.format(until, "H:i" if same else "D j M, H:i")
