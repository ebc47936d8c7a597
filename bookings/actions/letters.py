"""Wording the messages about a session: the same words for the same row, however often."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.actions import intake_letters, links
from bookings.core import ical, notices
from bookings.core.short import gsm
from bookings.models import Appointment
from bookings.queries import desk_appointment
from bookings.queries import notices as queries
from bookings.queries.notices import Telling
from bookings.queries.series_told import BEFORE_IT
from clinic.foundation import channels
from clinic.foundation.actions import mails, outbox
from clinic.foundation.actions.outbox import Errand
from clinic.foundation.core.messages import Message
from clinic.foundation.core.texts import one_line
from clinic.foundation.handed import OTHER_WAY
from clinic.foundation.models import Client, OutboxRow
from clinic.foundation.queries.people import practice


def session(row: OutboxRow, now: datetime) -> Message | str | None:
    """The message of a row about a session that is to come or was cancelled; None for nobody."""
    found = queries.spoken_of(row, now)
    way = _way(row, found.row.client, now) if found else ""
    if found is None or way != row.channel:
        return OTHER_WAY if way else None
    news = queries.telling(row, found.row, now) if row.topic in notices.TELLING else None
    comes = found.row.state in BEFORE_IT
    context: dict[str, object] = {
        "letter": queries.letter(found, news, ours=bool(row.facts.get("ours")), now=now),
        "page": _page(found.row) if found.row.client.user_id else "",
        "book": mails.link(reverse("book")),
        "link": links.issue(appointment=found.row, row=row, now=now)
        if comes and row.topic != notices.ASKED
        else "",
        "questions": intake_letters.issue(appointment=found.row, row=row, now=now) if comes else "",
    }
    write = _short if row.channel == "sms" else _mail
    return write(_notice(row.topic, news), found.row, context, news)


def receipt(row: OutboxRow, now: datetime) -> Message | None:
    """The receipt of what was paid, neutrally named; None for nobody."""
    found = queries.session(row.about, now)
    if found is None or not found.row.client.email:
        return None
    paid = desk_appointment.receipt(found.row)
    if paid.what == desk_appointment.neutral(found.row):  # and no fee
        paid = replace(paid, what=_("Massage session"))
    page = _page(found.row) if found.row.client.user_id else ""
    words = mails.render(notice=row.topic, context={"receipt": paid, "page": page})
    return Message(found.row.client.email, words.text, words.subject, words.html)


def latest(row: OutboxRow) -> datetime:
    """Until when a reminder can wait: its session's start."""
    return notices.moment_of(row.facts["start"])


def _page(row: Appointment) -> str:
    return mails.link(reverse("appointment", args=[row.code]))


def _notice(topic: str, news: Telling | None) -> str:
    """Which words: who never heard of a session is not told that it changed."""
    first = news is not None and topic == notices.CHANGED and news.change == "first"
    return notices.BOOKED if first else topic


def _mail(
    notice: str, row: Appointment, context: dict[str, object], news: Telling | None
) -> Message:
    clinic = practice().name
    title = _("Massage · %(clinic)s") % {"clinic": clinic}
    url, upto = str(context["page"]), news.line if news else None
    entry = queries.entry(row, title=title, url=url, upto=upto)
    organizer = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    guest = ical.Guest(clinic=clinic, organizer=organizer, attendee=row.client.email)
    words = mails.render(notice=notice, context=context)
    return Message(
        to=row.client.email,
        text=words.text,
        subject=words.subject,
        html=words.html,
        calendar=ical.file(entry, guest),
        method=ical.method(entry, invites=True),
    )


def _short(
    notice: str, row: Appointment, context: dict[str, object], _news: Telling | None
) -> Message:
    told = {"practice": practice().name, **context}
    text = render_to_string(f"notices/{notice}/sms.txt", told)
    return Message(to=row.client.phone, text=gsm(one_line(text)))


def _way(row: OutboxRow, client: Client, now: datetime) -> str:
    """The channel that reaches the client by now; "" for none.

    If it is not the row's, the message is left once more for that one: who took back their word
    about short messages gets none.
    """
    reached = queries.reach(client, sms=channels.available("sms"))
    way = notices.way(row.topic, reached)
    if way == "mail" and not reached.mail:
        return ""
    if way != row.channel:
        again = Errand(
            topic=row.topic,
            key=f"{row.key}:{way}",
            due=now,
            client=client,
            facts=row.facts,
            urgent=row.urgent,
            channel=way,
            about=row.about,
        )
        outbox.leave(errands=[again], now=now)
    return way
