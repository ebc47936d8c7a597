"""`/api/v1/slots`, signed in and with verdicts, beside the bare view; every answer is checked."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from bookings.actions.load_people import REGULAR, RUNNER
from bookings.core.load import MINUTES
from bookings.management.bench import naive, table
from bookings.management.bench.counting import statements
from bookings.management.bench.naive import day_of
from bookings.management.bench.stage import DEPTH, Stage, browser
from bookings.management.bench.table import Row
from bookings.management.bench.timing import beside

WEEK, QUERIES, HISTORY = 7, 8, 1.2  # days; limits


class Wrong(Exception):
    """An answer that is not what the naive reference says."""


def measured(stage: Stage) -> list[Row]:
    """Weeks, sixty days and one day of one therapist; queries; and what a year of history costs."""
    size = stage.plan.size
    week, long = min(WEEK, size.days), size.days
    everybody = f"slots, {size.therapists} therapists × "
    day, whom = _some_day(stage)
    return [
        _beside(stage, f"{everybody}{week} days", (0, week), None, 3, stage.counts.slots),
        _beside(stage, f"{everybody}{long} days", (0, long), None, 3, stage.counts.long),
        _beside(stage, "slots, one × one day", (day, 1), whom, 4, stage.counts.slots),
        _queries(stage, week),
        _history(stage, week),
    ]


def path(stage: Stage, first: int, days: int, whom: int | None = None) -> str:
    """What is asked, as far as both are asked the same."""
    asked = {"from": day_of(stage.plan, first).isoformat(), "days": str(days)}
    if whom is not None:
        asked["therapist"] = stage.therapists[whom]
    return urlencode(asked)


def product(stage: Stage, query: str) -> str:
    """The whole address for the product."""
    order = {"service": stage.service, "minutes": MINUTES, "depth": DEPTH}
    return f"/api/v1/slots?{query}&{urlencode(order)}"


def _some_day(stage: Stage) -> tuple[int, int]:
    """The first day on which somebody has a time, and who: with none at all weeks are searched."""
    open_now = (
        (start[0], able[0])
        for start, able in naive.free(stage.plan, range(stage.plan.size.days)).items()
        if stage.judge.said(start)["verdict"] != "blocked"
    )
    return next(open_now)


def _beside(
    stage: Stage, what: str, days: tuple[int, int], whom: int | None, most: float, rounds: int
) -> Row:
    query = path(stage, *days, whom)
    ours, bare = product(stage, query), f"/slots?{query}"
    with stage.signed_in(RUNNER) as mine, stage.bare.asker() as theirs:
        answer, told = mine.get(ours), theirs.get(bare)
        range_ = range(days[0], sum(days))
        expected = check(stage, json.loads(answer), range_, whom)
        check_bare(stage, json.loads(told), range_, whom)
        taken = beside(lambda: mine.get(ours), lambda: theirs.get(bare), rounds=rounds)
    more = f"; {expected:,} times, {len(answer) / 1e3:,.0f} kB beside {len(told) / 1e3:,.0f}"
    return table.ratio(what, *taken, most=most, more=more)


def _queries(stage: Stage, week: int) -> Row:
    ours, mine = product(stage, path(stage, 0, week)), browser(RUNNER)
    count, _control = statements(lambda: mine.get(ours))
    return table.under("slots, SQL queries with the login's", count, QUERIES)


def _history(stage: Stage, week: int) -> Row:
    """The same calendar with a year of sessions behind it, and without."""
    ours = product(stage, path(stage, 0, week))
    with stage.signed_in(REGULAR) as regular, stage.signed_in(RUNNER) as runner:
        taken = beside(
            lambda: regular.get(ours), lambda: runner.get(ours), rounds=stage.counts.slots
        )
    return table.ratio("slots, a year of history beside none", *taken, most=HISTORY)


def check(stage: Stage, answer: Any, days: range, whom: int | None = None) -> int:
    """How many times were told, all of them as they must be: who, when, verdict, reasons.

    Raises `Wrong`.
    """
    expected = {}
    for start, able in naive.free(stage.plan, days, whom).items():
        said = stage.judge.said(start)
        if said["verdict"] != "blocked":
            at = naive.moment(stage.plan, start).timestamp()
            for number in able:
                expected[at, stage.therapists[number]] = said["verdict"], said["reasons"]
    told = {
        (_instant(slot["start"]), slot["therapist"]): (slot["verdict"], slot["reasons"])
        for slot in answer["slots"]
    }
    _same(told, expected, len(answer["slots"]))
    return len(expected)


def check_bare(stage: Stage, answer: Any, days: range, whom: int | None = None) -> None:
    """The bare view finds the same times, those among them that no rule would let be."""
    expected = {
        (naive.moment(stage.plan, start).timestamp(), stage.therapists[number])
        for start, able in naive.free(stage.plan, days, whom).items()
        for number in able
    }
    told = {(_instant(slot["start"]), slot["therapist"]) for slot in answer["slots"]}
    _same(dict.fromkeys(told), dict.fromkeys(expected), len(answer["slots"]))


def _same(told: dict[Any, Any], expected: dict[Any, Any], count: int) -> None:
    if told != expected or len(told) != count:
        lacks, extra = len(expected.keys() - told.keys()), len(told.keys() - expected.keys())
        raise Wrong(f"{lacks} times missing, {extra} too many, or others judged differently")


def _instant(told: str) -> float:
    return datetime.fromisoformat(told).timestamp()
