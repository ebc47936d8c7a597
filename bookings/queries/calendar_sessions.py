"""A session as the calendar is told it: its race and its questions beside it, nothing of health."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bookings.core import dues
from bookings.core.lifecycle import LAPSED, state_at
from bookings.core.steps import changeable
from bookings.queries import calendar_rows
from bookings.queries.calendar_rows import Around, RaceRow, SessionRow
from bookings.queries.desk_lines import AHEAD, BEHIND
from bookings.queries.intakes import BEFORE, NEAR
from protocols.core import walls
from protocols.core.intake.asking import applies, fresh
from protocols.core.intake.shape import Form, Section
from protocols.queries import forms, intake

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Told = dict[str, Any]
Away = tuple[int, RaceRow]
Days = tuple[str, int | None, int | None]  # a session's type, days to the next race, since the last


@dataclass
class Walls:
    """What clocks on walls show; many sessions begin and end at the same moments.

    `zone` is that of what has no studio.
    """

    zone: str
    _moments: dict[int, datetime] = field(default_factory=dict)
    _shown: dict[tuple[int, str], str] = field(default_factory=dict)

    def moment(self, second: int) -> datetime:
        """The moment of a whole second since 1970."""
        found = self._moments.get(second)
        if found is None:
            found = self._moments[second] = EPOCH + timedelta(seconds=second)
        return found

    def wall(self, second: int, zone: str = "") -> str:
        """What the wall shows then: 2026-11-23T14:30."""
        key = second, zone or self.zone
        found = self._shown.get(key)
        if found is None:
            there = walls.wall_of(self.moment(second), key[1])
            found = self._shown[key] = there.isoformat(timespec="minutes")
        return found


@dataclass(frozen=True)
class Near:
    """The races of those who have sessions, and how far their questions are answered."""

    form: Form
    races: Mapping[int, Sequence[tuple[int, RaceRow]]]  # with the number of its day
    said: Mapping[int, Mapping[str, datetime]]
    now: datetime
    _for: dict[Days, tuple[Section, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Collection[SessionRow], form: int, now: datetime) -> Near:
        """Of these sessions: two queries, none without any."""
        if not rows:
            return cls(forms.of(form), {}, {}, now)
        begin = EPOCH + timedelta(seconds=min(row.start for row in rows))
        end = EPOCH + timedelta(seconds=max(row.start for row in rows))
        found: dict[int, list[tuple[int, RaceRow]]] = defaultdict(list)
        edge = NEAR + timedelta(days=2)  # a race's day may be counted on another wall
        for race in calendar_rows.races({row.client for row in rows}, begin - edge, end + edge):
            found[race.client].append((race.local_start.toordinal(), race))
        coming = {row.client for row in rows if row.state in BEFORE}
        return cls(forms.of(form), found, intake.answered(coming, now), now)

    def away(self, row: SessionRow) -> list[Away]:
        """The races of its client, each with the days to it, below 0 since it."""
        if not (mine := self.races.get(row.client)):
            return []
        day = date.fromisoformat(row.local_start[:10]).toordinal()
        return [(number - day, race) for number, race in mine]

    def intake(self, row: SessionRow, start: datetime, away: Collection[Away]) -> str:
        """How far the questions of a session to come are answered, as `intakes.states` has it."""
        if row.state == "review":
            return "review"
        said = self.said.get(row.client, {})
        left = (not fresh(one, said.get(one.code), start) for one in self._asked(row, start, away))
        return "open" if any(left) else "complete"

    def _asked(
        self, row: SessionRow, start: datetime, away: Collection[Away]
    ) -> tuple[Section, ...]:
        """The sections for such a session; many sessions are as far from a race as each other."""
        ahead = min((days for days, race in away if race.start >= start), default=None)
        by = min(start, self.now)
        behind = min((-days for days, race in away if _end(race) <= by), default=None)
        key = row.type, ahead, behind
        found = self._for.get(key)
        if found is None:
            found = self._for[key] = tuple(
                one for one in self.form.sections if applies(one, (row.type,), ahead, behind)
            )
        return found


def _nearest(away: Collection[Away]) -> Told | None:
    """The race that is fewest days away."""
    near = [one for one in away if -BEHIND <= one[0] <= AHEAD]
    if not near:
        return None
    days, race = min(near, key=lambda one: abs(one[0]))
    return {"p": race.priority, "d": days, "n": race.name}


def told(row: SessionRow, around: Around, near: Near, clock: Walls, now: datetime) -> Told:
    """A session; its `st` may be *lapsed*, or what it fell through as."""
    start = clock.moment(row.start)
    state = state_at(row.state, end=clock.moment(row.end), expires=row.expires, now=now)
    away = near.away(row)
    owed = dues.due(state, price=row.price, fee=row.fee) if row.paid is None else 0
    return {
        "c": row.code,
        "n": row.lines,
        "s": row.local_start,
        "e": clock.wall(row.end, row.zone),
        "b": [row.before, row.after],
        "t": [around.therapists[key] for key in row.taken if key in around.therapists],
        "r": [around.rooms[key] for key in row.taken if key in around.rooms],
        "l": row.location,
        "st": state,
        "ty": row.type,
        "de": row.depth,
        "sv": row.service,
        "cl": row.client_name,
        "cc": row.client_code,
        "m": row.minutes,
        "race": _nearest(away),
        "q": near.intake(row, start, away) if state in BEFORE else "",
        "due": owed > 0 and state in dues.PAYABLE,
        "bu": row.bundle or "",
        "mv": changeable(state, start=start, now=now),
    }


def by_day(
    found: Collection[SessionRow], around: Around, clock: Walls, now: datetime
) -> list[tuple[str, Told]]:
    """Sessions with their days; holds past their time are left out. Two queries at most."""
    near = Near.of(found, around.form, now)
    each = ((row.local_start[:10], told(row, around, near, clock, now)) for row in found)
    return [(day, one) for day, one in each if one["st"] != LAPSED]


def _end(race: RaceRow) -> datetime:
    return race.finish or race.start + timedelta(minutes=race.expected or 0)
