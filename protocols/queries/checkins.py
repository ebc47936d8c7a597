"""What runners said after sessions and races. Which there are, anybody here may ask; what they say
opens at the doors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from django.db.models import QuerySet

from clinic.foundation.models import Client
from clinic.foundation.queries.prepared import Loaded
from protocols.core.checkins import Told, from_text
from protocols.models import CheckIn

MOST = 400  # of the newest: years of them


def checkin_rows(client: Client, *, since: datetime, most: int = MOST) -> list[CheckIn]:
    """A client's answers given since then, newest first, sealed: one query."""
    found: list[CheckIn] = _newest(most).all(client=client.pk, since=since)
    for row in found:
        row.client = client
    return found


@lru_cache(maxsize=8)
def _newest(most: int) -> Loaded:
    def build(*, client: int, since: datetime) -> QuerySet[CheckIn]:
        rows = CheckIn.objects.filter(client=client, answered_at__gte=since)
        return rows.order_by("-answered_at", "-pk")[:most]

    return Loaded(build, {"client": -77, "since": datetime(1901, 1, 1, tzinfo=UTC)})


def checkin_told(rows: Sequence[CheckIn], texts: Iterable[Mapping[str, str]]) -> list[Told]:
    """What they say, in their order, from the texts that the read gate gave for them: no query."""
    return [
        Told(row.kind, row.about, row.of, row.answered_at, from_text(text["answers"]))
        for row, text in zip(rows, texts, strict=True)
    ]


def answered(client: Client, kind: str, abouts: Collection[str]) -> dict[str, datetime]:
    """When the client last answered about each of these: one query, and nothing is opened."""
    rows = CheckIn.objects.filter(client=client, kind=kind, about__in=abouts)
    return dict(rows.order_by("answered_at", "pk").values_list("about", "answered_at"))
