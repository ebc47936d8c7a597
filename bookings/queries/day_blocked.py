"""What stands against a time for a client, told to the therapist who may waive some of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bookings.models import Appointment, Location, Therapist
from bookings.queries import plans
from bookings.queries.day_health import own_client
from bookings.queries.plans import Wanted
from bookings.queries.standing import standing
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from protocols.queries import rules

Reasons = list[dict[str, Any]]


@dataclass(frozen=True)
class Against:
    """The verdict on a time. `waivable`: rule and sentence of the blocks that can be waived;
    `fixed`: the other blocks.
    """

    verdict: str
    review: bool
    reasons: Reasons
    waivable: list[tuple[str, str]]
    fixed: Reasons
    record: str  # what the client wants every therapist to know

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """All that whoever books takes upon themself."""
        return told(self.reasons, review=self.review)


def against(by: User, wanted: Wanted, now: datetime) -> Against:
    """Judge a time for a client whom `by` treats. Their record is opened: a look is on file."""
    why = _("Booking at a time that a rule blocks")
    record = access.read_health(by, wanted.client, why, now=now)["health_note"]
    found = plans.judged(wanted, standing(by, wanted.client, now), now=now)
    blocks = [reason for reason in found.said["reasons"] if reason["effect"] == "blocked"]
    may = {rule.id for rule in rules.version(found.version).rules if rule.waivable}
    return Against(
        verdict=found.said["verdict"],
        review=found.review,
        reasons=found.said["reasons"],
        waivable=[(r["rule"], f"{r['rule']}: {r['because']}") for r in blocks if r["rule"] in may],
        fixed=[reason for reason in blocks if reason["rule"] not in may],
        record=record,
    )


def told(reasons: Reasons, *, review: bool) -> list[tuple[str, str, str]]:
    """Rule, effect and sentence of each reason, and whether a therapist has to look first."""
    lines = [(reason["rule"], reason["effect"], reason["because"]) for reason in reasons]
    return [*lines, ("", "review", "")] if review else lines


def told_of(by: User, row: Appointment, now: datetime) -> list[tuple[str, str, str]]:
    """The same of a session that is booked, as if nothing of it were waived."""
    wanted = plans.as_booked(row, waivers=())
    found = plans.judged(wanted, standing(by, row.client, now), now=now)
    return told(found.said["reasons"], review=found.review)


def who_and_where(by: User, code: str, now: datetime) -> tuple[Client, Therapist, list[Location]]:
    """The client, the therapist that `by` is, and the studios where they work. Else `NotFound`."""
    client = own_client(by, code, now=now)
    me = Therapist.objects.filter(user=by, active=True).first()
    if me is None:
        raise NotFound("not_found", _("There is no such record."))
    return client, me, list(Location.objects.filter(active=True, shifts__therapist=me))
