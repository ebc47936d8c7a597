"""An offer on the client's own pages: read what is to be minded, then take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bookings.actions import offers
from bookings.forms.taking import CautionForm, cautions
from bookings.models import Appointment
from bookings.queries import offer_care
from bookings.queries import waitlist_pages as queries
from bookings.queries.waitlist_pages import Offered
from bookings.web.minding import seen
from bookings.web.party import Party
from clinic.foundation.forms.once import OnceForm


@dataclass(frozen=True)
class Card:
    """An offer with the two forms that answer it. The first has a tick for each caution."""

    told: Offered
    take: CautionForm
    decline: OnceForm


def cards(me: Party, *, sent: Card | None = None) -> list[Card]:
    """What is offered right now. Each form has a token of its own; one that was `sent` is kept."""
    told = queries.offers_open(me.whose, me.now)
    return [sent if sent and sent.told.code == each.code else card(me, each, None) for each in told]


def card(me: Party, told: Offered, data: Any) -> Card:
    """One of them, with a tick for each caution that the rules speak of now."""
    said = offer_care.said(told.row, me.stands, me.now) if told.stands == "open" else None
    minded = cautions(said) if said else []
    form = CautionForm(data, cautions=minded, auto_id=f"offer_{told.code}_%s")
    return Card(told, form, OnceForm(auto_id=False))


def taken(me: Party, sent: Card) -> str:
    """The code of the session. Raises `Unseen`, and `Conflict` and `Invalid` as `offers.take` does."""
    told, form = sent.told, sent.take

    def do() -> Appointment:
        accepted = bool(form.cautions)  # the form is whole only with every tick
        row = offers.take(by=me.by, offer=told.row, now=me.now, accept_caution=accepted)
        return seen(me, form, row) if told.row.careful else row

    code, _again = me.once(form, f"take {told.code}", do)
    return code
