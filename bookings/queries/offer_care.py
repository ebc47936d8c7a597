"""What is to be minded of an offer that wanted care when it was made, as the rules see it now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bookings.models import WaitlistEntry, WaitlistOffer
from bookings.queries import plans
from bookings.queries.plans import Wanted
from bookings.queries.standing import Standing
from bookings.queries.waitlist_order import order_of
from clinic.foundation.errors import Invalid, NotFound

NOTHING: dict[str, Any] = {"verdict": "", "reasons": []}


def said(offer: WaitlistOffer, stands: Standing, now: datetime) -> dict[str, Any]:
    """The verdict on an offered time and its reasons, as somebody may hear them; now, not then.

    Nothing for what was offered without care, and where it cannot be had any more.
    """
    if not offer.careful:
        return NOTHING
    try:
        return plans.judged(wanted(offer, offer.entry), stands, now=now).shown
    except (Invalid, NotFound):
        return NOTHING


def wanted(offer: WaitlistOffer, entry: WaitlistEntry) -> Wanted:
    """The session that an offer comes to. Raises `Invalid` for what is off the menu by now."""
    opening = offer.opening
    return Wanted(
        offer.client,
        order_of(entry),
        opening.location.code,
        offer.start_at,
        therapist=opening.therapist.code,
    )
