"""The phase of a runner's season at a moment: taper, peak, recovery, base, maintenance."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter

from protocols.core.facts import Calendar, Race
from protocols.core.rules import PhaseBounds
from protocols.core.units import HOUR


def phase_at(calendar: Calendar, bounds: PhaseBounds, start: int, day: int) -> str:
    """The phase of a session that starts then, on that local day."""
    over = bisect_right(calendar.finishes, start)
    since = start - calendar.finishes[over - 1] if over else None
    if since is not None and since < bounds.recovery_first_hours * HOUR:
        return "recovery"
    ahead = next_goal(calendar, start)
    days = None if ahead is None else calendar.days.day(ahead.start) - day
    if days is not None and days <= bounds.taper_days:
        return "taper"
    if days is not None and days <= bounds.peak_days:
        return "peak"
    if since is not None and since < bounds.recovery_hours * HOUR:
        return "recovery"
    return "base" if days is not None and days <= bounds.base_days else "maintenance"


def next_goal(calendar: Calendar, start: int) -> Race | None:
    """The nearest A race at or after the start; without one the nearest B, long C races among them."""
    for races in (calendar.goals, calendar.full_by_start):
        place = bisect_left(races, start, key=attrgetter("start"))
        if place < len(races):
            return races[place]
    return None


def phase_edges(calendar: Calendar, bounds: PhaseBounds) -> tuple[int, ...]:
    """The instants, local midnights apart, at which the phase may change."""
    return tuple(
        edge
        for race in calendar.full
        for edge in (
            race.start + 1,  # a session that starts with the gun still has that race ahead
            race.finish,
            race.finish + bounds.recovery_first_hours * HOUR,
            race.finish + bounds.recovery_hours * HOUR,
        )
    )
