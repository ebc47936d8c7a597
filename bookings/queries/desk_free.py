"""Free times for whoever asks on the telephone, judged where it is known for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

from django.utils.translation import gettext as _

from bookings.core.slots import Slot
from bookings.queries.busy import moment
from bookings.queries.search import MOST_DAYS, Ask, Found, Offer, look
from bookings.queries.services import Order
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import Client
from clinic.foundation.queries import people
from protocols.core import walls

DAY = 24 * 60
STEP = timedelta(minutes=15)
MOST_WEEKS = 8
MOST = 400  # starts told at once; a day that was begun is told whole
MOST_NAMES = 5  # of those who could take a start
FEW = 60  # so many are shown without a press


@dataclass(frozen=True)
class When:
    """Weekdays (0 is Monday; none: any), and the hours of the wall that a session lies between."""

    days: frozenset[int] = frozenset()
    begin: int = 0
    end: int = DAY

    def holds(self, at: datetime, minutes: int) -> bool:
        """Whether a session that starts then lies in it. The end of the day is no bound."""
        minute = at.hour * 60 + at.minute
        ends = self.end >= DAY or minute + minutes <= self.end
        return (not self.days or at.weekday() in self.days) and self.begin <= minute and ends


ANY_TIME = When()


@dataclass(frozen=True, slots=True)
class Time:
    """A start on the wall of a studio, with all who could take it.

    `studio` and `therapist` are codes to book it with; no therapist: whoever is free.
    """

    at: datetime
    studio: str
    place: str
    whom: tuple[str, ...]
    therapist: str
    verdict: str

    @property
    def start(self) -> str:
        """As an address has it."""
        return self.at.strftime("%Y-%m-%dT%H:%M")

    @property
    def people(self) -> str:
        """Their names; of many the first, and how many more."""
        if len(self.whom) <= MOST_NAMES:
            return ", ".join(self.whom)
        first = ", ".join(self.whom[: MOST_NAMES - 1])
        more = len(self.whom) - MOST_NAMES + 1
        return _("%(names)s and %(more)d more") % {"names": first, "more": more}


@dataclass(frozen=True, slots=True)
class Run:
    """Starts of one day and studio, a quarter of an hour apart, alike in people and verdict.

    `because` is what the rules say of its first, as much of it as the desk may hear.
    """

    times: tuple[Time, ...]
    because: str

    @property
    def first(self) -> Time:
        return self.times[0]

    @property
    def last(self) -> Time:
        return self.times[-1]


@dataclass(frozen=True)
class Free:
    """Free starts by day; `first` is the soonest, after these days where they have none.

    `unfit`: some are free, and none suits the client. `cut`: there are more than are told.
    """

    days: list[tuple[date, list[Run]]]
    first: Time | None
    studios: int
    weeks: int
    unfit: bool
    cut: bool

    @property
    def few(self) -> bool:
        """Whether they can all be shown at once."""
        return sum(len(run.times) for _day, runs in self.days for run in runs) <= FEW


Told: TypeAlias = tuple[Time, Offer]


def found(
    order: Order,
    now: datetime,
    *,
    first: date | None = None,
    weeks: int = 1,
    location: str = "",
    therapists: Sequence[str] = (),
    when: When = ANY_TIME,
    client: Client | None = None,
) -> Free:
    """Free times of so many weeks with any of these therapists, or anybody: fixed queries.

    From that day, or the clinic's today. With a client each time is judged; who may look at them is the
    caller's to ask. Raises `Invalid` for days or weeks out of bounds, `NotFound` for a code.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise Invalid("invalid", _("Between 1 and %d weeks.") % MOST_WEEKS, field="weeks")
    today = walls.today(now, people.practice().zone)
    ask = Ask(
        order,
        first=max(first or today, today),
        days=7 * weeks,
        location=location,
        client=client,
        staff=True,
    )
    seen = look(ask, now=now)
    times = list(_times(seen, when, therapists))
    told = [each for each in times if each[0].verdict != "blocked"]
    shown, cut = _days(told)
    return Free(
        days=[(day, list(_runs(seen, same))) for day, same in shown],
        first=_soonest(told) or _later(ask, when, therapists, now),
        studios=len(seen.setup.studios),
        weeks=weeks,
        unfit=bool(times) and not told,
        cut=cut,
    )


def _later(ask: Ask, when: When, therapists: Sequence[str], now: datetime) -> Time | None:
    """The soonest of the two months after the days asked for."""
    ask = replace(ask, first=ask.first + timedelta(days=ask.days), days=MOST_DAYS)
    times = _times(look(ask, now=now), when, therapists)
    return _soonest([each for each in times if each[0].verdict != "blocked"])


def _soonest(told: list[Told]) -> Time | None:
    return min(told, key=lambda each: each[1].start)[0] if told else None


def _times(seen: Found, when: When, therapists: Sequence[str]) -> Iterator[Told]:
    """Each free start once, blocked ones too: by studio in the clinic's order, then by time."""
    wanted: list[int | None] = [_key(seen, code) for code in therapists]
    begin = min((low for low, _high in seen.bounds.values()), default=0)
    end = max((high for _low, high in seen.bounds.values()), default=begin)
    starts: dict[tuple[int, int], list[Slot]] = {}
    for only in wanted or [None]:
        for slot in seen.field.find(seen.want, begin, end, only):
            starts.setdefault((slot.place, slot.start), []).append(slot)
    order = {studio.key: number for number, studio in enumerate(seen.setup.studios)}
    for place, start in sorted(starts, key=lambda each: (order[each[0]], each[1])):
        low, high = seen.bounds[place]
        zone = seen.setup.studio[place].zone
        at = moment(start).astimezone(zone).replace(tzinfo=None, fold=0)
        if low <= start < high and when.holds(at, seen.want.minutes):
            yield _time(seen, starts[place, start], at, chosen=bool(wanted))


def _time(seen: Found, slots: list[Slot], at: datetime, *, chosen: bool) -> Told:
    """One start; of several who are free the first of those chosen is booked, else whoever is best."""
    first, studio = slots[0], seen.setup.studio[slots[0].place]
    judge, person = seen.judges.get(first.place), seen.setup.person
    teams = {frozenset(slot.workers): slot.workers for slot in reversed(slots)}
    whom = tuple(" + ".join(person[key].name for key in team) for team in reversed(teams.values()))
    alone = len(teams) == 1 and len(first.workers) == 1
    time = Time(
        at=at,
        studio=studio.code,
        place=studio.name,
        whom=whom,
        therapist=person[first.workers[0]].code if chosen or alone else "",
        verdict=judge.verdict(first.start) if judge else "",
    )
    return time, Offer(first, time.verdict)


def _key(seen: Found, code: str) -> int:
    key = next((one.key for one in seen.setup.people if one.code == code), None)
    if key is None:
        raise NotFound("not_found", _("There is no such therapist."))
    return key


def _days(told: list[Told]) -> tuple[list[tuple[date, list[Told]]], bool]:
    """The starts by day, and whether some days are left off."""
    by_day: dict[date, list[Told]] = {}
    for each in told:
        by_day.setdefault(each[0].at.date(), []).append(each)
    shown, count = [], 0
    for day, same in sorted(by_day.items()):
        if count >= MOST:
            break
        shown.append((day, same))
        count += len(same)
    return shown, len(shown) < len(by_day)


def _runs(seen: Found, same: list[Told]) -> Iterator[Run]:
    """A day's starts, those that follow on each other together."""
    held: list[Told] = []
    for each in same:
        if held and not _follows(held[-1][0], each[0]):
            yield _run(seen, held)
            held = []
        held.append(each)
    if held:
        yield _run(seen, held)


def _run(seen: Found, held: list[Told]) -> Run:
    offer = held[0][1]
    reasons = seen.reasons(offer, discreet=True) if offer.verdict != "fine" else []
    said = [one["because"] for one in reasons if one["effect"] == offer.verdict]
    return Run(tuple(time for time, _offer in held), said[0] if said else "")


def _follows(time: Time, after: Time) -> bool:
    alike = replace(time, at=after.at) == after
    return alike and after.at - time.at == STEP
