"""Who is offered a time that became free: those whom it fits, the most useful first, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q, QuerySet

from bookings.core import waiting
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


def fitting(
    freed: Freed, now: datetime, *, but: Collection[int] = (), only: Collection[str] | None = None
) -> list[Fitting]:
    """Those who wait and whom the stretch fits, in the order of offers.

    `but` are entries (row numbers) that are passed over, `only` the codes of those that the desk
    names. Nobody is offered what wants care, and nobody has two offers at a time. One search for
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
    fits = partial(_fit, freed, known, studio.zone.key, now)
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
    freed: Freed, known: Setup, zone: str, now: datetime, entry: WaitlistEntry
) -> Fitting | None:
    """The best start for one; None where there is none."""
    try:
        order = services.order(
            entry.service,
            minutes=entry.minutes,
            depth=entry.depth,
            group_size=entry.service.group_least,
            staff=True,
        )
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
    within = [one for one in found.offers if _within(freed, entry, found, one, zone)]
    if not within:
        return None
    best = min(within, key=lambda one: (one.verdict != "recommended", one.slot.start))
    service = entry.service
    before = timedelta(minutes=service.buffer_before)
    after = timedelta(minutes=order.minutes + service.buffer_after)
    start = best.start
    return Fitting(
        entry, _candidate(entry, found, best), order, best.slot.rooms, start - before, start + after
    )


def _within(freed: Freed, entry: WaitlistEntry, found: Found, one: Offer, zone: str) -> bool:
    """Whether an offer lies in the stretch, at their hours, and may be offered at all."""
    want = found.want
    start, length = one.slot.start, want.minutes
    if start - want.before < minutes(freed.begin) or start + length + want.after > minutes(
        freed.end
    ):
        return False
    if entry.for_race:
        return one.verdict == "recommended"
    wall = walls.wall_of(one.start, zone)
    at = wall.hour * 60 + wall.minute
    hours = entry.from_minute <= at and at + length <= entry.until_minute
    return hours and one.verdict in waiting.OFFERED


def _candidate(entry: WaitlistEntry, found: Found, best: Offer) -> Candidate:
    reasons = [
        each
        for each in found.reasons(best, discreet=True)
        if each["effect"] == "recommended" and best.verdict == "recommended"
    ]
    use = waiting.use(best.verdict, (each["rule"] for each in found.reasons(best)))
    return Candidate(
        code=entry.code,
        start=best.slot.start,
        use=use,
        closes=_closes(found, best),
        since=entry.made_at,
        first=entry.first_at,
        because=reasons[0]["because"] if reasons else "",
    )


def _closes(found: Found, best: Offer) -> int:
    """The last start, on a grid, up to which its verdict stays; within the days ahead."""
    judge, at = found.judges[best.slot.place], best.slot.start
    last = at + AHEAD * 24 * 60
    while at < last and judge.verdict(at + STEP) == best.verdict:
        at += STEP
    return at
