"""Rules that count from a race."""

from __future__ import annotations

from collections.abc import Iterator

from protocols.core.facts import Race
from protocols.core.rules import Rule
from protocols.core.units import HOUR
from protocols.core.windows import Frame, Stretch, Window, common, cut


def before_race(rule: Rule, frame: Frame) -> Iterator[Window]:
    """Hours from the session's end to the start of a race."""
    bands = [band for band in rule.bands if band.fits(frame.shape.depth, frame.shape.minutes)]
    for race in _races(rule, frame):
        if "priority" in rule.only and race.priority not in rule.only["priority"]:
            continue
        if "rehearsal_hours" in rule.limits and _rehearsed(race, rule, frame):
            continue
        for band in bands:
            stretch = frame.before(race.start, band)
            for begin, end in _untouched(stretch, rule, frame) if stretch else ():
                yield Window(
                    rule, band.effect, begin, end, band, race, 1, race.start - frame.shape.length
                )


def after_race(rule: Rule, frame: Frame) -> Iterator[Window]:
    """Hours from the finish of a race to the session's start."""
    if "runner" in rule.only and not any(
        getattr(frame.calendar.runner, name) for name in rule.only["runner"]
    ):
        return
    bands = [band for band in rule.bands if band.fits(frame.shape.depth, frame.shape.minutes)]
    for race in _races(rule, frame):
        for band in bands:
            stretch = frame.after(race.finish, band)
            if stretch and band.demanding in (None, race.demanding):
                yield Window(rule, band.effect, *stretch, band, race, -1, race.finish)


def quiet_days(rule: Rule, frame: Frame) -> Iterator[Window]:
    """The runner's own quiet days before a race, and race day until the start."""
    quiet = frame.calendar.runner.quiet_days_before_race
    if not quiet:
        return
    for race, race_day in zip(frame.calendar.full, frame.calendar.race_days, strict=True):
        last = race.start - frame.shape.length
        for begin, end, day in frame.pieces:
            if 0 <= race_day - day <= quiet and begin <= last:
                stop = min(end, last + 1)
                band = rule.bands[0]
                figures: dict[str, int | str] = {"quiet": quiet}
                yield Window(rule, band.effect, begin, stop, band, race, 1, last, figures=figures)


def _races(rule: Rule, frame: Frame) -> tuple[Race, ...]:
    return frame.calendar.counting if rule.small else frame.calendar.full


def _rehearsed(race: Race, rule: Rule, frame: Frame) -> bool:
    latest = race.start - rule.limits["rehearsal_hours"] * HOUR
    return any(s.type == "pre_event" and s.start <= latest for s in frame.calendar.sessions)


def _untouched(stretch: Stretch, rule: Rule, frame: Frame) -> Iterator[Stretch]:
    """The parts with no running session on so many local days before, nor earlier on the day."""
    if "untouched_days" not in rule.limits:
        yield stretch
        return
    sessions = frame.calendar.running_sessions
    edges = [s.start + 1 for s in sessions]
    for begin, end, (_, _, day) in common(stretch, frame.pieces):
        for low, high in cut((begin, end), edges):
            near = (
                1 <= day - s.day <= rule.limits["untouched_days"]
                or (s.day == day and s.start < low)
                for s in sessions
            )
            if not any(near):
                yield low, high
