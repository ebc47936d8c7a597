"""When the next session is due: by the phase, the figures of the rules, and what is booked already.

Of the taper and of recovery the cadence rules say in words what the race rules hold in hours, so
the hours are read there: what an owner changes in one place changes this too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from protocols.core.engine import windows
from protocols.core.facts import Calendar, Race, Session, Shape
from protocols.core.near import near, reach_of
from protocols.core.phases import next_goal, phase_at
from protocols.core.rules import Band, Rule, Ruleset
from protocols.core.units import HOUR
from protocols.core.windows import Window

STATES = ("none", "soon", "due", "overdue")
SOON = 7  # days before its first day in which a session that will be due is told of
AHEAD = 70  # days looked at for the next one
TAPER, RECOVERY = "CAD-3", "CAD-4"
# The sessions of the taper, the second only for who likes it; and the one of recovery.
FULL, TUNE_UP, FLUSH = "PRE-3", "PRE-4", "POST-3"

GENERAL = Shape("general", "moderate", 60)
PRE_EVENT = Shape("pre_event", "light", 30)
POST_EVENT = Shape("post_event", "light", 30)


@dataclass(frozen=True, slots=True)
class Due:
    """The next session that the season asks for. Days are ordinals, `until` the last good one.

    `state` is one of `STATES`: `soon` within a week of `begin`, `overdue` past `until`, `none` where
    nothing is asked for or it is far off. `last` and `booked` are the days of the running session
    before and of the next one booked. `until` is None for a first session. An `optional` one is
    never overdue. `rule` is the cadence rule that asks.
    """

    state: str = "none"
    rule: str = ""
    shape: Shape = GENERAL
    begin: int | None = None
    until: int | None = None
    last: int | None = None
    booked: int | None = None
    optional: bool = False


def due(ruleset: Ruleset, calendar: Calendar, now: int) -> Due:
    """What is due at an instant: the earliest wish that no booked session answers."""
    today = calendar.days.day(now)
    running = calendar.running_sessions
    last = max((s.day for s in running if s.start <= now), default=None)
    coming = min((s.day for s in running if s.start > now), default=None)
    rules = {rule.id: rule for rule in ruleset.rules if rule.on}
    wishes = [
        *_recovery(ruleset, rules, calendar, now),
        *_taper(rules, calendar, now),
        *_steady(ruleset, calendar, now, last),
    ]
    if not wishes:
        return Due(last=last, booked=coming)
    first = min(wishes, key=lambda wish: (wish.begin or 0, wish.optional))
    return replace(first, state=_state(first, today), last=last, booked=coming)


def _state(wish: Due, today: int) -> str:
    begin = today if wish.begin is None else wish.begin
    if today < begin - SOON:
        return "none"
    if today < begin:
        return "soon"
    return "overdue" if wish.until is not None and today > wish.until else "due"


# ---- taper and recovery --------------------------------------------------------------------


def _taper(rules: dict[str, Rule], calendar: Calendar, now: int) -> Iterator[Due]:
    """The full session and the tune-up before the goal, as far as they can still be had."""
    goal = next_goal(calendar, now)
    if goal is None or TAPER not in rules:
        return
    today, quiet = calendar.days.day(now), calendar.runner.quiet_days_before_race
    last_day = calendar.days.day(goal.start) - quiet - 1 if quiet else calendar.days.day(goal.start)
    for name, shape, optional in ((FULL, GENERAL, False), (TUNE_UP, PRE_EVENT, True)):
        for band in _recommended(rules.get(name), shape):
            end = goal.start - shape.length
            begin = calendar.days.day(end - band.until * HOUR + 1)
            until = min(calendar.days.day(end - band.start * HOUR), last_day)
            if begin <= until and today <= until and not _before(calendar, goal, band):
                yield Due("due", TAPER, shape, begin, until, optional=optional)


def _before(calendar: Calendar, goal: Race, band: Band) -> bool:
    """Whether a session ends in that band before the goal."""
    gaps = (goal.start - session.end for session in calendar.running_sessions)
    return any(band.start * HOUR <= gap < band.until * HOUR for gap in gaps)


def _recovery(
    ruleset: Ruleset, rules: dict[str, Rule], calendar: Calendar, now: int
) -> Iterator[Due]:
    """The session after the race that was run last, while the runner recovers, and after the goal."""
    if RECOVERY not in rules:
        return
    run = max((r for r in calendar.full if r.finish <= now), key=lambda r: r.finish, default=None)
    phase = phase_at(calendar, ruleset.phases, now, calendar.days.day(now))
    asking = (run if phase == "recovery" else None, next_goal(calendar, now))
    for race in filter(None, asking):
        for band in _recommended(rules.get(FLUSH), POST_EVENT):
            begin = calendar.days.day(race.finish + band.start * HOUR)
            until = calendar.days.day(race.finish + band.until * HOUR - 1)
            if not _after(calendar.running_sessions, race, band):
                yield Due("due", RECOVERY, POST_EVENT, begin, until)


def _after(sessions: Iterable[Session], race: Race, band: Band) -> bool:
    """Whether a session follows a race that closely; an early flush is one, too."""
    return any(0 <= session.start - race.finish < band.until * HOUR for session in sessions)


def _recommended(rule: Rule | None, shape: Shape) -> tuple[Band, ...]:
    """The bands of a rule that recommend such a session."""
    if rule is None or not rule.speaks_of(shape.type, (shape.depth,), body=False):
        return ()
    fit = (band for band in rule.bands if band.fits(shape.depth, shape.minutes))
    return tuple(band for band in fit if band.effect == "recommended")


# ---- between races -------------------------------------------------------------------------


def _steady(ruleset: Ruleset, calendar: Calendar, now: int, last: int | None) -> Iterator[Due]:
    """The first days ahead for which the cadence rules ask and no session is booked."""
    local = calendar.days
    today = local.day(now)
    begin, end = local.at_wall(today, 0), local.at_wall(today + AHEAD, 0)
    cadence = tuple(rule for rule in ruleset.rules if rule.kind == "cadence")
    asked = Ruleset(cadence, ruleset.phases)
    nearby = near(calendar, reach_of(asked), begin, end)
    found = windows(asked, nearby, GENERAL, max(begin, now), end)
    coming = sorted(session.day for session in calendar.running_sessions if session.start > now)
    held = [*coming] if last is None else [last, *coming]
    for window in sorted(found, key=lambda one: one.begin):
        first, (shortest, longest) = local.day(window.begin), _figures(window)
        before = max((day for day in held if day <= first), default=None)
        if before is None:
            yield Due("due", window.rule.id, GENERAL, first)
            return
        since = min(today, before + shortest) if first == today else first
        until = max(before + longest, since)
        if not any(since <= day <= until for day in coming):
            yield Due("due", window.rule.id, GENERAL, since, until)
            return


def _figures(window: Window) -> tuple[int, int]:
    return int(window.figures["shortest"]), int(window.figures["longest"])
