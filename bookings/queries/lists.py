"""The appointments that somebody may list, and how a program is told of one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from bookings.models import Appointment
from bookings.queries.appointments import full
from clinic.foundation.core.dates import months_before
from clinic.foundation.models import Client, User
from clinic.foundation.queries import people
from clinic.foundation.roles import AT_DESK, Role

FELL_THROUGH = ("held", "cancelled", "late_cancelled")
DAY = timedelta(days=1)


def listed(
    by: User, *, client: Client | None, first: date | None, last: date | None, now: datetime
) -> QuerySet[Appointment]:
    """One client's (whom `by` may know), or all that `by` may see; from a local day to another.

    The desk sees everybody's; a therapist those they give, as long as they treat; a client their
    own. Holds are told while they hold; those that were given back are none.
    """
    rows = full().exclude(history__did="dropped")
    rows = rows.exclude(state="held", expires_at__lte=now)
    rows = rows.filter(client=client) if client else rows.filter(_seen(by, now))
    if first is not None:  # the days of the wall clock: the moments only narrow the search down
        rows = rows.filter(local_start__gte=first.isoformat(), start_at__gte=_noon(first) - 2 * DAY)
    if last is not None:
        after = (last + DAY).isoformat()
        rows = rows.filter(local_start__lt=after, start_at__lt=_noon(last) + 2 * DAY)
    return rows


def _seen(by: User, now: datetime) -> Q:
    roles = people.roles_of(by)
    if roles & AT_DESK:
        return Q()
    seen = Q(client__user=by)
    if Role.THERAPIST in roles:
        since = months_before(now, people.practice().treats_months)
        given = Appointment.objects.filter(
            occupancies__resource__therapist__user=by, end_at__gte=since
        ).exclude(state__in=FELL_THROUGH)
        seen |= Q(pk__in=given.values("pk"))
    return seen


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
