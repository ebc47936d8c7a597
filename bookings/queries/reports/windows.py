"""When a session suits who runs a race, as the rules say for that race alone; and what is free then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.core.leftover import left, opening
from bookings.core.spans import Span, merged
from bookings.models import Service
from bookings.queries import busy, setup
from bookings.queries.busy import moment
from bookings.queries.field import lay
from bookings.queries.race_hours import KINDS, Menu, nearest
from bookings.queries.services import Order
from protocols.core.engine import timeline, windows
from protocols.core.facts import Calendar, Race, Runner, Session, Shape
from protocols.core.rules import Ruleset
from protocols.core.units import DAY, MINUTE
from protocols.core.zones import LocalDays, instant, load

SIDES = {"before": KINDS["flush"], "after": KINDS["after"]}
REHEARSED = 21 * DAY  # a first massage is never just before a race: whoever books had one


@dataclass(frozen=True)
class Kind:
    """A session of one side of a race: what on the menu comes nearest, None where nothing does."""

    side: str
    shape: Shape
    order: Order | None


def kinds(menu: Sequence[Service]) -> list[Kind]:
    """The sessions before and after a race, as they stand on the menu."""
    return [
        _kind(side, shape, nearest(menu, shape, date(1970, 1, 1))) for side, shape in SIDES.items()
    ]


def _kind(side: str, shape: Shape, found: Menu | None) -> Kind:
    if found is None:
        return Kind(side, shape, None)
    service, minutes = found.service, found.minutes
    order = Order(
        service, minutes, found.depth, service.group_least, dict(service.lengths)[minutes]
    )
    return Kind(side, Shape(shape.type, found.depth, minutes, service.kind), order)


def suiting(
    ruleset: Ruleset, kind: Kind, race: Race, zone: str, *, before: timedelta, after: timedelta
) -> list[Span]:
    """Starts (minutes) that the rules recommend to who runs this race and nothing else.

    Of the days `before` its gun, or `after` its finish, by the side of the kind.
    """
    if kind.side == "before":
        begin, end = race.start - int(before.total_seconds()) * 1_000_000, race.start
    else:
        begin, end = race.finish, race.finish + int(after.total_seconds()) * 1_000_000
    found = windows(ruleset, _alone(race, zone), kind.shape, begin, end)
    segments = timeline(found, begin, end)
    good = [(s.begin, s.end) for s in segments if s.verdict == "recommended"]
    return merged((-(-low // MINUTE), -(-high // MINUTE)) for low, high in good)


def _alone(race: Race, zone: str) -> Calendar:
    """A calendar of one race, and the session that its runner has had before."""
    days, then = LocalDays(load(zone)), race.start - REHEARSED
    session = Session(then, then + 30 * MINUTE, days.day(then), "pre_event", "light", None, 0)
    return Calendar(days, Runner(), (race,), (), (session,), (), None, (), frozenset(), frozenset())


class Free:
    """What is free in the windows of each side, read once: two queries, nobody's calendar."""

    def __init__(
        self,
        offered: Iterable[Kind],
        spans: Mapping[str, Sequence[Span]],
        location: str,
        now: datetime,
    ) -> None:
        begin = first = busy.minutes_up(now)
        end = max((high for each in spans.values() for _low, high in each), default=first)
        known = setup.read(first=moment(begin).date(), last=moment(end).date())
        studios = [studio for studio in known.studios if location in ("", studio.code)]
        taken = busy.blocks(
            known.resources, moment(begin), moment(end), now=now, sessions=known.counts_sessions
        )
        laid = lay(known, studios, taken, begin, end)
        self._openings = {
            kind.side: [
                opening(
                    kind.order.want(now=first, staff=True),
                    place,
                    laid.workers,
                    laid.rooms,
                    spans[kind.side],
                )
                for place in laid.places
            ]
            for kind in offered
            if kind.order
        }

    def left(self, side: str, spans: Sequence[Span]) -> int:
        """How many sessions of a side can still be booked to start within these spans."""
        return left(self._openings.get(side, ()), spans)


def as_run(*, name: str, gun: datetime, finish: datetime, priority: str, terrain: str) -> Race:
    """A race as the engine takes it."""
    return Race(name, instant(gun), instant(finish), priority, terrain, "planned", 0)
