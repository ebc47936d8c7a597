"""What an opening leaves for later: going on to the next, and offering what lies beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bookings.actions import freeing
from bookings.models import Opening
from bookings.queries.busy import minutes
from clinic.foundation.actions import outbox
from clinic.foundation.actions.outbox import Errand
from clinic.foundation.models import OutboxRow

Facts = Mapping[str, str | int]


def facts(opening: Opening, begin: datetime, end: datetime, since: datetime) -> Facts:
    """What goes on to the next: as much of the stretch that became free as the opening holds.

    What it holds beside that was free before. `since` is when the stretch became free: those who
    were asked since are not asked again.
    """
    return {
        "opening": opening.pk,
        "since": minutes(since),
        "begin": minutes(max(begin, opening.begin_at)),
        "end": minutes(min(end, opening.end_at)),
    }


def go_on(opening: Opening, told: Facts, due: datetime) -> Errand:
    """The errand that offers an opening to the next, if nobody took it by then."""
    key = key_of(opening, due)
    return Errand(topic=freeing.NEXT, key=key, due=due, facts=dict(told), urgent=True)


def sooner(opening: Opening, now: datetime) -> Errand:
    """The same right now: the last of those who were asked said no."""
    rows = OutboxRow.objects.filter(topic=freeing.NEXT, key=key_of(opening, opening.until))
    told = rows.values_list("facts", flat=True).first()
    whole = facts(opening, opening.begin_at, opening.end_at, opening.made_at)
    return go_on(opening, told or whole, now)


def sides(opening: Opening, begin: datetime, end: datetime, now: datetime) -> None:
    """What a longer stretch has beside what is held is offered too."""
    beside = ((begin, opening.begin_at), (opening.end_at, end))
    errands = [
        freeing.errand(
            key=f"{opening.code}:{minutes(low)}",
            location=opening.location_id,
            therapist=opening.therapist_id,
            begin=low,
            end=high,
            due=now,
        )
        for low, high in beside
        if high - low >= freeing.SHORTEST
    ]
    outbox.leave(errands=errands, now=now)


def key_of(opening: Opening, due: datetime) -> str:
    """Names the errand that goes on with an opening at that moment."""
    return f"{opening.code}:{minutes(due)}"
