"""Times and appointments as the API and the pages tell them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bookings.core.ranking import nearest
from bookings.queries.appointments import Session
from bookings.queries.busy import minutes
from bookings.queries.search import Ask, Found, Offer, next_free, search
from bookings.queries.setup import Setup
from protocols.core.zones import load

REACH = (1, 4, 15)  # days to each side: the search for alternatives looks outward


def iso(moment: datetime, zone: ZoneInfo) -> str:
    """A moment with the offset of its place."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def slot(found: Found, offer: Offer, *, discreet: bool = False) -> dict[str, Any]:
    """One time in the API's form. `therapists` is there for those who work in teams."""
    return _team(found, offer) | _time(found, offer, discreet=discreet)


def _team(found: Found, offer: Offer) -> dict[str, Any]:
    team = [found.setup.person[key].code for key in offer.slot.workers]
    return {"therapist": team[0]} | ({"therapists": team} if len(team) > 1 else {})


def _time(found: Found, offer: Offer, *, discreet: bool) -> dict[str, Any]:
    """What is the same with whomever it is."""
    zone = found.zone(offer)
    told: dict[str, Any] = {
        "start": iso(offer.start, zone),
        "end": iso(offer.start + timedelta(minutes=found.ask.order.minutes), zone),
        "location": found.setup.studio[offer.slot.place].code,
    }
    if found.judges:
        told["verdict"] = offer.verdict
        told["reasons"] = found.reasons(offer, discreet=discreet)
    return told


def alternatives(
    ask: Ask,
    start: datetime,
    *,
    now: datetime,
    discreet: bool = False,
    known: Setup | None = None,
) -> list[dict[str, Any]]:
    """The five open times nearest to a start, none blocked: outward day by day until there are five.

    `known` is the setup of the days beside the start, if it has been read before.
    """
    found: Found | None = None
    near: list[Offer] = []
    today = now.date() - timedelta(days=1)  # west of UTC the evening before is not over
    for reach in REACH:
        first = max(start.date() - timedelta(days=reach), today)
        days = (start.date() - first).days + reach + 1
        if days < 1:
            return []
        near_by = known if reach == REACH[0] else None
        found = search(replace(ask, first=first, days=days), now=now, known=near_by)
        first_of: dict[int, Offer] = {}
        for offer in found.open:
            first_of.setdefault(offer.slot.start, offer)
        slots = (offer.slot for offer in first_of.values())
        near = [first_of[slot.start] for slot in nearest(slots, minutes(start))]
        if len(near) == 5:
            break
    return [slot(found, offer, discreet=discreet) for offer in near] if found else []


def slots(found: Found, *, blocked: bool, discreet: bool = False) -> list[dict[str, Any]]:
    """Every time found, by start, then therapist; `blocked` ones among them if wanted."""
    times: dict[tuple[int, int], dict[str, Any]] = {}
    told = []
    for offer in found.offers if blocked else found.open:
        key = (offer.slot.start, offer.slot.place)
        if key not in times:
            times[key] = _time(found, offer, discreet=discreet)
        told.append((offer.slot.start, times[key] | _team(found, offer)))
    told.sort(key=lambda one: (one[0], one[1]["therapist"], one[1]["location"]))
    return [one for _start, one in told]


def first_free(found: Found, *, now: datetime) -> str | None:
    """The start of the first time that can be booked: of what was found, or of the weeks after."""
    first = next_free(found, now=now)
    return iso(first.start, found.zone(first)) if first else None


def appointment(session: Session) -> dict[str, Any]:
    """An appointment in the API's form; nothing of it is health."""
    row = session.row
    zone = load(row.zone)
    return {
        "code": row.code,
        "state": session.state,
        "service": row.service.code,
        "type": row.type,
        "depth": row.depth,
        "minutes": row.minutes,
        "start": iso(row.start_at, zone),
        "end": iso(row.end_at, zone),
        "location": row.location.code,
        "therapist": next(iter(session.therapist_codes), None),
        "therapists": list(session.therapist_codes),
        "client": row.client.code,
        "group_size": row.group_size,
        "venue": row.venue,
        "price": {"amount": row.price, "currency": row.currency},
        "fee": {"amount": row.fee, "currency": row.currency},
        "booked_at": iso(row.booked_at, zone),
    }
