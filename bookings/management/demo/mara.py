"""Mara, whom one signs in as: her season so far, and the session that she looks forward to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bookings.actions import wishes
from bookings.management.demo import times
from bookings.management.demo.clinic import Clinic
from bookings.management.demo.runners import MARA
from bookings.management.demo.story import Story
from bookings.management.demo.times import Plea
from bookings.models import Appointment

PAST = ((-36, 90), (-15, 60))  # days from today, minutes


def plan(story: Story) -> list[Appointment]:
    """Ana is her favourite; two sessions with her, and one to come. The list fills as it happens."""
    clinic, coming = story.clinic, list[Appointment]()
    client = clinic.clients[MARA]
    story.then(clinic.at(-40, 18), lambda now: _favourite(clinic, now))
    for days, minutes in PAST:
        order = clinic.order("Sports massage", minutes, "moderate")
        plea = Plea(client, order, clinic.day(days), days=12, with_whom="Ana", early=True)
        story.plan(clinic.at(days - 6, 20), plea)
    order = clinic.order("Sports massage", 60, "moderate")
    plea = Plea(client, order, clinic.day(2), days=12, with_whom="Ana")
    story.then(clinic.at(-9, 20), lambda now: coming.extend(_coming(story, plea, now)))
    return coming


def _favourite(clinic: Clinic, now: datetime) -> None:
    client, ana = clinic.clients[MARA], clinic.hands["Ana"]
    by = clinic.actor(client)
    wishes.keep(by=by, client=client, therapist=ana.code, gender="", now=now)


def _coming(story: Story, plea: Plea, now: datetime) -> list[Appointment]:
    """The first recommended hour with Ana; failing that any good one, with anybody."""
    found = times.look(story.clinic, plea, now)
    good = [offer for offer in found.open if offer.verdict == "recommended"]
    if good:
        row = story.take(times.wish(plea, found, good[0]), now)
    else:
        row = story.book(plea, now) or story.book(replace(plea, with_whom="", careful=False), now)
    return [row] if row else []
