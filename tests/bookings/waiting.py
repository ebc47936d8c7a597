"""Somebody who waits, and what is offered to them, for tests of the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bookings.actions import offer_letters, offering, waitlist
from bookings.models import Service, WaitlistEntry, WaitlistOffer
from bookings.queries import services
from clinic.foundation.core.messages import Message
from clinic.foundation.models import Client, OutboxRow
from tests.bookings import studio
from tests.bookings.mailed import secret_in
from tests.bookings.studio import NOW, at
from tests.bookings.waits import stretch
from tests.clinic import make


def waits(name: str = "mara", now: datetime = NOW, **other: Any) -> WaitlistEntry:
    """Somebody who waits for an hour of light work in these ten days."""
    client = Client.objects.filter(user__email=f"{name}@example.org").first() or make.client(name)
    order = services.order(
        Service.objects.earliest("pk"), minutes=60, depth="light", group_size=1, staff=True
    )
    told: dict[str, Any] = {"first_day": at(0, 9).date(), "last_day": at(9, 9).date()}
    by = make.login_of(client)
    return waitlist.join(by=by, client=client, order=order, now=now, **(told | other))


def offered(
    *entries: WaitlistEntry,
    start: datetime | None = None,
    now: datetime = NOW,
    reason: str = "",
) -> WaitlistOffer:
    """A time in two days that the desk offers to them: the first one's offer."""
    opening = offering.offer_to(
        by=studio.desk(),
        entries=entries,
        freed=stretch(start or at(2, 14)),
        now=now,
        reason=reason,
    )
    return opening.offers.get(entry=entries[0])


def message(offer: WaitlistOffer) -> OutboxRow:
    """The row of the outbox that tells of an offer."""
    return OutboxRow.objects.get(topic=offer_letters.TOPIC, about=offer.code)


def letter(offer: WaitlistOffer, now: datetime = NOW) -> Message:
    """The message itself."""
    said = offer_letters.word(message(offer), now)
    assert isinstance(said, Message)
    return said


def link_of(offer: WaitlistOffer, now: datetime = NOW) -> str:
    """The path of the link in the message."""
    address = next(line for line in letter(offer, now).text.splitlines() if "/w/" in line)
    return f"/w/{secret_in(address)}/"
