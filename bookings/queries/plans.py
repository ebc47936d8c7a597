"""What a booking comes to, before anything is written: its order, its calendar and its verdict."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bookings.core import reviewing
from bookings.core.judging import asking, case_at
from bookings.core.notices import WhenTold
from bookings.models import Appointment, Bundle, Location, ReviewLine, Service, Therapist
from bookings.queries import runners
from bookings.queries.busy import minutes, moment
from bookings.queries.favourites import preferred, wished
from bookings.queries.search import Ask
from bookings.queries.services import Order, ordered
from bookings.queries.standing import Standing
from bookings.queries.telling import REACH
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import Client, Practice
from clinic.foundation.queries import access
from clinic.foundation.queries.prepared import Prepared
from protocols.core import BadInput
from protocols.core.engine import judge
from protocols.core.faults import outside
from protocols.core.parsing.case import read_case
from protocols.models import RunnerProfile
from protocols.queries import rules
from protocols.queries.screenings import must_screen


@dataclass(frozen=True)
class Terms:
    """When a cancellation of a client's is late, and what of the price it costs, by their group.

    What is None is as the service has it.
    """

    change_hours: int | None = None
    late_fee_percent: int | None = None

    def of(self, service: Service) -> tuple[int, int]:
        """Hours before the start, and percent of the price, for this service."""
        hours, percent = self.change_hours, self.late_fee_percent
        return (
            service.change_hours if hours is None else hours,
            service.late_fee_percent if percent is None else percent,
        )


@dataclass(frozen=True)
class Footing:
    """What is read with the lock of a client (`actions.footing`): what each booking asks for.

    `profile` knows the year of birth and the guardian, `rules` is the number of the version in
    force, `favourites` are (resource, whether they named that therapist), best first. `practice`
    knows the quiet hours, `terms` are those of the client's group.
    """

    client: Client
    profile: RunnerProfile
    rules: int
    favourites: tuple[tuple[int, bool], ...]
    practice: Practice
    terms: Terms = Terms()


@dataclass(frozen=True)
class Wanted:
    """One session as somebody asks for it. `therapist` "" is any; `start` is aware.

    `waivers` are rule ids that a treating therapist waives, with their `reason`. `footing` is there
    once the client is locked. `lines` are what its review has come to, for one that is booked.
    `room` is a room's code, "" the one that suits best; `team` and `rooms` are codes of those that
    it is to have and no others, () any that suit. `seen` is how many lines of its history
    whoever moves it has seen (None: they need not have). `tell`: when the client hears of it.
    """

    client: Client
    order: Order
    location: str
    start: datetime
    therapist: str = ""
    note: str = ""
    venue: str = ""
    accept_caution: bool = False
    waivers: tuple[str, ...] = ()
    reason: str = ""
    moving: Appointment | None = None
    footing: Footing | None = None
    lines: tuple[reviewing.Line, ...] = ()
    room: str = ""
    seen: int | None = None
    tell: WhenTold = "at once"
    bundle: Bundle | None = None
    team: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()

    @property
    def alone(self) -> str:
        """The code of the one therapist who can give it; "" where others can, or have to."""
        return self.therapist if self.order.service.therapists == 1 and not self.team else ""

    @property
    def cleared(self) -> tuple[str, ...]:
        """Screening answers that a therapist cleared for this one session."""
        return tuple(reviewing.cleared(self.lines))

    def ask(self, *, staff: bool) -> Ask:
        """The search that finds this time."""
        return Ask(
            order=self.order,
            first=self.start.date(),
            days=1,
            location=self.location,
            therapist=self.therapist,
            client=self.client,
            moving=self.moving,
            staff=staff,
            cleared=self.cleared,
        )


def as_booked(row: Appointment, **changes: Any) -> Wanted:
    """The wish for an appointment as it stands, off the menu or not, with `changes` to it.

    It is in nobody's way, since it is about itself. What was cleared and accepted belongs to the
    appointment, so it goes along to another time. Two queries at most.
    """
    told: dict[str, Any] = {
        "client": row.client,
        "order": ordered(row),
        "location": row.location.code,
        "start": row.start_at,
        "venue": row.venue,
        "moving": row,
    }
    rows = list(ReviewLine.objects.filter(appointment=row))
    for each in rows:
        each.client = row.client
    kept: list[access.HealthRecord] = [] if "waivers" in changes else [row]
    texts = access.open_unseen(row.client, [*kept, *rows])
    if kept and texts and texts[0]["judged"]:
        judged = json.loads(texts[0]["judged"])
        told |= {"waivers": tuple(judged["waivers"]), "reason": judged.get("reason", "")}
    told["lines"] = lines_told(rows, texts[len(kept) :])
    return Wanted(**(told | changes))


def waived(row: Appointment) -> tuple[str, ...]:
    """The rules waived for an appointment. They can tell of an injury, so they stand sealed."""
    return as_booked(row).waivers


def lines_told(
    rows: Sequence[ReviewLine], texts: Sequence[dict[str, str]]
) -> tuple[reviewing.Line, ...]:
    """Lines of reviews with what was sealed in them; none of a client whose key is gone."""
    return tuple(
        reviewing.from_text(row.kind, row.at, told["details"])
        for row, told in zip(rows, texts, strict=False)
    )


@dataclass(frozen=True)
class Judged:
    """What the engine was told and what it said; `skills` are what the runner needs.

    `open` is what still asks for a therapist, with what its review has come to.
    """

    case: dict[str, Any]
    said: dict[str, Any]  # in full: for sealing, and for those who may read it
    shown: dict[str, Any]  # as whoever books may see it
    version: int
    open: reviewing.Open
    skills: frozenset[str]

    @property
    def review(self) -> bool:
        """Whether a therapist must look before the session stands confirmed."""
        return bool(self.open)

    def sealed(self, wanted: Wanted) -> str:
        """What is kept of it: with this any booking can be judged again."""
        waived = {"waivers": list(wanted.waivers), "reason": wanted.reason}
        return json.dumps({"case": self.case, "said": self.said, **waived}, ensure_ascii=False)


def judged(wanted: Wanted, stands: Standing, *, now: datetime, zone: str = "") -> Judged:
    """Judge one start by the rules in force, as the client's calendar is now.

    `zone` is the studio's, where it has been read. Without fresh answers to the red flags an injury
    session needs a therapist's look. Raises `NotFound` for a studio that is not there.
    """
    start, reach = wanted.start, timedelta(days=REACH[-1] + 1)  # what is near is judged by it too
    calendar = runners.calendar(
        wanted.client,
        zone=zone or _zone(wanted),
        begin=start - reach,
        end=start + reach,
        now=now,
        but=wanted.moving,
    )
    number = wanted.footing.rules if wanted.footing else rules.current_number()
    case = case_at(calendar, wanted.order.candidate, minutes(start), wanted.waivers, wanted.cleared)
    ruleset = rules.version(number)
    try:
        asked = read_case(case)
        found = judge(ruleset, asked)
    except BadInput as fault:
        if not fault.field.startswith("waivers"):
            raise  # the calendar is ours: that would be no fault of whoever books
        raise Invalid("invalid", _("There is no such rule."), field="waivers") from None
    unanswered = must_screen(wanted.client, wanted.order.service.type, now)
    said = found.as_json(asked)
    return Judged(
        case=case,
        said=said,
        shown=found.as_json(asked, discreet=True) if stands.discreet else said,
        version=number,
        open=reviewing.open_flags(asking(ruleset, asked), unanswered, wanted.lines),
        skills=frozenset(found.requires_skills),
    )


def _zone(wanted: Wanted) -> str:
    """The zone of the wanted studio: one query. What is booked where nothing is offered stays."""
    studio = Location.objects.filter(code=wanted.location).first()
    if studio is None or not (studio.active or wanted.moving):
        raise NotFound("not_found", _("There is no such studio."))
    return studio.zone


def favourites(client: Client, footing: Footing | None = None) -> tuple[int, ...]:
    """Resources of whom a client would rather see: the therapist they named, else those of a gender.

    One query, unless their footing tells.
    """
    found = footing.favourites if footing else _FAVOURITES.rows(client=client.pk)
    return preferred(found)


def _favourites(*, client: int) -> QuerySet[Therapist, Any]:
    return wished(client).values_list("resource_id", "named")


_FAVOURITES = Prepared(_favourites, {"client": -77})


def whole_minute(start: datetime) -> None:
    """Refuse a start that is on no minute, or in years that nobody means. Raises `Invalid`."""
    if outside(start):
        raise Invalid("invalid", _("Choose a day of this century."), field="start")
    if start != moment(minutes(start)):
        raise Invalid("invalid", _("A start is on a whole minute."), field="start")
