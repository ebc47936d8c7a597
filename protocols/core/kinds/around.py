"""Rules about what stands beside the session: the same time, the same day, the group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from protocols.core.facts import Away, Race, Session, Workout
from protocols.core.rules import Rule
from protocols.core.windows import Frame, Window


def overlap(rule: Rule, frame: Frame) -> Iterator[Window]:
    """The session shares time with something else of the runner's."""
    first, last = frame.begin, frame.end + frame.shape.length
    for thing in _things(rule.only["with"][0], frame):
        end = thing.finish if isinstance(thing, Race) else thing.end
        if end <= first or thing.start >= last:
            continue  # most things are nowhere near
        if stretch := frame.overlapping(thing.start, end):
            yield Window(rule, rule.bands[0].effect, *stretch, rule.bands[0], thing)


def same_day(rule: Rule, frame: Frame) -> Iterator[Window]:
    """Deep leg work and a spa service on one local day, whichever of them is asked about."""
    services, shape = rule.only["services"], frame.shape
    for session in frame.calendar.sessions:
        deep_beside = session.running and session.depth == "deep"
        if shape.depth == "deep" and session.service in services:
            figures: dict[str, int | str] = {"service": session.service}
        elif deep_beside and shape.service in services:
            figures = {"service": shape.service}
        else:
            continue
        for begin, end, day in frame.pieces:
            if day == session.day:
                band = rule.bands[0]
                yield Window(rule, band.effect, begin, end, band, session, figures=figures)


def group(rule: Rule, frame: Frame) -> Iterator[Window]:
    """Too few people for a visit at a company's place."""
    shape = frame.shape
    if shape.service in rule.only["services"] and shape.group_size < rule.limits["fewest"]:
        figures: dict[str, int | str] = {"people": shape.group_size}
        yield Window(
            rule, rule.bands[0].effect, frame.begin, frame.end, rule.bands[0], figures=figures
        )


def plan(rule: Rule, frame: Frame) -> Iterator[Window]:
    """A rule that steers the season's plan and says nothing of one session."""
    yield from ()


def _things(what: str, frame: Frame) -> Iterable[Race | Workout | Session | Away]:
    calendar = frame.calendar
    if what == "workouts":
        return (w for w in calendar.workouts if w.timed and w.kind != "rest")
    if what == "races":
        return calendar.counting
    return calendar.sessions if what == "sessions" else calendar.away
