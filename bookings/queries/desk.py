"""The desk's day: everybody's sessions by time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from bookings.core.lifecycle import OVER
from bookings.models import Location, Therapist
from bookings.queries.appointments import full, sessions
from bookings.queries.desk_lines import Line, lines
from bookings.queries.intakes import BEFORE, states
from clinic.foundation.queries import people
from protocols.core import walls

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DeskDay:
    """One day on the walls of the studios. `fallen` are cancelled; a no-show stands in its place."""

    day: date
    today: date
    lines: list[Line]
    fallen: list[Line]
    studios: list[Location]
    therapists: list[Therapist]
    now: datetime

    @property
    def before(self) -> date:
        return self.day - A_DAY

    @property
    def after(self) -> date:
        return self.day + A_DAY

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many stand at what; `due` is how many are to be paid, `back` of how many something is
        to be given back, `all` how many there are.
        """
        found = Counter(line.state for line in self.lines)
        owed = sum(bool(line.due) for line in self.lines + self.fallen)
        back = sum(bool(line.back) for line in self.lines + self.fallen)
        return {**found, "due": owed, "back": back, "all": len(self.lines)}

    @property
    def settled(self) -> bool:
        """Whether nothing is to be paid or given back of what is cancelled: it need not be seen."""
        return not any(line.due or line.back for line in self.fallen)

    @cached_property
    def now_before(self) -> str:
        """The code of the first session that is to come, where some have begun; else ""."""
        if self.day != self.today or not self.lines or self.lines[0].row.start_at > self.now:
            return ""
        return next((line.code for line in self.lines if line.row.start_at > self.now), "")


def day(asked: date | None, now: datetime, *, location: str = "", therapist: str = "") -> DeskDay:
    """That day, or today; of one studio or therapist by code, or of all. A fixed number of queries.

    A code that is nobody's filters nothing.
    """
    studios = list(Location.objects.filter(active=True))
    staff = list(Therapist.objects.filter(active=True).select_related("user"))
    here = next((studio for studio in studios if studio.code == location), None)
    today = walls.today(now, here.zone if here else people.practice().zone)
    wanted = asked or today
    noon = datetime.combine(wanted, time(12), tzinfo=UTC)
    rows = full().filter(start_at__gte=noon - 2 * A_DAY, start_at__lt=noon + 2 * A_DAY)
    rows = rows.filter(local_start__startswith=wanted.isoformat()).exclude(history__did="dropped")
    if here:
        rows = rows.filter(location=here)
    if any(one.code == therapist for one in staff):
        rows = rows.filter(occupancies__resource__therapist__code=therapist)
    found = with_intakes(lines(sessions(rows.order_by("start_at", "pk"), now), now), now)
    fallen = [line for line in found if line.state in OVER - {"no_show"}]
    standing = [line for line in found if line not in fallen]
    return DeskDay(wanted, today, standing, fallen, studios, staff, now)


def with_intakes(found: list[Line], now: datetime) -> list[Line]:
    """The same lines with how far the questions of those to come are answered."""
    coming = [line.row for line in found if line.state in BEFORE]
    told = states(coming, now)
    return [replace(line, intake=told.get(line.row.pk, "")) for line in found]
