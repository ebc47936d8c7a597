"""The page of times as a browser asks for it, beside a plain page with the same times."""

from __future__ import annotations

import re
from datetime import UTC
from urllib.parse import urlencode

from bookings.actions.load_people import RUNNER
from bookings.core.load import MINUTES
from bookings.management.bench import card, naive, season, slots, table
from bookings.management.bench.counting import statements
from bookings.management.bench.slots import Wrong
from bookings.management.bench.stage import DEPTH, Stage, browser
from bookings.management.bench.table import Row
from bookings.management.bench.timing import beside

MOST_MS, QUERIES, TIMES = 18.0, 8, 2.0
PICK = re.compile(r'name="pick" value="([-\dT:]{16})\+00:00\|')


def measured(stage: Stage) -> list[Row]:
    """The page of a week: its time and its queries; and its time beside the plain page's."""
    days = slots.WEEK  # that is what the page shows
    query = slots.path(stage, 0, days)
    order = {"service": stage.service, "minutes": MINUTES, "depth": DEPTH}
    ours, bare = f"/book/times/?{query}&{urlencode(order)}", f"/page?{query}"
    here, gzip = browser(RUNNER), {"Accept-Encoding": "gzip"}
    starts = check(stage, here.get(ours).content.decode(), range(days))
    count, _control = statements(lambda: here.get(ours))
    with stage.signed_in(RUNNER, **gzip) as mine, stage.bare.asker() as theirs:
        sent = len(mine.get(ours)) / 1e3, len(theirs.get(bare)) / 1e3
        taken = beside(lambda: mine.get(ours), lambda: theirs.get(bare), rounds=stage.counts.pages)
    more = f"; {starts} starts, {sent[0]:,.0f} kB (gzip) beside {sent[1]:,.0f}"
    what = f"booking page, {stage.plan.size.therapists} therapists × {days} days"
    return [
        table.under(what, taken[0].middle * 1e3, MOST_MS, " ms", taken[0].told),
        table.under("booking page, SQL queries with the login's", count, QUERIES),
        table.ratio("a week's page", *taken, most=TIMES, more=more),
        *season.measured(stage),
        *card.measured(stage),
    ]


def check(stage: Stage, page: str, days: range) -> int:
    """How many starts the page has buttons for: all that can be booked. Raises `Wrong`."""
    told = set(PICK.findall(page))
    expected = {
        naive.moment(stage.plan, start).astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
        for start in naive.free(stage.plan, days)
        if stage.judge.said(start)["verdict"] != "blocked"
    }
    if told != expected:
        lacks, extra = len(expected - told), len(told - expected)
        raise Wrong(f"the page lacks {lacks} starts and has {extra} that cannot be")
    return len(told)
