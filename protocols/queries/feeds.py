"""Feeds: what a runner sees of theirs, and which are to be read. An address never leaves but whole
to its reader; people are shown its host.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q, QuerySet

from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from clinic.foundation.queries.message_words import clock
from protocols.core.plans import feeds as core
from protocols.core.plans.feeds import Address
from protocols.models import Imported, Source
from protocols.queries import feed_words, import_words
from protocols.queries.whose import may_edit, nothing, zone_of

MOST_FEEDS = 5
STAMP = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Line:
    """One feed for its runner. `trouble` is a sentence, "" while it works.

    Moments are in words, by the runner's clock: when it was last read well, since when it cannot
    be ("" while it can), and when it is tried next.
    """

    source: Source
    host: str
    tool: str
    trouble: str
    read: str
    since: str
    again: str


@dataclass(frozen=True, slots=True)
class Made:
    """How much came from a feed and is in the calendar; `asked` waits for the runner's word."""

    races: int
    workouts: int
    absences: int
    asked: int
    gone: int

    @property
    def any(self) -> bool:
        return any((self.races, self.workouts, self.absences, self.asked, self.gone))


def of_client(client: Client, now: datetime) -> list[Line]:
    """A client's feeds, the oldest first: two queries, one without any."""
    rows = list(_feeds().filter(client=client).order_by("added_at", "pk"))
    return _lines(client, rows, now)


def one(by: User, code: str, now: datetime) -> Line:
    """A feed by its code. Raises `NotFound` for what is not there, or not theirs."""
    row = _feeds().filter(code=code).first() if code.isalnum() else None
    if row is None or not may_edit(by, row.client, now):
        raise nothing()
    return _lines(row.client, [row], now)[0]


def made(source: Source) -> Made:
    """What came of a feed: one query."""
    here = Q(gone_at=None)
    counted = Imported.objects.filter(source=source).aggregate(
        races=Count("race", filter=here),
        workouts=Count("workout", filter=here),
        absences=Count("absence", filter=here),
        asked=Count("pk", filter=here & Q(state=Imported.State.SUGGESTED)),
        gone=Count("pk", filter=~here),
    )
    return Made(**counted)


def due(now: datetime) -> str | None:
    """The code of the feed to be read next, those that failed last: one query.

    Nobody is at it, and its client has a key: without one its address opens no more.
    """
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    rows = _feeds().filter(free, due_at__lte=now, client__key__isnull=False)
    return rows.order_by("fails", "due_at", "pk").values_list("code", flat=True).first()


def found_at(client: Client, address: Address) -> Source | None:
    """The client's feed of that very address: two queries."""
    rows = list(_feeds().filter(client=client))
    return next((row for row, at in _addresses(client, rows) if at == address.text), None)


def awaited(source: Source, now: datetime) -> bool:
    """Whether something of a feed lies ahead: one query."""
    ahead = Q(race__start_at__gt=now) | Q(workout__start_at__gt=now)
    return Imported.objects.filter(ahead, source=source, gone_at=None).exists()


def still_failing(code: str, since: str) -> Source | None:
    """The feed, if it has failed without an end from that moment on (as `stamp` writes it)."""
    row = _feeds().filter(code=code).first()
    if row is None or row.failing_since is None or stamp(row.failing_since) != since:
        return None
    return row


def called(source: Source) -> str:
    """What a message calls a feed: its tool, or its host. The name that a calendar gives itself can
    tell of an illness, and a mail may be read by others. At most one query.
    """
    if source.tool == "ical":
        for _row, at in _addresses(source.client, [source]):
            return _host(at)
    return import_words.tool(source.tool)


def stamp(at: datetime) -> str:
    """A moment as the fact of a message."""
    return at.astimezone(UTC).strftime(STAMP)


def _feeds() -> QuerySet[Source]:
    return Source.objects.filter(kind=Source.Kind.FEED).select_related("client__user")


def _lines(client: Client, rows: Sequence[Source], now: datetime) -> list[Line]:
    if not rows:
        return []
    opened = {row.pk: at for row, at in _addresses(client, rows)}
    zone = zone_of(client)
    return [
        Line(
            source=row,
            host=_host(opened.get(row.pk, "")),
            tool=import_words.tool(row.tool) if row.tool != "ical" else "",
            trouble=feed_words.trouble(row.trouble),
            read=clock(row.read_at, now, zone),
            since=clock(row.failing_since, now, zone),
            again=clock(row.due_at, now, zone),
        )
        for row in rows
    ]


def _addresses(client: Client, rows: Sequence[Source]) -> list[tuple[Source, str]]:
    opened = access.open_unseen(client, rows)
    return [(row, texts["address"]) for row, texts in zip(rows, opened, strict=False)]


def _host(address: str) -> str:
    found = core.address(address)
    return found.host if isinstance(found, Address) else ""
