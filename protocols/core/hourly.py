"""The days round a race, hour by hour: what a session may be then, beside what the runner has on.

Places along a day are per cent of the hours that are shown, so that one drawing fits any width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from protocols.core.engine import Reason, Segment, at, reason_json
from protocols.core.facts import Calendar, Case
from protocols.core.near import near, reach_of
from protocols.core.pictures import (
    AFTER_DAYS,
    BEFORE_DAYS,
    FIRST_HOUR,
    LAST_HOUR,
    clock,
    segments_by_day,
    wall,
)
from protocols.core.rules import Ruleset
from protocols.core.strip import effort
from protocols.core.units import DAY, HOUR, MINUTE, SECOND

STEP = 4  # hours between two marks of the scale
BESTS = 4
BRIDGED = 5 * HOUR  # what is shorter between two good stretches is a workout or a session of theirs


@dataclass(frozen=True, slots=True)
class Stretch:
    """Starts of one verdict: where they are drawn, by the clock, and the first one's reason."""

    left: float
    width: float
    verdict: str
    opens: str
    closes: str
    because: str
    rule: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What the runner has on, by the clock (`opens` "" without a time). `kind`: race, workout, session.

    `name` is a race's; `what` the kind of a workout, the type of a session, the priority of a race.
    """

    kind: str
    what: str
    left: float
    width: float
    opens: str
    closes: str
    name: str = ""
    depth: str = ""
    effort: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class HourDay:
    """One local day; `away` days before the race day (below 0 after it, 0 on one that it takes).

    `shift`: minutes that a clock change takes from the day or gives it. `now`: where today stands.
    """

    day: date
    away: int
    stretches: tuple[Stretch, ...]
    things: tuple[Thing, ...]
    elsewhere: bool
    shift: int
    today: bool
    past: bool
    now: float | None

    @property
    def since(self) -> int:
        """Days since the race, for one that is over."""
        return -self.away


@dataclass(frozen=True, slots=True)
class Best:
    """A stretch in which sessions are recommended, whatever the nights between; instants.

    `broken`: not while the runner is busy within it.
    """

    begin: int
    end: int
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Hourly:
    """The whole picture; `scale` are hours and their places."""

    days: tuple[HourDay, ...]
    scale: tuple[tuple[int, float], ...]
    best: tuple[Best, ...]


def hourly(
    ruleset: Ruleset, case: Case, gun: int, finish: int, *, now: int, language: str = "en"
) -> Hourly:
    """From ten days before the gun to four after the finish, for the shape of the case.

    Its calendar is the runner's own, its start is of no account.
    """
    local = case.calendar.days
    first, last = local.day(gun), local.day(finish - 1)
    days = range(first - BEFORE_DAYS, last + AFTER_DAYS + 1)
    begin, end = local.at_wall(days.start, 0), local.at_wall(days.stop, 0)
    calendar = near(case.calendar, reach_of(ruleset), begin, end)
    case = replace(case, calendar=calendar)
    by_day = segments_by_day(ruleset, calendar, case.shape, days[0], days[-1])
    on = _things(calendar, days)
    told = tuple(
        HourDay(
            day=date.fromordinal(day),
            away=first - day if day < first else min(0, last - day),
            stretches=tuple(_stretches(case, by_day[day], language)),
            things=tuple(on[day]),
            elsewhere=_elsewhere(calendar, day),
            shift=_length(calendar, day) - DAY // MINUTE,
            today=calendar.days.day(now) == day,
            past=calendar.days.day(now) > day,
            now=place(wall(calendar, now)) if calendar.days.day(now) == day else None,
        )
        for day in days
    )
    scale = tuple((hour, place(hour)) for hour in range(FIRST_HOUR, LAST_HOUR + 1, STEP))
    return Hourly(told, scale, tuple(_best(by_day.values(), now))[:BESTS])


def place(hour: float) -> float:
    """Where an hour on the wall stands, kept among those shown."""
    kept = min(max(hour, FIRST_HOUR), LAST_HOUR) - FIRST_HOUR
    return round(kept / (LAST_HOUR - FIRST_HOUR) * 100, 2)


# ---- what is possible ----------------------------------------------------------------------


def _stretches(case: Case, segments: Iterable[Segment], language: str) -> Iterator[Stretch]:
    """The stretches of a day within the hours shown; neighbours that say the same are one."""
    calendar, held = case.calendar, None
    for segment in segments:
        opens = wall(calendar, segment.begin)
        closes = wall(calendar, max(segment.begin, segment.end - SECOND)) + 1 / 3600
        left, right = place(opens), place(closes)
        if right <= left:
            continue
        shown = segment.begin + max(0, round((FIRST_HOUR - opens) * 3600)) * SECOND
        reason = _main(segment, shown)
        rule = reason.rule.id if reason else ""
        if held and (held.verdict, held.rule) == (segment.verdict, rule):
            held = replace(held, width=round(right - held.left, 2), closes=clock(closes))
            continue
        if held:
            yield held
        said = (
            reason_json(reason.window, replace(case, start=shown), language)["because"]
            if reason
            else ""
        )
        width = round(right - left, 2)
        held = Stretch(left, width, segment.verdict, clock(opens), clock(closes), said, rule)
    if held:
        yield held


def _main(segment: Segment, start: int) -> Reason | None:
    """The reason that makes the verdict, the first of several."""
    reasons = at(segment.windows, start)
    return next((each for each in reasons if each.effect == segment.verdict), None)


def _best(days: Iterable[Iterable[Segment]], now: int) -> Iterator[Best]:
    """Recommended stretches still to come, over midnights."""
    held: Best | None = None
    for segment in (each for day in days for each in day):
        if segment.verdict != "recommended" or segment.end <= now:
            continue
        if held and segment.begin - held.end < BRIDGED:
            broken = held.broken or segment.begin > held.end
            held = replace(held, end=segment.end, broken=broken)
            continue
        if held:
            yield held
        held = Best(max(segment.begin, now), segment.end)
    if held:
        yield held


# ---- what the runner has on ----------------------------------------------------------------


def _things(calendar: Calendar, days: range) -> dict[int, list[Thing]]:
    """Races, workouts and sessions by local day, each on every day that it touches."""
    found: dict[int, list[tuple[int, Thing]]] = {day: [] for day in days}
    first, last = (calendar.days.at_wall(day, 0) for day in (days.start, days.stop))
    inside = (on for on in _all(calendar) if on[0] < last and on[1] > first)
    for begin, end, thing in inside:
        for low, high, day in calendar.days.pieces(begin, end):
            if day in found:
                found[day].append((low, _placed(calendar, thing, low, high)))
    return {day: [thing for _, thing in sorted(on, key=_order)] for day, on in found.items()}


def _order(found: tuple[int, Thing]) -> int:
    return found[0]


def _all(calendar: Calendar) -> Iterator[tuple[int, int, Thing]]:
    for race in calendar.counting:
        yield race.start, race.finish, _thing("race", race.priority, name=race.name)
    for workout in calendar.workouts:
        if workout.kind != "rest":
            told = _thing("workout", workout.kind, effort=effort(workout.kind))
            span = (workout.start, workout.end) if workout.timed else (workout.start,) * 2
            yield span[0], max(span[1], span[0] + 1), told
    for session in calendar.sessions:
        minutes = (session.end - session.start) // MINUTE
        told = _thing("session", session.type, depth=session.depth, minutes=minutes)
        yield session.start, session.end, told


def _thing(
    kind: str, what: str, *, name: str = "", depth: str = "", effort: str = "", minutes: int = 0
) -> Thing:
    return Thing(kind, what, 0, 0, "", "", name=name, depth=depth, effort=effort, minutes=minutes)


def _placed(calendar: Calendar, thing: Thing, low: int, high: int) -> Thing:
    """A thing where it stands on a day; one without a time is nowhere along it."""
    if high - low <= 1:
        return thing
    opens = wall(calendar, low)
    closes = wall(calendar, high - SECOND) + 1 / 3600
    left, right = place(opens), place(closes)
    return replace(
        thing,
        left=left,
        width=round(right - left, 2),
        opens=_time(opens),
        closes=_time(closes),
    )


def _time(hour: float) -> str:
    """An hour on the wall as 05:30, those that are not shown too."""
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _elsewhere(calendar: Calendar, day: int) -> bool:
    """Whether the runner is out of town at some time of the day that is shown."""
    begin, end = (calendar.days.at_wall(day, hour) for hour in (FIRST_HOUR, LAST_HOUR))
    return any(away.start < end and away.end > begin for away in calendar.away)


def _length(calendar: Calendar, day: int) -> int:
    """Minutes from a local midnight to the next."""
    return (calendar.days.at_wall(day + 1, 0) - calendar.days.at_wall(day, 0)) // MINUTE
