"""How sending goes, in words for desk and owner: channels, beat, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clinic.foundation.queries import outbox
from clinic.foundation.queries.message_words import clock

LATE = timedelta(minutes=5)  # what is due for longer than this does not go as it should
SILENT = timedelta(minutes=2)  # the beat ticks every 20 s


@dataclass(frozen=True)
class Way:
    """A channel, its moments in words: `down` since when ("": it works), `worked` when last."""

    name: str
    down: str
    worked: str
    due: int


@dataclass(frozen=True)
class Health:
    """How sending goes. `since`: the moment of what has been due for longest, "" if nothing is.

    `late`: that has waited for too long. `silent`: no beat, so nothing is sent.
    """

    ways: list[Way]
    waiting: int
    failed: int
    since: str
    late: bool
    beat: str
    silent: bool


def health(now: datetime, zone: str) -> Health:
    """Channels, beat, and what is stuck: three queries. Mail is told of even if it is unused."""
    held = outbox.standing(now)
    known = {way.name: way for way in held.ways}
    known.setdefault("mail", outbox.Way("mail", 0, 0, None, 0, None, None))
    since = min((way.since for way in held.ways if way.since), default=None)
    beat = held.pulses.get("beat")
    return Health(
        ways=[_way(known[name], now, zone) for name in sorted(known) if name],
        waiting=sum(way.waiting for way in held.ways),
        failed=sum(way.aside for way in held.ways),
        since=clock(since, now, zone),
        late=since is not None and now - since > LATE,
        beat=clock(beat, now, zone),
        silent=beat is None or now - beat > SILENT,
    )


def _way(way: outbox.Way, now: datetime, zone: str) -> Way:
    down, worked = clock(way.down_since, now, zone), clock(way.worked_at, now, zone)
    return Way(way.name, down, worked, way.due)
