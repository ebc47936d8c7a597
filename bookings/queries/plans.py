"""What a booking comes to, before anything is written: its order, its calendar and its verdict."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _

from bookings.core.judging import Judge, case_at
from bookings.models import Appointment, Location, Therapist, Wishes
from bookings.queries import runners
from bookings.queries.busy import minutes, moment
from bookings.queries.search import Ask
from bookings.queries.services import Order, ordered
from bookings.queries.standing import Standing
from bookings.queries.telling import REACH
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import Client
from clinic.foundation.queries import access
from clinic.foundation.queries.prepared import Prepared
from protocols.core import BadInput
from protocols.core.engine import Judgement
from protocols.core.faults import outside
from protocols.queries import rules
from protocols.queries.screenings import must_screen


@dataclass(frozen=True)
class Wanted:
    """One session as somebody asks for it. `therapist` "" is any; `start` is aware.

    `waivers` are rule ids that a treating therapist waives, with their `reason`.
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
        )


def as_booked(row: Appointment, **changes: Any) -> Wanted:
    """The wish for an appointment as it stands, off the menu or not, with `changes` to it.

    It is in nobody's way, since it is about itself.
    """
    told: dict[str, Any] = {
        "client": row.client,
        "order": ordered(row),
        "location": row.location.code,
        "start": row.start_at,
        "venue": row.venue,
        "moving": row,
    }
    if "waivers" not in changes:
        told["waivers"] = waived(row)
    return Wanted(**(told | changes))


def waived(row: Appointment) -> tuple[str, ...]:
    """The rules waived for an appointment. They can tell of an injury, so they stand sealed."""
    told = access.open_for_judging(row.client, [row])
    return tuple(json.loads(told[0]["judged"])["waivers"]) if told and told[0]["judged"] else ()


@dataclass(frozen=True)
class Judged:
    """What the engine was told and what it said; `skills` are what the runner needs."""

    case: dict[str, Any]
    said: dict[str, Any]  # in full: for sealing, and for those who may read it
    shown: dict[str, Any]  # as whoever books may see it
    version: int
    review: bool
    skills: frozenset[str]

    def sealed(self, wanted: Wanted) -> str:
        """What is kept of it: with this any booking can be judged again."""
        waived = {"waivers": list(wanted.waivers), "reason": wanted.reason}
        return json.dumps({"case": self.case, "said": self.said, **waived}, ensure_ascii=False)


def judged(wanted: Wanted, stands: Standing, *, now: datetime) -> Judged:
    """Judge one start by the rules in force, as the client's calendar is now.

    Without fresh answers to the red flags an injury session needs a therapist's look.
    Raises `NotFound` for a studio that is not there.
    """
    studio = Location.objects.filter(code=wanted.location).first()
    if studio is None or not (studio.active or wanted.moving):  # what is booked there stays
        raise NotFound("not_found", _("There is no such studio."))
    start, reach = wanted.start, timedelta(days=REACH[-1] + 1)  # what is near is judged by it too
    calendar = runners.calendar(
        wanted.client,
        zone=studio.zone,
        begin=start - reach,
        end=start + reach,
        now=now,
        but=wanted.moving,
    )
    at, number = minutes(start), rules.current_number()
    case = case_at(calendar, wanted.order.candidate, at, wanted.waivers)
    try:
        judge = Judge.of(rules.version(number), case, at, at + 1)
    except BadInput as fault:
        if not fault.field.startswith("waivers"):
            raise  # the calendar is ours: that would be no fault of whoever books
        raise Invalid("invalid", _("There is no such rule."), field="waivers") from None
    found: Judgement = judge.whole(at)
    asked = replace(judge.case, start=at * 60_000_000)
    unanswered = must_screen(wanted.client, wanted.order.service.type, now)
    return Judged(
        case=case,
        said=found.as_json(asked),
        shown=found.as_json(asked, discreet=stands.discreet),
        version=number,
        review=found.review or unanswered,
        skills=frozenset(found.requires_skills),
    )


def favourites(client: Client) -> tuple[int, ...]:
    """Resources of whom a client would rather see: the therapist they named, else those of a gender.

    One query.
    """
    found = _FAVOURITES.rows(client=client.pk)
    return tuple(key for key, one in found if one) or tuple(key for key, _ in found)


def _favourites(*, client: int) -> QuerySet[Therapist, Any]:
    own = Wishes.objects.filter(client=client)
    named = Q(pk__in=own.values("therapist"))
    alike = Q(gender__in=own.exclude(gender="").values("gender"))
    rows = Therapist.objects.filter(named | alike, active=True).annotate(
        named=Case(When(named, then=True), default=False)
    )
    return rows.order_by("position", "pk").values_list("resource_id", "named")


_FAVOURITES = Prepared(_favourites, {"client": -77})


def whole_minute(start: datetime) -> None:
    """Refuse a start that is on no minute, or in years that nobody means. Raises `Invalid`."""
    if outside(start):
        raise Invalid("invalid", _("Choose a day of this century."), field="start")
    if start != moment(minutes(start)):
        raise Invalid("invalid", _("A start is on a whole minute."), field="start")
