"""Rules that count from training, and the cadence of sessions by phase."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from protocols.core.facts import GENTLE_KINDS
from protocols.core.rules import Rule
from protocols.core.windows import Frame, Stretch, Window, common, cut, without


def before_hard(rule: Rule, frame: Frame) -> Iterator[Window]:
    """Hours from the session's end to the start of a hard workout."""
    kinds = rule.only.get("workouts")
    for band in rule.bands:
        for workout in frame.calendar.hard:
            stretch = frame.before(workout.start, band)
            if stretch is None or (kinds and workout.kind not in kinds):
                continue
            for begin, end in _in_phase(stretch, rule, frame):
                anchor = workout.start - frame.shape.length
                yield Window(rule, band.effect, begin, end, band, workout, 1, anchor)


def after_hard(rule: Rule, frame: Frame) -> Iterator[Window]:
    """Hours from the end of a hard workout to the session's start."""
    holes = _silent(rule, frame)
    for band in rule.bands:
        for workout in frame.calendar.hard:
            stretch = frame.after(workout.end, band)
            for part in without(stretch, holes) if stretch else ():
                for begin, end, effect in _unless_worked_on(part, band.effect, rule, frame):
                    yield Window(rule, effect, begin, end, band, workout, -1, workout.end)


def easy_day(rule: Rule, frame: Frame) -> Iterator[Window]:
    """A local day whose only workouts are gentle."""
    holes = _silent(rule, frame)
    band = rule.bands[0]
    for begin, end, day in frame.pieces:
        todays = frame.calendar.training_on.get(day, ())
        if not todays or any(w.kind not in GENTLE_KINDS for w in todays):
            continue
        first = min(todays, key=lambda w: (w.start, w.order))
        for part in without((begin, end), holes):
            for low, high, effect in _unless_worked_on(part, band.effect, rule, frame):
                yield Window(rule, effect, low, high, band, first)


def cadence(rule: Rule, frame: Frame) -> Iterator[Window]:
    """Local days since the running session before, and until the one after, in one phase."""
    holes = _silent(rule, frame)
    sessions = frame.calendar.running_sessions
    starts = [s.start for s in sessions]
    edges = [start + 1 for start in starts]
    shortest, longest = _range(rule, frame)
    for begin, end, day, phase in frame.phases:
        if phase not in rule.only["phases"]:
            continue
        for part in cut((begin, end), edges):
            # The session nearest in time is nearest in days; ends of the list: no limit there.
            place = bisect_left(starts, part[0])
            since = [day - s.day for s in sessions[:place][-1:]]
            until = [s.day - day for s in sessions[place : place + 1]]
            if min(since + until, default=shortest) < shortest:
                continue
            figures: dict[str, int | str] = {"shortest": shortest, "longest": longest}
            if since:
                figures["since"] = since[0]
            for low, high in without(part, holes):
                yield Window(rule, rule.bands[0].effect, low, high, rule.bands[0], figures=figures)


def _range(rule: Rule, frame: Frame) -> tuple[int, int]:
    """(shortest, longest) days between sessions; rising load wins over recreational."""
    limits, runner = rule.limits, frame.calendar.runner
    if runner.load_rising and "rising_shortest" in limits:
        return limits["rising_shortest"], limits["rising_longest"]
    if runner.recreational and "recreational_shortest" in limits:
        return limits["recreational_shortest"], limits["recreational_longest"]
    return limits["shortest"], limits["longest"]


def _silent(rule: Rule, frame: Frame) -> tuple[Stretch, ...]:
    """Where races have the word: near a full one."""
    if "silent_before_race" not in rule.limits:
        return ()
    return frame.near_full_race(rule.limits["silent_before_race"], rule.limits["silent_after_race"])


def _in_phase(stretch: Stretch, rule: Rule, frame: Frame) -> Iterator[Stretch]:
    if "phases" not in rule.only:
        yield stretch
        return
    wanted = rule.only["phases"]
    for begin, end, (_, _, _, phase) in common(stretch, frame.phases):
        if phase in wanted:
            yield begin, end


def _unless_worked_on(
    stretch: Stretch, effect: str, rule: Rule, frame: Frame
) -> Iterator[tuple[int, int, str]]:
    """The effect, or only a note on days with another running session near."""
    alone = rule.limits.get("alone_days", 0)
    if not alone:
        yield *stretch, effect
        return
    days = frame.calendar.running_days
    for begin, end, (_, _, day) in common(stretch, frame.pieces):
        first = bisect_left(days, day - alone + 1)
        near = first < len(days) and days[first] < day + alone
        yield begin, end, "note" if near else effect
