"""When, for somebody on the telephone: the best times, the first free one, and those of a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.core import ranking
from bookings.models import Location, Therapist
from bookings.queries import calendar_fit, plans
from bookings.queries.plans import Wanted
from bookings.queries.search import Ask, Found, Offer, next_free, search
from bookings.queries.services import Order
from bookings.queries.standing import Standing
from clinic.foundation.models import Client
from protocols.core import walls

DAYS = 14
BEST = 3


@dataclass(frozen=True, slots=True)
class Time:
    """A time that can be booked; `at` on the wall of its studio, `therapist` and `studio` codes."""

    at: datetime
    studio: str
    place: str
    therapist: str
    whom: str
    verdict: str
    because: str

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

    `hindrance` is "" for a time that is free.
    """

    verdict: str
    reasons: list[str]
    hindrance: str
    near: list[Time]

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
    names = dict(_names(one["therapist"] for one in near))
    told = [
        Time(
            at=datetime.fromisoformat(one["start"]),
            studio=studio.code,
            place=studio.name,
            therapist=one["therapist"],
            whom=names.get(one["therapist"], ""),
            verdict=one["verdict"],
            because="",
        )
        for one in near
    ]
    return Verdict(said, list(dict.fromkeys(reasons)), hindrance, told)


def _names(codes: Iterable[str]) -> Iterable[tuple[str, str]]:
    rows = Therapist.objects.select_related("user").filter(code__in=list(codes))
    return ((one.code, str(one)) for one in rows)


def _best(found: Found) -> list[Offer]:
    ranked, by_slot = [], {}
    for offer in found.open:
        local = offer.start.astimezone(found.zone(offer)).date()
        ranked.append(
            ranking.Offer(
                offer.slot, offer.verdict or "fine", leaves_gap=False, day=local.toordinal()
            )
        )
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
    )
