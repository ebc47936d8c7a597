"""Free times for whoever asks on the telephone: of nobody's calendar yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bookings.queries.search import Ask, Found, Offer, days_of, next_free, search
from bookings.queries.services import Order
from clinic.foundation.queries import people
from protocols.core import walls

STEP = timedelta(minutes=15)


@dataclass(frozen=True)
class Run:
    """Starts at one studio, a quarter of an hour apart, that the same people could take.

    `at` is the first and `last` the last, on the wall of the studio.
    """

    at: datetime
    last: datetime
    studio: str
    whom: tuple[str, ...]


@dataclass(frozen=True)
class Free:
    """Free starts by day; `first` is the next one after them where there are none."""

    days: list[tuple[date, list[Run]]]
    first: datetime | None
    studios: int


def week(
    order: Order, now: datetime, *, first: date | None, location: str = "", therapist: str = ""
) -> Free:
    """Seven days of free times: a fixed number of queries.

    From that day, or the clinic's today. Raises `Invalid` for a day out of bounds.
    """
    today = walls.today(now, people.practice().zone)
    ask = Ask(
        order,
        first=max(first or today, today),
        days=7,
        location=location,
        therapist=therapist,
        staff=True,
    )
    found = search(ask, now=now)
    days = [(day, _runs(found, offers)) for day, offers in days_of(found)]
    return Free(days, None if days else _later(found, now), len(found.setup.studios))


def _runs(found: Found, offers: list[Offer]) -> list[Run]:
    """A day's offers, shortened: by studio in the clinic's order, then by time."""
    starts: dict[tuple[int, datetime], list[str]] = {}
    for offer in offers:
        at = offer.start.astimezone(found.zone(offer)).replace(tzinfo=None)
        names = [found.setup.person[key].name for key in offer.slot.workers]
        starts.setdefault((offer.slot.place, at), []).append(" + ".join(names))
    runs: list[Run] = []
    for studio in found.setup.studios:
        for (place, at), whom in starts.items():
            if place != studio.key:
                continue
            run = Run(at, at, studio.name, tuple(whom))
            if runs and _follows(runs[-1], run):
                run = replace(runs.pop(), last=at)
            runs.append(run)
    return runs


def _follows(run: Run, after: Run) -> bool:
    alike = (run.studio, run.whom) == (after.studio, after.whom)
    return alike and after.at - run.last == STEP


def _later(found: Found, now: datetime) -> datetime | None:
    later = next_free(found, now=now)
    return later.start.astimezone(found.zone(later)).replace(tzinfo=None) if later else None
