"""Answers to the red flags: whether there are fresh ones, and what of them holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from clinic.foundation.models import Client
from clinic.foundation.queries import access
from clinic.foundation.queries.prepared import Among, Loaded
from protocols.core import walls
from protocols.core.engine import judge
from protocols.core.intake.held import LONGEST, Said, said_from, since
from protocols.core.intake.held import held as codes_held
from protocols.core.parsing.case import read_case
from protocols.models import Screening
from protocols.queries import rules

HOLDS = timedelta(days=7)  # a whole set of answers spares the next session the questions


@dataclass(frozen=True, slots=True)
class Flag:
    """A screening code that holds, since when, and when it was last said."""

    code: str
    since: datetime
    last: datetime


def between(since: datetime, until: datetime) -> QuerySet[Screening]:
    """Everybody's answers after `since` and up to `until`, newest first."""
    lately = Screening.objects.filter(answered_at__gt=since, answered_at__lte=until)
    return lately.order_by("-answered_at", "-pk")


def counting(now: datetime) -> QuerySet[Screening]:
    """Everybody's answers of the last 365 days, newest first: none that is older counts."""
    return between(now - LONGEST, now)


def fresh(now: datetime) -> QuerySet[Screening]:
    """Everybody's whole sets of answers of the last 7 days, newest first."""
    return between(now - HOLDS, now).filter(whole=True)


def fresh_screening(client: Client, now: datetime) -> Screening | None:
    """The client's newest whole answers, if they are less than 7 days old: one query."""
    return fresh(now).filter(client=client).first()


def must_screen(client: Client, type: str, now: datetime) -> bool:  # noqa: A002 - the engine's word
    """Whether the red flags come before a session of this type: for an injury, unless answered."""
    return type == "injury" and fresh_screening(client, now) is None


def held(client: Client, now: datetime) -> list[str]:
    """The codes that hold for a client now, for the engine and nobody's eyes: two queries."""
    rows = list(counting(now).filter(client=client).select_related("client"))
    told = access.open_unseen(client, rows)
    return codes_held([_said(row, texts) for row, texts in zip(rows, told, strict=False)], now)


def flags_rows(clients: Collection[Client], now: datetime) -> list[Screening]:
    """The answers of these clients by which `flags_told` tells what holds, to be opened by
    `access.read_each`: two queries, one for the keys.

    Of a year of answers these are a few: the newest, and what still holds. A program finds them,
    unseen; what is shown of them is read through the gate, with a look for each.
    """
    known = {client.pk: client for client in clients}
    if not known:
        return []
    rows: list[Screening] = _FLAGS.all(clients=[*known], since=now - LONGEST, until=now)
    for row in rows:
        row.client = known[row.client_id]
    told = access.open_unseen_of(rows)
    if len(told) != len(rows):
        return rows  # somebody was erased: the gate says so
    said: dict[int, list[tuple[Screening, Said]]] = {client: [] for client in known}
    for row, text in zip(rows, told, strict=True):
        said[row.client_id].append((row, _said(row, text)))
    return [row for each in said.values() for row in _telling(each, now)]


def _telling(pairs: Sequence[tuple[Screening, Said]], now: datetime) -> list[Screening]:
    """Of one client's answers, newest first, those that tell the same as all of them."""
    whole = _flags([said for _row, said in pairs], now)
    kept = [
        (row, said)
        for number, (row, said) in enumerate(pairs)
        if number == 0 or any(f.code in said.codes and said.at >= f.since for f in whole)
    ]
    same = _flags([said for _row, said in kept], now) == whole
    return [row for row, _said in (kept if same else pairs)]


def _flags_of(*, clients: list[int], since: datetime, until: datetime) -> QuerySet[Screening]:
    return between(since, until).filter(Among("client_id", clients))


_FLAGS = Loaded(
    _flags_of,
    {
        "clients": [-77],
        "since": datetime(1901, 1, 1, tzinfo=UTC),
        "until": datetime(1901, 1, 2, tzinfo=UTC),
    },
)


def flags_told(
    rows: Sequence[Screening], texts: Sequence[Mapping[str, str]], now: datetime
) -> dict[int, list[Flag]]:
    """What holds, by the client's pk, the newest said last; nobody is left out who has answered.

    `texts` are those of `rows`, in their order.
    """
    said: dict[int, list[Said]] = {}
    for row, text in zip(rows, texts, strict=True):
        said.setdefault(row.client_id, []).append(_said(row, text))
    return {client: _flags(told, now) for client, told in said.items()}


def stops(codes: Sequence[str], now: datetime) -> bool:
    """Whether no session at all can be given with these answers, by the rules in force.

    Asked of the engine: the mildest session there is, right now, with nothing else in the calendar.
    """
    mildest = {"type": "general", "depth": "light", "minutes": 30, "start": walls.rfc3339(now)}
    case = read_case({"timezone": "UTC", "screening": list(codes), "candidate": mildest})
    reasons = judge(rules.current(), case).as_json(case)["reasons"]
    return any(r["rule"] == "FLAG-7" and r["effect"] == "blocked" for r in reasons)


def _said(row: Screening, texts: Mapping[str, str]) -> Said:
    return said_from(row.answered_at, texts["answers"])


def _flags(said: Sequence[Said], now: datetime) -> list[Flag]:
    begins = since(said, now)
    last = {code: max(one.at for one in said if code in one.codes) for code in begins}
    return [Flag(code, begin, last[code]) for code, begin in begins.items()]
