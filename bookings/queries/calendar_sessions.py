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
from protocols.core.intake.asking import asked
from protocols.core.intake.shape import Form
from protocols.queries import forms, intake

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Told = dict[str, Any]


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
    races: Mapping[int, Sequence[RaceRow]]
    said: Mapping[int, Mapping[str, datetime]]
    now: datetime
    _blank: dict[str, bool] = field(default_factory=dict)  # of who has neither, by type

    @classmethod
    def of(cls, rows: Collection[SessionRow], form: int, now: datetime) -> Near:
        """Of these sessions: two queries, none without any."""
        if not rows:
            return cls(forms.of(form), {}, {}, now)
        begin = EPOCH + timedelta(seconds=min(row.start for row in rows))
        end = EPOCH + timedelta(seconds=max(row.start for row in rows))
        found: dict[int, list[RaceRow]] = defaultdict(list)
        edge = NEAR + timedelta(days=2)  # a race's day may be counted on another wall
        for race in calendar_rows.races({row.client for row in rows}, begin - edge, end + edge):
            found[race.client].append(race)
        coming = {row.client for row in rows if row.state in BEFORE}
        return cls(forms.of(form), found, intake.answered(coming, now), now)

    def race(self, row: SessionRow) -> Told | None:
        """The race of its client that is fewest days away, with the days to it; below 0 since it."""
        mine = self.races.get(row.client)
        if not mine:
            return None
        day = date.fromisoformat(row.local_start[:10])
        days = ((one, (one.local_start.date() - day).days) for one in mine)
        near = [(one, away) for one, away in days if -BEHIND <= away <= AHEAD]
        if not near:
            return None
        one, away = min(near, key=lambda found: abs(found[1]))
        return {"p": one.priority, "d": away, "n": one.name}

    def intake(self, row: SessionRow, start: datetime) -> str:
        """How far the questions of a session to come are answered, as `intakes.states` has it."""
        if row.state == "review":
            return "review"
        mine, said = self.races.get(row.client), self.said.get(row.client)
        if mine or said:
            return "open" if self._left(row, start, mine or (), said or {}) else "complete"
        left = self._blank.get(row.type)
        if left is None:
            left = self._blank[row.type] = self._left(row, start, (), {})
        return "open" if left else "complete"

    def _left(
        self,
        row: SessionRow,
        start: datetime,
        races: Collection[RaceRow],
        said: Mapping[str, datetime],
    ) -> bool:
        day = date.fromisoformat(row.local_start[:10])
        ahead = [(one.local_start.date() - day).days for one in races if one.start >= start]
        over = [one for one in races if _end(one) <= min(start, self.now)]
        behind = [(day - one.local_start.date()).days for one in over]
        return bool(
            asked(
                self.form,
                types=(row.type,),
                ahead=min(ahead, default=None),
                behind=min(behind, default=None),
                answered=said,
                at=start,
            )
        )


def told(row: SessionRow, around: Around, near: Near, clock: Walls, now: datetime) -> Told:
    """A session; its `st` may be *lapsed*, or what it fell through as."""
    start = clock.moment(row.start)
    state = state_at(row.state, end=clock.moment(row.end), expires=row.expires, now=now)
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
        "race": near.race(row),
        "q": near.intake(row, start) if state in BEFORE else "",
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
