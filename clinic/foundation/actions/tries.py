"""Counting tries, so that guessing is hopeless: exact, also when a hundred come at once.

The counters stand in the database and not in a cache: nothing evicts them, and Redis may be down.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Min
from django.utils.translation import gettext as _

from clinic.foundation.codes import digest
from clinic.foundation.errors import TooMany
from clinic.foundation.models import Try

WINDOW = timedelta(hours=1)


@transaction.atomic
def take(*, limits: Mapping[str, int], now: datetime, within: timedelta = WINDOW) -> list[int]:
    """Take one try against every key of `limits` (key -> most tries within the window), or none.

    Answers the tries for `give_back`. Raises `TooMany` with the seconds until the next one.
    """
    most = {digest(key): limit for key, limit in limits.items()}
    _lock(sorted(most))
    recent = Try.objects.filter(key__in=most, at__gt=now - within)
    for key, used, first in recent.values_list("key").annotate(Count("pk"), Min("at")):
        if used >= most[key]:
            wait = int((first + within - now).total_seconds()) + 1
            raise TooMany(_("Too many tries. Wait a while, then try again."), wait=wait)
    return [row.pk for row in Try.objects.bulk_create(Try(key=key, at=now) for key in most)]


def give_back(*, tries: list[int]) -> None:
    """A try that was right does not count."""
    Try.objects.filter(pk__in=tries).delete()


def forget(*, now: datetime, within: timedelta = WINDOW) -> int:
    """Delete tries that count no more; says how many."""
    return Try.objects.filter(at__lte=now - within).delete()[0]


def _lock(keys: list[str]) -> None:
    """One at a time for each key, in one order for everybody; released with the transaction."""
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
