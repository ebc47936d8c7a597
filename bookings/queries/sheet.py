"""The sheet of a day to print: who has which session when, by therapist or by room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from bookings.models import Location, Room, Service, Therapist
from bookings.queries import calendar_feed
from bookings.queries.desk_appointment import UNNAMED
from bookings.queries.desk_lines import RaceNote
from clinic.foundation.queries import people
from protocols.core import walls

A_DAY = timedelta(days=1)
Told = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A line: a *session*, a *break*, time *off* or *asked* for, or one that is *offered*.

    Times are on the wall; an absence of days is cut to this one. `beside` are the rooms of a
    therapist's session, the therapists of a room's.
    """

    kind: str
    at: datetime
    until: datetime
    client: str = ""
    service: str = ""
    minutes: int = 0
    state: str = ""
    beside: str = ""
    race: RaceNote | None = None

    @property
    def all_day(self) -> bool:
        """Whether nothing of the day is left."""
        return self.until - self.at >= A_DAY

    @property
    def ends(self) -> str:
        """When it is over, as HH:MM; midnight is the end of the day, not its beginning."""
        midnight = self.until.date() > self.at.date() and self.until.time() == time()
        return "24:00" if midnight else f"{self.until:%H:%M}"


@dataclass(frozen=True)
class Block:
    """What a therapist or a room has that day, by time; `hours` are those that a therapist works."""

    name: str
    studio: str
    hours: list[tuple[datetime, datetime]]
    entries: list[Entry]

    @property
    def sessions(self) -> int:
        """How many sessions there are."""
        return sum(entry.kind == "session" for entry in self.entries)


@dataclass(frozen=True)
class Sheet:
    """The day, of one studio or of all. `printed` is on its wall. `closed` are names of closures."""

    day: date
    by: str
    clinic: str
    here: Location | None
    studios: list[Location]
    printed: datetime
    closed: list[str]
    blocks: list[Block]

    @property
    def before(self) -> date:
        return self.day - A_DAY

    @property
    def after(self) -> date:
        return self.day + A_DAY

    @property
    def today(self) -> date:
        return self.printed.date()


def read(asked: date | None, now: datetime, *, by: str = "", location: str = "") -> Sheet:
    """That day, or today, by therapist if not by *room*. A studio that is none leaves nothing out.

    Ten queries.
    """
    practice = people.practice()
    studios = list(Location.objects.filter(active=True))
    here = next((studio for studio in studios if studio.code == location), None)
    printed = walls.wall_of(now, here.zone if here else practice.zone)
    day = asked or printed.date()
    feed = calendar_feed.read(day, 1, now, location=here.code if here else "")
    part = feed.values()["parts"][day.isoformat()]
    _unnamed(part["sessions"])
    staff = list(Therapist.objects.select_related("user"))
    rooms = list(Room.objects.select_related("location").order_by(*_BY_STUDIO))
    blocks = _rooms(part, rooms, staff, here) if by == "room" else _staff(part, rooms, staff, day)
    return Sheet(
        day=day,
        by="room" if by == "room" else "therapist",
        clinic=practice.name,
        here=here,
        studios=studios,
        printed=printed,
        closed=list(dict.fromkeys(closed["n"] for closed in part["closed"])),
        blocks=blocks,
    )


def _unnamed(sessions: Iterable[Told]) -> None:
    """A sheet hangs where everybody reads it: what tells of somebody's body is a session there.

    That a therapist must look first tells of it too: what waits for that is booked like any other.
    """
    names = set(Service.objects.filter(kind__in=UNNAMED).values_list("name", flat=True))
    for one in sessions:
        if one["st"] == "review":
            one["st"] = "confirmed"
        if one["ty"] == "injury" or one["sv"] in names:
            one["sv"] = _("Massage session")


_BY_STUDIO = ("location__position", "location_id", "name", "pk")


def _staff(part: Told, rooms: Sequence[Room], staff: Sequence[Therapist], day: date) -> list[Block]:
    """Those who have hours, sessions or time off that day."""
    names = {room.code: room.name for room in rooms}
    found = []
    for one in staff:
        spans = sorted((_at(h["s"]), _at(h["e"])) for h in part["hours"] if h["t"] == one.code)
        mine = [off for off in part["offs"] if off["t"] == one.code]
        away = [_away(off, day) for off in mine]
        lines = [*_of(part, "t", one.code, names), *away, *_breaks(spans)]
        if spans or lines:
            found.append(Block(str(one), "", spans, _sorted(lines)))
    return found


def _rooms(
    part: Told, rooms: Sequence[Room], staff: Sequence[Therapist], here: Location | None
) -> list[Block]:
    """Every room in use, and what is out of use but has a session."""
    names = {one.code: str(one) for one in staff}
    found = []
    for room in rooms:
        lines = _of(part, "r", room.code, names)
        in_use = room.active and room.location.active and here in (None, room.location)
        if lines or in_use:
            found.append(Block(room.name, room.location.name, [], _sorted(lines)))
    return found


def _of(part: Told, key: str, code: str, names: dict[str, str]) -> list[Entry]:
    """The sessions and held openings of a therapist (key *t*) or a room (*r*)."""
    other = "r" if key == "t" else "t"
    mine = [one for one in part["sessions"] if code in one[key]]
    held = [one for one in part["openings"] if code == one["t"] or code in one["r"]]
    return [
        *(_session(one, [names[c] for c in one[other] if c in names]) for one in mine),
        *(_entry("offered", one) for one in held),
    ]


def _session(one: Told, beside: Iterable[str]) -> Entry:
    race = one["race"]
    return _entry(
        "session",
        one,
        client=one["cl"],
        service=one["sv"],
        minutes=one["m"],
        state=one["st"],
        beside=", ".join(beside),
        race=RaceNote(race["n"], race["p"], race["d"]) if race else None,
    )


def _entry(kind: str, one: Told, **more: Any) -> Entry:
    return Entry(kind, _at(one["s"]), _at(one["e"]), **more)


def _away(off: Told, day: date) -> Entry:
    """What of a time off lies in the day."""
    told = _entry("asked" if off["st"] == "asked" else "off", off)
    midnight = datetime.combine(day, time())
    return replace(told, at=max(told.at, midnight), until=min(told.until, midnight + A_DAY))


def _breaks(spans: Sequence[tuple[datetime, datetime]]) -> list[Entry]:
    """Between two stretches of work; those in two studios may overlap."""
    found: list[Entry] = []
    until: datetime | None = None
    for begin, end in spans:
        if until is not None and begin > until:
            found.append(Entry("break", until, begin))
        until = max(end, until or end)
    return found


def _sorted(lines: Iterable[Entry]) -> list[Entry]:
    return sorted(lines, key=lambda entry: (entry.at, entry.until))


def _at(wall: str) -> datetime:
    return datetime.fromisoformat(wall)
