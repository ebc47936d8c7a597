"""One day of a season, hour by hour: what each kind of session may be had for, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from protocols.core.engine import Segment, at, reason_json, timeline, windows_of
from protocols.core.facts import Calendar, Case, Shape
from protocols.core.near import near, reach_of
from protocols.core.rules import Ruleset
from protocols.core.season import BEST, FROM_HOUR, TO_HOUR, kinds_of
from protocols.core.units import MINUTE


@dataclass(frozen=True, slots=True)
class Span:
    """Starts of one verdict, from and until by the wall clock."""

    begin: datetime
    end: datetime
    verdict: str


@dataclass(frozen=True, slots=True)
class KindDay:
    """One kind of session on one day; stretches of less than a minute are left out,
    unless the day has no others left.

    `because` is the sentence of the rule behind the best verdict, "" where no rule speaks, and
    `rule` and `source` where it comes from.
    """

    shape: Shape
    best: str
    spans: tuple[Span, ...]
    because: str = ""
    rule: str = ""
    source: tuple[str, ...] = ()

    @property
    def good(self) -> list[Span]:
        """When it is at its best."""
        return [span for span in self.spans if span.verdict == self.best]

    @property
    def all_day(self) -> bool:
        return len(self.spans) == 1


def hours(
    ruleset: Ruleset, calendar: Calendar, day: int, language: str = "en", *, now: int = 0
) -> tuple[KindDay, ...]:
    """What each kind meets in the waking hours of a local day (an ordinal) that are still to come at
    `now`; nothing once they are over.
    """
    begin = max(calendar.days.at_wall(day, FROM_HOUR), -(-now // MINUTE) * MINUTE)
    end = calendar.days.at_wall(day, TO_HOUR)
    if end - begin < MINUTE:
        return ()
    nearby, kinds = near(calendar, reach_of(ruleset), begin, end), kinds_of(calendar)
    told = zip(kinds, windows_of(ruleset, nearby, kinds, begin, end), strict=True)
    return tuple(
        _kind(Case(nearby, kind, begin), timeline(found, begin, end), language)
        for kind, found in told
    )


def _kind(case: Case, found: Sequence[Segment], language: str) -> KindDay:
    calendar, shape = case.calendar, case.shape
    segments = [segment for segment in found if segment.end - segment.begin >= MINUTE] or found
    best = min((segment.verdict for segment in segments), key=BEST.index)
    spans = tuple(_spans(calendar, segments))
    first = next(segment for segment in segments if segment.verdict == best)
    reasons = at(first.windows, first.begin)
    why = next((reason for reason in reasons if reason.effect == best), None)
    if why is None:
        return KindDay(shape, best, spans)
    said = reason_json(why.window, replace(case, start=first.begin), language)
    return KindDay(shape, best, spans, said["because"], why.rule.id, why.rule.source)


def _spans(calendar: Calendar, segments: Sequence[Segment]) -> list[Span]:
    """Neighbours of one verdict as one."""
    spans: list[Span] = []
    for segment in segments:
        begin, end = (
            calendar.days.local(edge).replace(tzinfo=None) for edge in (segment.begin, segment.end)
        )
        if spans and spans[-1].verdict == segment.verdict:
            spans[-1] = replace(spans[-1], end=end)
        else:
            spans.append(Span(begin, end, segment.verdict))
    return spans
