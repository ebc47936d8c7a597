"""Quiet hours: when somebody's wall clock says that a message can wait."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def is_quiet(moment: datetime, zone: str, quiet_from: int, quiet_until: int) -> bool:
    """Whether the wall clock of `zone` stands within `[quiet_from, quiet_until)`.

    Both are minutes of the day; from 1260 until 480 is from nine in the evening over midnight
    until eight. The same twice is no quiet at all.
    """
    wall = moment.astimezone(ZoneInfo(zone))
    since = (wall.hour * 60 + wall.minute - quiet_from) % 1440
    return since < (quiet_until - quiet_from) % 1440


def next_loud(moment: datetime, zone: str, quiet_from: int, quiet_until: int) -> datetime:
    """`moment` if it is not quiet then, else when the quiet is over (UTC)."""
    if not is_quiet(moment, zone, quiet_from, quiet_until):
        return moment
    ends = _instants(moment, zone, quiet_until, days=(0, 1, 2))
    return next(
        end for end in ends if end > moment and not is_quiet(end, zone, quiet_from, quiet_until)
    )


def last_loud_before(moment: datetime, zone: str, quiet_from: int, quiet_until: int) -> datetime:
    """`moment` if it is not quiet then, else the last minute before the quiet began (UTC)."""
    if not is_quiet(moment, zone, quiet_from, quiet_until):
        return moment
    begins = reversed(_instants(moment, zone, quiet_from, days=(-2, -1, 0)))
    lasts = (begin - MINUTE for begin in begins)
    return next(
        last
        for last in lasts
        if last < moment and not is_quiet(last, zone, quiet_from, quiet_until)
    )


def _instants(moment: datetime, zone: str, minute: int, *, days: tuple[int, ...]) -> list[datetime]:
    """When the wall says this minute on the days around; twice where a clock goes back."""
    today, there = moment.astimezone(ZoneInfo(zone)).date(), ZoneInfo(zone)
    walls = (
        datetime.combine(today + number * DAY, time(minute // 60, minute % 60, fold=fold), there)
        for number in days
        for fold in (0, 1)
    )
    return sorted({wall.astimezone(UTC) for wall in walls})
