"""The calendar of the desk: its feed beside the same rows bare, a poll, and the day in a browser."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from bookings.actions.load_calendar import raced
from bookings.actions.load_people import OWNER, address
from bookings.management.bench import table
from bookings.management.bench.counting import statements
from bookings.management.bench.naive import day_of
from bookings.management.bench.slots import WEEK, Wrong
from bookings.management.bench.stage import Stage, browser, login
from bookings.management.bench.table import Row
from bookings.management.bench.timing import Sample, beside
from clinic.foundation.models import User

TIMES, QUERIES, SHOWN_MS = 2.5, 7, 300.0
MARK = "calendar:shown"
Parts = dict[str, Any]


def measured(stage: Stage) -> list[Row]:
    """A week and a day of the feed, what a poll costs that brings nothing, the day on screen."""
    raced(by=User.objects.get(email=address(OWNER)))
    week, day = min(WEEK, stage.plan.size.days), 1
    rows = [_beside(stage, week), _queries(stage, week)]
    return [*rows, *_polls(stage, week, day), _on_screen(stage)]


def path(stage: Stage, days: int, known: str = "") -> str:
    """The feed of so many days from the first one of the plan."""
    first = day_of(stage.plan, 0).isoformat()
    return f"/desk/calendar/feed/?from={first}&days={days}&known={known}"


def check(stage: Stage, parts: Parts, days: int) -> int:
    """How many sessions the feed tells of, all that were planned among them. Raises `Wrong`."""
    told = {one["c"]: one for part in parts.values() for one in part["sessions"]}
    planned = sum(sitting.day < days for sitting in stage.plan.sittings)
    whole = [one for one in told.values() if one["t"] and one["race"]]
    if len(parts) != days or len(told) < planned or len(whole) < planned:
        raise Wrong(f"{len(told)} sessions, {len(whole)} of them whole, of {planned} planned")
    return len(told)


def _beside(stage: Stage, days: int) -> Row:
    ours, bare = path(stage, days), f"/week?from={day_of(stage.plan, 0).isoformat()}&days={days}"
    with stage.signed_in(OWNER) as mine, stage.bare.asker() as theirs:
        answer, told = mine.get(ours), theirs.get(bare)
        parts = json.loads(answer)["parts"]
        count = check(stage, parts, days)
        same = {one["code"] for one in json.loads(told)["sessions"]}
        if same != set(_codes(parts.values())):
            raise Wrong("the bare view tells of other sessions")
        taken = beside(lambda: mine.get(ours), lambda: theirs.get(bare), rounds=stage.counts.slots)
    more = f"; {count:,} sessions, {len(answer) / 1e3:,.0f} kB beside {len(told) / 1e3:,.0f}"
    return table.ratio(f"calendar feed, {days} days", *taken, most=TIMES, more=more)


def _codes(parts: Iterable[Parts]) -> Iterable[str]:
    return (one["c"] for part in parts for one in part["sessions"])


def _queries(stage: Stage, days: int) -> Row:
    here, ours = browser(OWNER), path(stage, days)
    count, _control = statements(lambda: here.get(ours))
    return table.under("calendar feed, SQL queries with the login's", count, QUERIES)


def _polls(stage: Stage, week: int, day: int) -> list[Row]:
    """What a page asks that knows its week, and what one asks that knows its day."""
    gzip = {"Accept-Encoding": "gzip"}
    with stage.signed_in(OWNER) as mine, stage.signed_in(OWNER, **gzip) as packed:
        known = json.loads(mine.get(path(stage, week)))["parts"]
        said = ",".join(f"{name}:{part['v']}" for name, part in known.items())
        both = path(stage, week, said), path(stage, day, said)
        for asked in both:
            if json.loads(mine.get(asked))["parts"]:
                raise Wrong("the feed sent again what had not changed")
        weeks, days = beside(
            lambda: mine.get(both[0]), lambda: mine.get(both[1]), rounds=stage.counts.pages
        )
        whole = packed.get(path(stage, day))
        alone, _same = beside(
            lambda: packed.get(path(stage, day)),
            lambda: mine.get(both[1]),
            rounds=stage.counts.pages,
        )
    size = f"{alone.told}, {len(whole) / 1e3:,.0f} kB (gzip)"
    return [
        table.plain("calendar feed, a day", size),
        table.plain("calendar poll of a day, nothing new", days.told),
        table.plain("calendar poll of a week, nothing new", weeks.told),
    ]


def _on_screen(stage: Stage) -> Row:
    """To the moment at which the page says that the day is drawn, with all its sessions in it."""
    day = day_of(stage.plan, 0).isoformat()
    url = f"http://127.0.0.1:{stage.product.port}/desk/calendar/?day={day}"
    held = sum(sitting.day == 0 for sitting in stage.plan.sittings)
    asked = [url, settings.SESSION_COOKIE_NAME, login(OWNER), str(stage.counts.pages // 2)]
    line = [sys.executable, "-m", "bookings.management.bench.chromium", *asked, MARK, str(held)]
    what = f"calendar, a day of {held} sessions on screen"
    done = subprocess.run(line, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        said = (done.stderr.strip().splitlines()[-1:] or ["it said nothing"])[0]
        if "at its mark" in said or "answered" in said:
            raise Wrong(said)
        return table.plain(what, f"no browser: {said[:60]}".replace("|", "/"))
    found = {name: Sample(tuple(ms / 1e3 for ms in ms_of)) for name, ms_of in _heard(done.stdout)}
    told = f"{found['kept'].told}; with nothing kept {found['fresh'].middle * 1e3:.0f} ms"
    return table.under(what, found["kept"].middle * 1e3, SHOWN_MS, " ms", told)


def _heard(said: str) -> Iterable[tuple[str, list[float]]]:
    told: dict[str, list[float]] = json.loads(said)
    return told.items()
