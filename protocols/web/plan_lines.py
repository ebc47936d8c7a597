"""What an event of a plan says, as lines that people read: when, what, and what is different."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protocols.core import walls, zones
from protocols.core.absences import AbsenceEntry
from protocols.core.plans.entries import Entry
from protocols.core.races import RaceEntry
from protocols.core.workouts import WorkoutEntry
from protocols.forms.choices import WORDS

DAY, DAY_TIME = "D j M Y", "D j M Y, H:i"
ABSENCES: dict[str, str | Promise] = {
    "injured": gettext_lazy("Injured"),
    "sick": gettext_lazy("Sick"),
    "holiday": gettext_lazy("Holiday"),
    "travel": gettext_lazy("Travel"),
}
STANDINGS: dict[str, str | Promise] = {
    "planned": gettext_lazy("to come"),
    "finished": gettext_lazy("finished"),
    "dns": gettext_lazy("not started"),
    "dnf": gettext_lazy("stopped"),
    "cancelled": gettext_lazy("called off"),
}
Facts = dict[str, tuple[str, str]]  # by field: what it is called, and its value


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that reads otherwise: what it is called, and both readings ("" where none)."""

    label: str
    was: str
    now: str


def when(entry: Entry, zone: str) -> str:
    """The day of an event, and its time where it is known; a workout's by the clock of `zone`."""
    if isinstance(entry, AbsenceEntry):
        return _days(entry.from_day, entry.to_day)
    if isinstance(entry, RaceEntry):
        return _moment(entry.local_start, known=entry.time_known)
    if entry.start_at is None:
        return dateformat.format(entry.day, DAY) if entry.day else ""
    here = walls.wall_of(entry.start_at, zone if zone in zones.names() else "UTC")
    return dateformat.format(here, DAY_TIME)


def what(entry: Entry) -> str:
    """What sort of thing it is, with the figures that count."""
    if isinstance(entry, AbsenceEntry):
        return str(ABSENCES.get(entry.kind, ""))
    if isinstance(entry, WorkoutEntry):
        return f"{WORDS[entry.kind]} · {lasting(entry.minutes)}"
    if entry.finish_at and entry.start_at:
        return _("finished in %(time)s") % {"time": clocked(entry.finish_at - entry.start_at)}
    return figures(entry)


def figures(race: RaceEntry) -> str:
    """How far, and how long it may take."""
    minutes = race.expected_minutes
    about = _("about %(time)s") % {"time": lasting(minutes)} if minutes else ""
    return " · ".join(filter(None, [distance(race.distance_m), about]))


def name(entry: Entry) -> str:
    return entry.name if isinstance(entry, RaceEntry) else entry.title


def differences(was: Entry, now: Entry, zone: str) -> list[Difference]:
    """What reads otherwise in two races, or two workouts; of what became the other, all of it."""
    old, new = _facts(was, zone), _facts(now, zone)
    blank = ("", "")
    return [
        Difference(
            (old.get(field) or new[field])[0], old.get(field, blank)[1], new.get(field, blank)[1]
        )
        for field in {**old, **new}
        if old.get(field) != new.get(field)
    ]


def distance(metres: int | None) -> str:
    """Kilometres with one decimal at most, "" for none."""
    return f"{round(metres / 1000, 1):g} km" if metres else ""


def lasting(minutes: int) -> str:
    """`2 h 10 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    words = _("%(hours)d h %(minutes)d min") if rest else _("%(hours)d h")
    return words % {"hours": hours, "minutes": rest}


def clocked(took: timedelta) -> str:
    """`1:52:10`, as a watch shows it."""
    minutes, seconds = divmod(round(took.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _facts(entry: Entry, zone: str) -> Facts:
    facts = {"name": (_("Name"), name(entry)), "when": (_("When"), when(entry, zone))}
    if isinstance(entry, WorkoutEntry):
        kind, lasts = str(WORDS.get(entry.kind, "")), lasting(entry.minutes)
        return {**facts, "kind": (_("Kind"), kind), "minutes": (_("Lasts"), lasts)}
    if isinstance(entry, AbsenceEntry):
        return facts
    ended = entry.finish_at and entry.start_at and clocked(entry.finish_at - entry.start_at)
    expected = entry.expected_minutes and lasting(entry.expected_minutes)
    return {
        **facts,
        "zone": (_("Time zone"), entry.zone.replace("_", " ")),
        "place": (_("Place"), entry.place),
        "distance": (_("Distance"), distance(entry.distance_m)),
        "expected": (_("Time you expect"), expected or ""),
        "finish": (_("Finished in"), ended or ""),
        "terrain": (_("Terrain"), str(WORDS.get(entry.terrain, ""))),
        "priority": (_("How much it matters"), entry.priority),
        "status": (_("What became of it"), str(STANDINGS.get(entry.status, ""))),
    }


def _moment(local: datetime, *, known: bool) -> str:
    if known:
        return dateformat.format(local, DAY_TIME)
    return _("%(day)s, time unknown") % {"day": dateformat.format(local, DAY)}


def _days(begin: date, end: date) -> str:
    if begin == end:
        return dateformat.format(begin, DAY)
    first = dateformat.format(begin, "D j M" if begin.year == end.year else DAY)
    return f"{first} – {dateformat.format(end, DAY)}"
