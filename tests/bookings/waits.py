"""Those who wait, and what becomes free, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bookings.actions import waitlist
from bookings.models import Location, Service, Therapist, WaitlistEntry, WaitlistOffer
from bookings.queries import services
from bookings.queries.waitlist_order import Freed
from clinic.foundation.actions import outbox
from clinic.foundation.models import Client
from tests.bookings.studio import NOW, at
from tests.clinic import make

SOON = NOW + timedelta(minutes=3)


def waits(name: str, now: datetime = NOW, **other: Any) -> WaitlistEntry:
    """Somebody who waits for an hour of light work, with anybody, at any hour of ten days."""
    client = Client.objects.filter(user__email=f"{name}@example.org").first() or make.client(name)
    order = services.order(
        other.pop("service", None) or Service.objects.earliest("pk"),
        minutes=60,
        depth="light",
        group_size=1,
        staff=True,
    )
    told: dict[str, Any] = {"first_day": at(0, 9).date(), "last_day": at(9, 9).date()}
    by = other.pop("by", None) or make.login_of(client)
    return waitlist.join(by=by, client=client, order=order, now=now, **(told | other))


def stretch(start: datetime, whom: Therapist | None = None, minutes: int = 75) -> Freed:
    """A stretch of the one studio there is, of the first therapist: an hour with its buffer."""
    person = whom or Therapist.objects.earliest("pk")
    end = start + timedelta(minutes=minutes)
    return Freed(Location.objects.get().code, person.code, start, end)


def passed(now: datetime = SOON) -> None:
    """The worker's passes at a moment: one thing may entail another."""
    for _ in range(3):
        outbox.work(now=now, limit=50)


def offered() -> list[str]:
    """Whom something was offered, in order."""
    rows = WaitlistOffer.objects.order_by("pk")
    return [row.client.name for row in rows.select_related("client")]
