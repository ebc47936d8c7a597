"""The calendar's feed: days as their sessions, times off, hours, closures and held openings.

Times are those on the wall of a studio, 2026-11-23T14:30, without a zone. A day has a version that
follows from its content, so that a page which knows it is not sent it again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext as _

from bookings.queries import calendar_hours as hours
from bookings.queries import calendar_rows, setup
from bookings.queries.calendar_sessions import Near, Walls, by_day, told
from clinic.foundation.errors import Invalid, NotFound

A_DAY = timedelta(days=1)
PARTS = ("sessions", "offs", "hours", "closed", "openings")
Told = dict[str, Any]
Day = dict[str, list[Told]]
Version = tuple[str, str]  # and the JSON of which it is


@dataclass(frozen=True)
class Feed:
    """What is new to a page: the wall clock `now`, and each changed day as JSON, with its version."""

    now: str
    parts: dict[str, Version]

    @property
    def text(self) -> str:
        """The answer to the page."""
        days = (f'"{day}":{{"v":"{v}",{body[1:]}' for day, (v, body) in self.parts.items())
        return f'{{"now":"{self.now}","parts":{{{",".join(days)}}}}}'

    def values(self) -> Told:
        """The same as values."""
        found: Told = json.loads(self.text)
        return found


def read(
    first: date,
    days: int,
    now: datetime,
    *,
    location: str = "",
    therapist: str = "",
    known: Mapping[str, str] | None = None,
) -> Feed:
    """So many days, without those whose version is `known`, of one studio by code or of all.

    Likewise of one therapist: a week of everybody is much, and a page shows one. Five queries.
    Raises `Invalid` for a studio or therapist that there is not.
    """
    last = first + (days - 1) * A_DAY
    shop = setup.read(first=first, last=last)
    studios = [one for one in shop.studios if location in ("", one.code)]
    if location and not studios:
        raise Invalid("unknown_location", _("There is no such studio."), field="location")
    around = calendar_rows.around(first, last, now)
    whose = next((key for key, code in around.therapists.items() if code == therapist), 0)
    if therapist and not whose:
        raise Invalid("unknown_therapist", _("There is no such therapist."), field="therapist")
    here = studios[0].zone.key if location else around.zone
    parts: dict[str, Day] = {
        (first + n * A_DAY).isoformat(): {name: [] for name in PARTS} for n in range(days)
    }
    clock = Walls(here)
    found = calendar_rows.sessions(first, last, location, whose)
    for name, told_of in (
        ("sessions", by_day(found, around, clock, now)),
        ("offs", _each_day(parts, hours.offs(shop, location, around, clock))),
        ("hours", hours.working(shop, studios, first, days, clock)),
        ("closed", hours.closed(studios, around, first, last)),
        ("openings", _each_day(parts, hours.openings(location, around, clock))),
    ):
        for day, one in told_of:
            if not therapist or therapist in one.get("t", therapist):  # a code, or a list of them
                parts[day][name].append(one)
    return Feed(clock.wall(int(now.timestamp())), dict(_changed(parts, known or {})))


def session_now(code: str, now: datetime) -> dict[str, Any]:
    """One session as the feed tells it, also when it fell through: five queries.

    Raises `NotFound`.
    """
    row = calendar_rows.session(code)
    if row is None:
        raise NotFound("not_found", "no such session")
    day = date.fromisoformat(row.local_start[:10])
    around = calendar_rows.around(day, day, now)
    return told(row, around, Near.of([row], around.form, now), Walls(around.zone), now)


def _each_day(parts: Collection[str], found: Iterable[Told]) -> Iterator[tuple[str, Told]]:
    """What may last for several days, with each of those that are asked for."""
    for one in found:
        for day in parts:
            if one["s"] < f"{day}T24" and one["e"] > f"{day}T00:00":
                yield day, one


def _changed(parts: Mapping[str, Day], known: Mapping[str, str]) -> Iterator[tuple[str, Version]]:
    for day, part in parts.items():
        body = json.dumps(part, separators=(",", ":"))
        version = blake2b(body.encode(), digest_size=6).hexdigest()
        if known.get(day) != version:
            yield day, (version, body)
