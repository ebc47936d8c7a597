"""Time off: a therapist takes no new session in it; what is booked already stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions import resources
from bookings.models import Therapist, TimeOff
from bookings.queries.plans import whole_minute
from clinic.foundation import audit
from clinic.foundation.errors import Invalid, NotFound, Refused
from clinic.foundation.models import User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role


@transaction.atomic
def post(
    *, by: User, therapist: Therapist, start: datetime, end: datetime, now: datetime
) -> TimeOff:
    """Take time off, for oneself or, at the desk, for a therapist. Appointments in it stay."""
    _may(by, therapist)
    whole_minute(start)
    whole_minute(end)
    if end <= start:
        raise Invalid("invalid", _("It ends after it begins."), field="end")
    resources.lock([therapist.resource_id])
    with audit.acting(by, "post time off"):
        time_off = TimeOff.objects.create(
            therapist=therapist, start_at=start, end_at=end, made_at=now
        )
        resources.end_holds(time_off)
        resources.lay_time_off(time_off)
    return time_off


@transaction.atomic
def take_back(*, by: User, time_off: TimeOff) -> None:
    """Give the time free again."""
    _may(by, time_off.therapist)
    resources.lock([time_off.therapist.resource_id])
    with audit.acting(by, "take time off back"):
        time_off.state = "ended"
        time_off.save(update_fields=["state"])
        resources.lay_time_off(time_off)
        for other in _beneath(time_off):
            resources.lay_time_off(other)


def _beneath(time_off: TimeOff) -> list[TimeOff]:
    """Other times off of the same therapist at that time: they close over what it leaves."""
    rows = TimeOff.objects.filter(
        therapist=time_off.therapist,
        state="granted",
        start_at__lt=time_off.end_at,
        end_at__gt=time_off.start_at,
    )
    return list(rows.select_related("therapist"))


def _may(by: User, therapist: Therapist) -> None:
    roles = roles_of(by)
    if roles & {Role.DESK, Role.OWNER}:
        return
    if Role.THERAPIST not in roles:
        raise Refused("refused", _("Only the clinic can do this."))
    if therapist.user_id != by.pk:
        raise NotFound("not_found", _("There is no such therapist."))
