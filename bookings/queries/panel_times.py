"""When, for somebody on the telephone: the best times, the first free one, and those of a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.core import ranking
from bookings.models import Location, Room, Therapist
from bookings.queries import calendar_fit, plans
from bookings.queries.busy import minutes, minutes_up, moment
from bookings.queries.plans import Wanted
from bookings.queries.search import Ask, Found, Offer, look, next_free, search
from bookings.queries.services import Order
from bookings.queries.standing import Standing
from clinic.foundation.models import Client
from protocols.core import walls

DAYS = 14
BEST = 3
QUARTER = 15  # minutes


@dataclass(frozen=True, slots=True)
class Time:
    """A time that can be booked; `at` on the wall of its studio, `therapist` and `studio` codes.

    `team` are the codes of those who give it together, () where one does.
    """

    at: datetime
    studio: str
    place: str
    therapist: str
    whom: str
    verdict: str
    because: str
    team: tuple[str, ...] = ()

    @property
    def start(self) -> str:
        return self.at.strftime("%Y-%m-%dT%H:%M")


@dataclass(frozen=True, slots=True)
class Times:
    """`first` is None where nothing is free for two months; `studios` is how many there are."""

    best: list[Time]
    first: Time | None
    day: date
    of_day: list[Time]
    studios: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one time, as much of it as the desk may hear; and whether it is free.

    `hindrance` is "" for a time that is free. `team` are (code, name) of those who would give it
    together, [] where one does, or it cannot be and nobody was named. `room` is the name of the one
    that was asked for.
    """

    verdict: str
    reasons: list[str]
    hindrance: str
    near: list[Time]
    team: list[tuple[str, str]]
    room: str = ""

    @property
    def bookable(self) -> bool:
        return self.verdict != "blocked" and not self.hindrance


def times(
    order: Order, client: Client, now: datetime, *, zone: str, day: date | None, **where: str
) -> Times:
    """From today on for two weeks, or for those that the day is in: a fixed number of queries.

    `where`: location and therapist, as in `Ask`.
    """
    today = walls.today(now, zone)
    day = max(day or today, today)
    first = today if day < today + timedelta(days=DAYS) else day
    ask = Ask(order, first=first, days=DAYS, client=client, staff=True, **where)  # type: ignore[arg-type]
    found = search(ask, now=now)
    soon = next_free(found, now=now)
    return Times(
        best=[_time(found, one) for one in _best(found)],
        first=_time(found, soon) if soon else None,
        day=day,
        of_day=_of_day(found, day),
        studios=len(found.setup.studios),
    )


def verdict(wanted: Wanted, stands: Standing, studio: Location, now: datetime) -> Verdict:
    """Judged and looked up, with times near by if it cannot be had: a fixed number of queries."""
    shown = plans.judged(wanted, stands, now=now, zone=studio.zone).shown
    said, because = shown["verdict"], shown["reasons"]
    effects = ("blocked", "caution") if said in ("blocked", "caution") else (said,)
    reasons = [one["because"] for one in because if one["effect"] in effects]
    _word, hindrance = calendar_fit.cause(wanted, now)
    near = calendar_fit.near(wanted, now) if hindrance or said == "blocked" else []
    teams = [tuple(one.get("therapists", [one["therapist"]])) for one in near]
    names = dict(_names(code for team in teams for code in team))
    told = [
        Time(
            at=datetime.fromisoformat(one["start"]),
            studio=studio.code,
            place=studio.name,
            therapist=one["therapist"] if len(team) == 1 else "",
            whom=" + ".join(names.get(code, "") for code in team),
            verdict=one["verdict"],
            because="",
            team=team if len(team) > 1 else (),
        )
        for one, team in zip(near, teams, strict=True)
    ]
    named = bool(wanted.team) or said != "blocked"
    team = _team(wanted, now) if named and not hindrance else []
    rooms = Room.objects.filter(code=wanted.room).values_list("name", flat=True)
    room = rooms.first() or "" if wanted.room else ""
    return Verdict(said, list(dict.fromkeys(reasons)), hindrance, told, team, room)


def walk_in(now: datetime, zone: str) -> datetime:
    """When somebody who stands at the desk could begin: the next quarter of an hour on the wall."""
    return walls.wall_of(moment(-(-minutes_up(now) // QUARTER) * QUARTER), zone)


def _team(wanted: Wanted, now: datetime) -> list[tuple[str, str]]:
    """Who would give a session of several together: those who are wanted, else the first free."""
    if wanted.order.service.therapists < 2:
        return []
    if wanted.team:
        names = dict(_names(wanted.team))
        return [(code, names.get(code, "")) for code in wanted.team]
    found, start = look(wanted.ask(staff=True), now=now), minutes(wanted.start)
    slots = found.field.find(found.want, start, start + 1, found.only)
    people = [found.setup.person[key] for key in slots[0].workers] if slots else []
    return [(one.code, one.name) for one in people]


def _names(codes: Iterable[str]) -> Iterable[tuple[str, str]]:
    rows = Therapist.objects.select_related("user").filter(code__in=list(codes))
    return ((one.code, str(one)) for one in rows)


def _best(found: Found) -> list[Offer]:
    ranked, by_slot = [], {}
    for offer in found.open:
        local = offer.start.astimezone(found.zone(offer)).date()
        ranked.append(ranking.Offer(offer.slot, offer.verdict or "fine", local.toordinal()))
        by_slot[offer.slot] = offer
    best = ranking.best_first(ranked, preferred=found.favourites, most=BEST)
    return [by_slot[one.slot] for one in best]


def _of_day(found: Found, day: date) -> list[Time]:
    """Each start once, with a favourite if one is free."""
    starts: dict[tuple[int, int], Offer] = {}
    for offer in found.open:
        if offer.start.astimezone(found.zone(offer)).date() != day:
            continue
        key = (offer.slot.start, offer.slot.place)
        liked = {*found.favourites} & {*offer.slot.workers}
        if key not in starts or (liked and not {*found.favourites} & {*starts[key].slot.workers}):
            starts[key] = offer
    return [_time(found, one) for one in starts.values()]


def _time(found: Found, offer: Offer) -> Time:
    studio = found.setup.studio[offer.slot.place]
    team = [found.setup.person[key] for key in offer.slot.workers]
    reasons = found.reasons(offer, discreet=True)
    said = [one["because"] for one in reasons if one["effect"] == offer.verdict]
    return Time(
        at=offer.start.astimezone(found.zone(offer)).replace(tzinfo=None),
        studio=studio.code,
        place=studio.name,
        therapist=team[0].code if len(team) == 1 else "",
        whom=" + ".join(one.name for one in team),
        verdict=offer.verdict,
        because=said[0] if said else "",
        team=tuple(one.code for one in team) if len(team) > 1 else (),
    )
