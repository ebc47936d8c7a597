"""Rules about how often: spacing of injury sessions, most a week, deep after deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from protocols.core.facts import DEPTHS
from protocols.core.rules import Rule
from protocols.core.units import DAY
from protocols.core.windows import Frame, Window

WEEK = 7 * DAY


def spacing(rule: Rule, frame: Frame) -> Iterator[Window]:
    """A diagnosed injury, and enough local days to the nearest other injury session."""
    injury = frame.calendar.injury
    if injury is None or injury.diagnosed_by is None:
        return
    apart = rule.limits[injury.kind]
    others = [s for s in frame.calendar.sessions if s.type == "injury"]
    for begin, end, day in frame.pieces:
        if all(abs(s.day - day) >= apart for s in others):
            figures: dict[str, int | str] = {"apart": apart, "injury": injury.kind}
            yield Window(rule, rule.bands[0].effect, begin, end, rule.bands[0], figures=figures)


def most_a_week(rule: Rule, frame: Frame) -> Iterator[Window]:
    """More injury sessions than allowed, this one included, in some window of 168 hours."""
    injury = frame.calendar.injury
    if injury is None or injury.kind not in rule.only["injuries"]:
        return
    most = rule.limits["most"]
    others = sorted(
        (s for s in frame.calendar.sessions if s.type == "injury"), key=lambda s: (s.start, s.order)
    )
    for first, last in zip(others, others[most - 1 :], strict=False):
        # These `most` sessions and the candidate lie within less than a week of each other.
        stretch = frame.clip(last.start - WEEK + 1, first.start + WEEK)
        if stretch and last.start - first.start < WEEK:
            figures: dict[str, int | str] = {"most": most}
            yield Window(
                rule, rule.bands[0].effect, *stretch, rule.bands[0], first, figures=figures
            )


def deep_again(rule: Rule, frame: Frame) -> Iterator[Window]:
    """Deep within so many hours of deep, before or after; longer for a masters runner."""
    hours = rule.limits["masters" if frame.calendar.runner.masters else "others"]
    band = replace(rule.bands[0], until=hours)
    for session in frame.calendar.running_sessions:
        if session.depth != "deep":
            continue
        if stretch := frame.after(session.end, band):
            yield Window(rule, band.effect, *stretch, band, session, -1, session.end)
        if stretch := frame.before(session.start, band):
            anchor = session.start - frame.shape.length
            yield Window(rule, band.effect, *stretch, band, session, 1, anchor)


def step_down(rule: Rule, frame: Frame) -> Iterator[Window]:
    """As deep as the last running session, which left soreness over 36 h or bruises."""
    runner = frame.calendar.runner
    if not (runner.last_session_sore_over_36h or runner.last_session_bruised):
        return
    last = {s.start: s for s in frame.calendar.running_sessions}  # of equal starts the deepest
    starts = [*last, frame.end]
    for session, following in zip(last.values(), starts[1:], strict=True):
        stretch = frame.clip(session.start + 1, following + 1)
        depth = DEPTHS.index(session.depth)
        if stretch and DEPTHS.index(frame.shape.depth) >= depth:
            band = rule.bands[0]
            figures: dict[str, int | str] = {"rather": DEPTHS[max(depth - 1, 0)]}
            yield Window(rule, band.effect, *stretch, band, session, figures=figures)
