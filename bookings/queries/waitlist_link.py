"""What the link of an offer opens: that one offer, and nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bookings.core.holders import Holder
from bookings.queries import waitlist_pages
from bookings.queries.waitlist_pages import Offered
from clinic.foundation.errors import NotFound
from clinic.foundation.queries import tokens

PURPOSE = "offer"  # the token is about the offer's code


@dataclass(frozen=True, slots=True)
class Opened:
    """A live link, and the offer that it opens."""

    holder: Holder
    told: Offered


def opened(secret: str, now: datetime) -> Opened:
    """What a link opens: two queries. Raises `NotFound`, alike for whatever does not work."""
    code = tokens.find(secret, purpose=PURPOSE, now=now)
    if not code:
        raise NotFound("not_found", "no live link")
    found = waitlist_pages.offer(code, now)
    return Opened(Holder(secret, 0, found.row.client_id, offer=found.row.pk), found)
