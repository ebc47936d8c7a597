"""Answering an offer of the waitlist: the first yes wins.

Locks come in this order: the opening, the client, the resources.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions import booking, freeing, offer_next, openings, resources
from bookings.core.holders import Holder
from bookings.models import Appointment, Opening, Room, WaitlistEntry, WaitlistOffer
from bookings.queries import busy, offer_care
from bookings.queries.busy import minutes
from bookings.queries.waitlist_link import PURPOSE
from clinic.foundation import audit
from clinic.foundation.actions import outbox, tokens
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from clinic.foundation.queries.people import must_be_desk, roles_of
from clinic.foundation.roles import AT_DESK


@transaction.atomic
def take(
    *, by: User | Holder, offer: WaitlistOffer, now: datetime, accept_caution: bool = False
) -> Appointment:
    """Say yes: the first who does has the time. By the client, the desk, or the offer's link.

    What was offered with care is taken once its caution is accepted, and never by the link, which
    may not tell of it. Raises `Conflict` (*taken*: somebody was quicker, *lapsed*, *changed*) and
    `Invalid`: *caution* until it is, *sign_in* by the link, *unfit*, without a reason, where the
    client's plans speak against it by now.
    """
    opening = Opening.objects.select_for_update().get(pk=offer.opening_id)
    row = _answerable(by, offer)
    row.opening = opening
    if row.appointment is not None:
        return row.appointment  # asked twice
    if isinstance(by, Holder):
        tokens.spend(secret=by.secret, purpose=PURPOSE, now=now)
    _still_open(opening, now)
    client = booking.lock_client(row.client)
    entry = WaitlistEntry.objects.select_related("service").select_for_update(of=("self",))
    waits = entry.get(pk=row.entry_id)
    if waits.state != "waiting":
        raise Conflict("changed", _("You do not wait for this any more."))
    with audit.acting(by, "take an offer"):
        openings.give_back(opening)
        made = _booked(by, client, waits, row, now, accept_caution)
        opening.state = "taken"
        opening.save(update_fields=["state"])
        row.answer, row.answered_at, row.appointment = "took", now, made
        row.save(update_fields=["answer", "answered_at", "appointment"])
        waits.state, waits.ended_at = "booked", now
        waits.save(update_fields=["state", "ended_at"])
        _rest(opening, made, now)
    return made


@transaction.atomic
def decline(*, by: User | Holder, offer: WaitlistOffer, now: datetime) -> WaitlistOffer:
    """Say no and stay on the list; with the last no it goes on to the next at once."""
    opening = Opening.objects.select_for_update().get(pk=offer.opening_id)
    row = _answerable(by, offer)
    if row.answer or opening.state != "open" or opening.until <= now:
        return row
    with audit.acting(by, "decline an offer"):
        row.answer, row.answered_at = "declined", now
        row.save(update_fields=["answer", "answered_at"])
        if not opening.offers.filter(answer="").exists():
            onward = offer_next.sooner(opening, now)
            openings.give_back(opening)
            opening.until = now
            opening.save(update_fields=["until"])
            outbox.leave(errands=[onward], now=now)
    return row


@transaction.atomic
def close(*, by: User, opening: Opening, now: datetime) -> Opening:
    """Take an offer back: the time is free for everybody. For the desk."""
    must_be_desk(by)
    row = Opening.objects.select_for_update().get(pk=opening.pk)
    _still_open(row, now)
    with audit.acting(by, "close an offer"):
        openings.give_back(row)
        row.state = "closed"
        row.save(update_fields=["state"])
    return row


def _rest(opening: Opening, made: Appointment, now: datetime) -> None:
    """What was held and is not needed by whoever took it."""
    during = resources.around(made)
    for low, high in ((opening.begin_at, during.lower), (during.upper, opening.end_at)):
        if high - low >= freeing.SHORTEST:
            left = freeing.errand(
                key=f"{opening.code}:{minutes(low)}:rest",
                location=opening.location_id,
                therapist=opening.therapist_id,
                begin=low,
                end=high,
                due=now,
            )
            outbox.leave(errands=[left], now=now)


def _booked(
    by: User | Holder,
    client: Client,
    entry: WaitlistEntry,
    offer: WaitlistOffer,
    now: datetime,
    accept_caution: bool,  # noqa: FBT001 - as `take`
) -> Appointment:
    rooms = Room.objects.filter(resource__occupancies__opening=offer.opening)
    owner = by if isinstance(by, User) else client.user or entry.made_by
    try:
        wanted = replace(
            offer_care.wanted(offer, entry),
            client=client,
            rooms=tuple(rooms.values_list("code", flat=True)),
            accept_caution=accept_caution and offer.careful,
            reason=_reason(offer),
        )
    except Invalid:  # off the menu since, in this length or altogether
        raise _cannot_be_had() from None
    try:
        return booking.offered(by=by, owner=owner, wanted=wanted, now=now)
    except NotFound as gone:  # the therapist, a room or the studio is not there any more
        raise _cannot_be_had() from gone
    except Invalid as fault:
        raise _told(fault, by, offer) from None


def _reason(offer: WaitlistOffer) -> str:
    """Why the desk offers what wants care: it goes, sealed, into what is booked."""
    told = access.open_unseen(offer.client, [offer] if offer.careful else [])
    return told[0]["reason"] if told else ""


def _told(fault: Invalid, by: User | Holder, offer: WaitlistOffer) -> Invalid | Conflict:
    """What stands in the way, as whoever said yes may hear it."""
    careful = offer.careful and fault.code == "caution"
    if isinstance(by, Holder) and (careful or fault.code == "guardian"):
        # What there is to mind, and whose age it is, no link tells.
        return Invalid("sign_in", _("This time cannot be taken here. Sign in to see more."))
    if fault.code == "closed":  # since; and no word of what would suit them instead
        return _cannot_be_had()
    if careful or fault.code not in ("blocked", "caution"):
        return fault
    sentence = _("Your plans have changed since, and this time does not suit any more.")
    return Invalid("unfit", sentence)


def _cannot_be_had() -> Conflict:
    return Conflict(
        "lapsed", _("This time cannot be had any more. You stay on the list."), free=False
    )


def _answerable(by: User | Holder, offer: WaitlistOffer) -> WaitlistOffer:
    """The offer, read anew, for whoever may answer it. Raises `NotFound`."""
    rows = WaitlistOffer.objects.select_related("client", "appointment").exclude(client__key=None)
    row = rows.filter(pk=offer.pk, client__joined_into=None).first()
    if row is not None:
        if isinstance(by, Holder):
            mine = (by.offer, by.client) == (row.pk, row.client_id)
        else:
            mine = row.client.user_id == by.pk or bool(roles_of(by) & AT_DESK)
        if mine:
            return row
    raise NotFound("not_found", _("There is no such record."))


def _still_open(opening: Opening, now: datetime) -> None:
    if opening.state == "taken":
        raise Conflict("taken", _("Somebody was quicker. You stay on the list."))
    if opening.state == "open" and opening.until > now:
        return
    sentence = _("The time for this offer is over. You stay on the list.")
    raise Conflict("lapsed", sentence, free=_free(opening, now))


def _free(opening: Opening, now: datetime) -> bool:
    """Whether nothing takes by now what was held: then it can be booked as any time."""
    keys = openings.keys_of(opening)
    return not any(busy.glance(keys, opening.begin_at, opening.end_at, now=now).values())
