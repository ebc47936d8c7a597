"""Times and appointments as the API and the pages tell them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bookings.core.ranking import nearest
from bookings.queries import setup
from bookings.queries.appointments import Session
from bookings.queries.busy import minutes
from bookings.queries.search import Ask, Found, Offer, next_free, search
from bookings.queries.setup import Setup
from protocols.core.zones import load

_quoted = json.encoder.encode_basestring_ascii  # what `json.dumps` does with a text
REACH = (1, 4, 15)  # days to each side: the search for alternatives looks outward


def iso(moment: datetime, zone: ZoneInfo) -> str:
    """A moment with the offset of its place."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _clock(minute: int, zone: ZoneInfo) -> str:
    """The same of a whole minute, in half the time."""
    return datetime.fromtimestamp(minute * 60, zone).isoformat()


def slot(found: Found, offer: Offer, *, discreet: bool = False) -> dict[str, Any]:
    """One time in the API's form. `therapists` is there for those who work in teams."""
    return _team(found, offer) | _time(found, offer, discreet=discreet)


def _team(found: Found, offer: Offer) -> dict[str, Any]:
    team = [found.setup.person[key].code for key in offer.slot.workers]
    return {"therapist": team[0]} | ({"therapists": team} if len(team) > 1 else {})


def _time(found: Found, offer: Offer, *, discreet: bool) -> dict[str, Any]:
    """What is the same with whomever it is."""
    zone, start = found.zone(offer), offer.slot.start
    told: dict[str, Any] = {
        "start": _clock(start, zone),
        "end": _clock(start + found.ask.order.minutes, zone),
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
    team: Collection[str] = (),
) -> list[dict[str, Any]]:
    """The five open times nearest to a start, none blocked: outward day by day until there are five.

    `known` is the setup of the days beside the start, if it has been read before. `team` are the
    codes of those who alone may give them, () anybody. One therapist has few times in three days,
    and nine cost little more: those are looked at first.
    """
    found: Found | None = None
    near: list[Offer] = []
    today = now.date() - timedelta(days=1)  # west of UTC the evening before is not over
    for reach in REACH[1:] if ask.therapist and not team else REACH:
        first = max(start.date() - timedelta(days=reach), today)
        days = (start.date() - first).days + reach + 1
        if days < 1:
            return []
        near_by = known if reach == REACH[0] else None
        if team:
            near_by = near_by or setup.read(first=first, last=first + timedelta(days=days))
            some = tuple(person for person in near_by.people if person.code in team)
            near_by = replace(near_by, people=some)
        found = search(replace(ask, first=first, days=days), now=now, known=near_by)
        first_of: dict[int, Offer] = {}
        for offer in found.open:
            first_of.setdefault(offer.slot.start, offer)
        slots = (offer.slot for offer in first_of.values())
        near = [first_of[slot.start] for slot in nearest(slots, minutes(start))]
        if len(near) == 5:
            break
    return [slot(found, offer, discreet=discreet) for offer in near] if found else []


def slots_json(found: Found, *, blocked: bool, now: datetime, discreet: bool = False) -> str:
    """The answer of `/slots`: every time found, by start, then therapist, and the next free one.

    `blocked` ones are among them if wanted. It is put together from texts: of what is the same with
    every therapist there is one.
    """
    times: dict[tuple[int, int], tuple[str, str]] = {}
    teams: dict[tuple[int, ...], tuple[str, str]] = {}
    texts = _Texts()
    told = []
    for offer in found.offers if blocked else found.open:
        start, place, team, _rooms = offer.slot
        if (start, place) not in times:
            time = _time(found, offer, discreet=discreet)
            times[start, place] = time["location"], texts.of_time(time)
        if team not in teams:
            who = _team(found, offer)
            teams[team] = who["therapist"], json.dumps(who)[1:]
        (where, time_), (whom, team_) = times[start, place], teams[team]
        told.append((start, whom, where, f"{time_}, {team_}"))
    told.sort()
    first = json.dumps(first_free(found, now=now))
    return f'{{"slots": [{", ".join([text for *_, text in told])}], "next_free": {first}}}'


class _Texts:
    """JSON of times, put together: the same reason is said at many."""

    def __init__(self) -> None:
        self._reasons: dict[tuple[str, str, str], str] = {}

    def of_time(self, time: dict[str, Any]) -> str:
        """The object of a time, left open for its therapist."""
        if "reasons" not in time:
            return json.dumps(time)[:-1]
        *told, (_name, reasons) = time.items()
        fields = ", ".join([f'"{name}": {_quoted(value)}' for name, value in told])
        return f'{{{fields}, "reasons": [{", ".join(map(self._of_reason, reasons))}]'

    def _of_reason(self, reason: dict[str, Any]) -> str:
        said = reason["rule"], reason["effect"], reason["because"]
        if said not in self._reasons:
            self._reasons[said] = json.dumps(reason)
        return self._reasons[said]


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
