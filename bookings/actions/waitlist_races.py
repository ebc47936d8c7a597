"""The nightly look at those who wait for a race: the days they wait for go where the race goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from bookings.actions import booking
from bookings.models import WaitlistEntry
from bookings.queries import waitlist_days
from bookings.queries.waitlist_order import GONE, order_of
from clinic.foundation import audit
from clinic.foundation.errors import Invalid
from clinic.foundation.queries.people import practice
from protocols.core import walls

PAST = timedelta(days=7)


def follow(*, now: datetime) -> int:
    """Bring the days of all who wait for a race to come up to what the rules find useful by now.

    Says how many waited for other days. Where nothing is useful any more, the old days stay.
    """
    rows = WaitlistEntry.objects.filter(state="waiting", for_race=True, client__joined_into=None)
    rows = rows.filter(race__start_at__gte=now - PAST).exclude(race__status__in=GONE)
    rows = rows.exclude(client__key=None).select_related("client")
    home = practice().zone
    return sum(_follow(row, home, now) for row in rows.order_by("pk"))


@transaction.atomic
def _follow(entry: WaitlistEntry, home: str, now: datetime) -> bool:
    client = booking.lock_client(entry.client)
    rows = WaitlistEntry.objects.select_related("service", "location", "race")
    row = rows.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.state != "waiting" or row.race is None:
        return False
    zone = row.location.zone if row.location else home
    try:
        order = order_of(row)
    except Invalid:  # off the menu by now
        return False
    days = waitlist_days.useful(client, order, row.race, zone, now)
    if days is None or days == (max(row.first_day, walls.today(now, zone)), row.last_day):
        return False
    with audit.acting(None, "follow a race"):
        row.first_day, row.last_day = days
        row.save(update_fields=["first_day", "last_day"])
    return True
