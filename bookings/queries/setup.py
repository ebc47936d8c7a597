"""Studios, rooms and therapists as availability sees them: one SQL query, any number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.db.models.lookups import Exact

from bookings.core.hours import Exceptions, Weekly
from bookings.core.slots import Want
from bookings.models import Closure, Location, Room, Shift, ShiftDay
from clinic.foundation.queries.prepared import Prepared, Rows
from clinic.foundation.roles import Role
from protocols.core.zones import load

_ROOM = JSONObject(
    key="resource_id", code="code", name="name", tables="tables", features="features"
)
_CLOSURE = JSONObject(first="first_day", last="last_day", hours="hours")
_SHIFT = JSONObject(
    key="therapist__resource_id",
    hours="hours",
    code="therapist__code",
    name="therapist__user__name",
    gender="therapist__gender",
    skills="therapist__skills",
    most_minutes="therapist__most_minutes",
    most_deep="therapist__most_deep",
    pause_after="therapist__pause_after",
    pause="therapist__pause_minutes",
    travel="therapist__travel_minutes",
    position="therapist__position",
)
_DAY = JSONObject(key="therapist__resource_id", day="day", hours="hours")


@dataclass(frozen=True)
class Person:
    """A therapist; `key` is their resource. Limits as in the model."""

    key: int
    code: str
    name: str
    gender: str
    skills: frozenset[str]
    most_minutes: int | None
    most_deep: int | None
    pause_after: int | None
    pause: int
    travel: int
    position: int


@dataclass(frozen=True)
class RoomRow:
    """A room; `key` is its resource."""

    key: int
    code: str
    name: str
    tables: int
    features: frozenset[str]


@dataclass(frozen=True)
class Studio:
    """A studio with its hours, its rooms, and who works there when."""

    key: int
    code: str
    name: str
    zone: ZoneInfo
    hours: Weekly
    closed: Exceptions
    rooms: tuple[RoomRow, ...]
    shifts: Mapping[int, tuple[Weekly, Exceptions]]  # by the therapist's resource


@dataclass(frozen=True)
class Setup:
    """All that does not change from one booking to the next. `ways`: there are ways between studios."""

    studios: tuple[Studio, ...]
    people: tuple[Person, ...]
    ways: bool = True

    @cached_property
    def person(self) -> dict[int, Person]:
        return {person.key: person for person in self.people}

    @cached_property
    def studio(self) -> dict[int, Studio]:
        return {studio.key: studio for studio in self.studios}

    def able(self, want: Want, only: int | None) -> Setup:
        """The same with those alone who could give such a session; `only` with this one."""
        alone = only if want.workers == 1 else None
        able = (p for p in self.people if want.skills <= p.skills and alone in {None, p.key})
        return replace(self, people=tuple(able))

    def taken_by(self, want: Want, studios: Iterable[Studio]) -> list[int]:
        """Every resource that such a session at one of these studios could take."""
        rooms = [room for studio in studios for room in studio.rooms if want.rooms]
        fitting = {room.key for room in rooms if want.features <= room.features}
        return sorted(fitting | self.person.keys())

    @cached_property
    def counts_sessions(self) -> bool:
        """Whether what is free depends on more of a session than what it takes."""
        return any(
            (self.ways and person.travel)
            or not person.most_minutes is person.most_deep is person.pause_after is None
            for person in self.people
        )

    @cached_property
    def resources(self) -> list[int]:
        """Every resource, in order."""
        rooms = {room.key for studio in self.studios for room in studio.rooms}
        return sorted(rooms | self.person.keys())


def read(*, first: date, last: date, alone: str = "") -> Setup:
    """Everything active, with the special days from `first` to `last` (two days more each side).

    `alone` is the code of the one therapist who matters.
    """
    begin, end = first.toordinal() - 2, last.toordinal() + 2
    found = _ROWS.rows(begin=date.fromordinal(begin), end=date.fromordinal(end), alone=alone)
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in found]
    people = {s["key"]: _person(s) for row in rows for s in row["shift_rows"]}
    studios = tuple(_studio(row) for row in rows)
    ways = any(row["others"] for row in rows)
    return Setup(studios, tuple(sorted(people.values(), key=lambda p: (p.position, p.key))), ways)


def _query(*, begin: date, end: date, alone: str) -> QuerySet[Location, Any]:
    here = OuterRef("pk")
    whom = Q(Exact(Value(alone), Value(""))) | Q(therapist__code=alone)
    rooms = Room.objects.filter(location=here, active=True).order_by("name", "pk")
    closures = Closure.objects.filter(location=here, last_day__gte=begin, first_day__lte=end)
    works = {  # somebody disabled, or no therapist any more, gives no sessions from now on
        "location": here,
        "therapist__active": True,
        "therapist__user__is_active": True,
        "therapist__user__grants__role": Role.THERAPIST.value,
        "therapist__user__grants__ended_at": None,
    }
    shifts = Shift.objects.filter(whom, **works)
    days = ShiftDay.objects.filter(whom, **works, day__range=(begin, end))
    rows = Location.objects.filter(active=True).annotate(
        room_rows=Rows(rooms.values(row=_ROOM)),
        closure_rows=Rows(closures.order_by("pk").values(row=_CLOSURE)),
        shift_rows=Rows(shifts.values(row=_SHIFT)),
        day_rows=Rows(days.values(row=_DAY)),
        others=Exists(Location.objects.exclude(pk=here)),  # out of use too: sessions stay there
    )
    return rows.values_list(*_COLUMNS)


_COLUMNS = (
    *("pk", "code", "name", "zone", "hours"),
    *("room_rows", "closure_rows", "shift_rows", "day_rows", "others"),
)
_MARKS = {"begin": date(1901, 1, 1), "end": date(1901, 1, 2), "alone": "-nobody-"}
_ROWS = Prepared(_query, _MARKS)


def _studio(row: dict[str, Any]) -> Studio:
    days: dict[int, dict[int, tuple[tuple[int, int], ...]]] = {}
    for day in row["day_rows"]:
        days.setdefault(day["key"], {})[_ordinal(day["day"])] = _spans(day["hours"])
    return Studio(
        key=row["pk"],
        code=row["code"],
        name=row["name"],
        zone=load(row["zone"]),
        hours=weekly(row["hours"]),
        closed=_closed(row["closure_rows"]),
        rooms=tuple(
            RoomRow(**(room | {"features": frozenset(room["features"])}))
            for room in row["room_rows"]
        ),
        shifts={s["key"]: (weekly(s["hours"]), days.get(s["key"], {})) for s in row["shift_rows"]},
    )


def _person(shift: dict[str, Any]) -> Person:
    told = {name: value for name, value in shift.items() if name != "hours"}
    return Person(**(told | {"skills": frozenset(told["skills"])}))


def _closed(closures: Iterable[dict[str, Any]]) -> Exceptions:
    return {
        day: _spans(closure["hours"])
        for closure in closures
        for day in range(_ordinal(closure["first"]), _ordinal(closure["last"]) + 1)
    }


def weekly(hours: Iterable[Iterable[int]]) -> Weekly:
    """Stored hours as the core wants them."""
    return tuple((day, begin, end) for day, begin, end in hours)


def _spans(hours: Iterable[Iterable[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((begin, end) for begin, end in hours)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
