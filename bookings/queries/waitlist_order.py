"""Who is offered a time that became free: those whom it fits, the most useful first, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q, QuerySet

from bookings.core import waiting
from bookings.core.slots import Want
from bookings.core.waiting import Candidate
from bookings.models import WaitlistEntry, WaitlistOffer
from bookings.queries import services, setup
from bookings.queries.busy import minutes, moment
from bookings.queries.search import Ask, Found, Offer, search
from bookings.queries.services import Order
from bookings.queries.setup import Setup
from clinic.foundation.errors import Invalid, NotFound
from protocols.core import walls

AHEAD = 6  # days in which a useful window may close
STEP = 30  # minutes
GONE = ("dns", "cancelled")  # races that are none
DAY = timedelta(days=1)
MOST = 100  # entries that are looked at: who waits for a race, then the longest wait


@dataclass(frozen=True)
class Freed:
    """A stretch of one therapist at one studio (codes), buffers included; both ends aware."""

    location: str
    therapist: str
    begin: datetime
    end: datetime


@dataclass(frozen=True)
class Fitting:
    """An entry at the best start that the stretch has for it, and the rooms found for it."""

    entry: WaitlistEntry
    candidate: Candidate
    order: Order
    rooms: tuple[int, ...]
    begin: datetime  # with its buffer
    end: datetime

    @property
    def start(self) -> datetime:
        return moment(self.candidate.start)


def waiting_at(location: int, day: date) -> bool:
    """Whether anybody waits who could come to a studio on a day: one query, for whoever frees."""
    rows = WaitlistEntry.objects.filter(state="waiting", first_day__lte=day, last_day__gte=day)
    return rows.filter(Q(location=location) | Q(location=None)).exists()


def still_open(now: datetime) -> Q:
    """Offers that can be answered."""
    return Q(answer="", opening__state="open", opening__until__gt=now)


def what(entry: WaitlistEntry) -> tuple[int, int, str]:
    """The session that somebody waits for, whenever and with whom."""
    return entry.service_id, entry.minutes, entry.depth


def order_of(entry: WaitlistEntry) -> Order:
    """What somebody waits for, from the menu of today. Raises `Invalid` for what is off it."""
    service = entry.service
    return services.order(
        service,
        minutes=entry.minutes,
        depth=entry.depth,
        group_size=service.group_least,
        staff=True,
    )


def fitting(
    freed: Freed,
    now: datetime,
    *,
    but: Collection[int] = (),
    only: Collection[str] | None = None,
    careful: bool = False,
) -> list[Fitting]:
    """Those who wait and whom the stretch fits, in the order of offers.

    What is free beside the stretch counts with it: a session fits that takes some of both. `but` are
    entries (row numbers) that are passed over, `only` the codes of those that the desk names. What
    wants care is among it only if `careful`, and nobody has two offers at a time. One search for
    each entry that could be.
    """
    day = freed.begin.date()
    known = setup.read(first=day - DAY, last=day + timedelta(days=AHEAD + 2))
    studio = next((one for one in known.studios if one.code == freed.location), None)
    if studio is None:
        return []
    wall = walls.wall_of(freed.begin, studio.zone.key)
    rows = _could(freed, wall, now).exclude(pk__in=list(but))
    if only is not None:
        rows = rows.filter(code__in=list(only))
    offered = waiting.OFFERED if careful else waiting.OFFERED[:-1]
    fits = partial(_fit, freed, known, studio.zone.key, now, offered)
    found = [fit for fit in map(fits, rows[:MOST]) if fit]
    by_code = {fit.candidate.code: fit for fit in found}
    return [by_code[one.code] for one in waiting.ordered(fit.candidate for fit in found)]


def _could(freed: Freed, wall: datetime, now: datetime) -> QuerySet[WaitlistEntry]:
    """Entries that nothing in their own row speaks against."""
    day = wall.date()
    rows = WaitlistEntry.objects.filter(
        Q(location__code=freed.location) | Q(location=None),
        Q(therapists=[]) | Q(therapists__contains=[freed.therapist]),
        Q(days=[]) | Q(days__contains=[day.weekday()]),
        state="waiting",
        first_day__lte=day,
        last_day__gte=day,
        client__joined_into=None,
    ).exclude(client__key=None)
    rows = rows.exclude(for_race=True, race=None).exclude(race__status__in=GONE)
    busy = WaitlistOffer.objects.filter(still_open(now))
    rows = rows.exclude(client__in=busy.values("client"))
    return rows.select_related("client", "service").order_by(
        "first_at", "-for_race", "made_at", "pk"
    )


def _fit(
    freed: Freed,
    known: Setup,
    zone: str,
    now: datetime,
    offered: Sequence[str],
    entry: WaitlistEntry,
) -> Fitting | None:
    """The best start for one; None where there is none."""
    try:
        order = order_of(entry)
        ask = Ask(
            order,
            first=walls.wall_of(freed.begin, zone).date(),
            days=1,
            location=freed.location,
            therapist=freed.therapist,
            client=entry.client,
            ahead=AHEAD,
        )
        found = search(ask, now=now, known=known)
    except (Invalid, NotFound):  # off the menu, or whom it names has left
        return None
    within = [
        one
        for one in found.offers
        if one.verdict in offered and _within(freed, entry, found.want, one, zone)
    ]
    if not within:
        return None
    best = min(
        within,
        key=lambda one: (offered.index(one.verdict), _beside(freed, found.want, one), one.start),
    )
    service = entry.service
    before = timedelta(minutes=service.buffer_before)
    after = timedelta(minutes=order.minutes + service.buffer_after)
    start = best.start
    return Fitting(
        entry, _candidate(entry, found, best), order, best.slot.rooms, start - before, start + after
    )


def _within(freed: Freed, entry: WaitlistEntry, want: Want, one: Offer, zone: str) -> bool:
    """Whether a free time takes some of the stretch, at their hours.

    The rest of it is free as well, or it would not have been found.
    """
    begin, end = _span(want, one)
    if begin >= minutes(freed.end) or end <= minutes(freed.begin):
        return False
    if entry.for_race:
        return one.verdict == "recommended"
    wall = walls.wall_of(one.start, zone)
    at = wall.hour * 60 + wall.minute
    return entry.from_minute <= at and at + want.minutes <= entry.until_minute


def _beside(freed: Freed, want: Want, one: Offer) -> int:
    """How many minutes of a time lie beside the stretch: the fewer, the less is broken up."""
    begin, end = _span(want, one)
    return max(0, minutes(freed.begin) - begin) + max(0, end - minutes(freed.end))


def _span(want: Want, one: Offer) -> tuple[int, int]:
    """What a time takes, with its buffers."""
    start = one.slot.start
    return start - want.before, start + want.minutes + want.after


def _candidate(entry: WaitlistEntry, found: Found, best: Offer) -> Candidate:
    told = [
        each["because"]
        for each in found.reasons(best, discreet=True)
        if each["effect"] == best.verdict
    ]
    use = waiting.use(best.verdict, (each["rule"] for each in found.reasons(best)))
    return Candidate(
        code=entry.code,
        start=best.slot.start,
        use=use,
        closes=_closes(found, best),
        since=entry.made_at,
        first=entry.first_at,
        because=" ".join(told if use == waiting.CARE else told[:1]),
    )


def _closes(found: Found, best: Offer) -> int:
    """The last start, on a grid, up to which its verdict stays; within the days ahead."""
    judge, at = found.judges[best.slot.place], best.slot.start
    last = at + AHEAD * 24 * 60
    while at < last and judge.verdict(at + STEP) == best.verdict:
        at += STEP
    return at
