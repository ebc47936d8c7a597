"""The season page of a runner with five years behind them and a year ahead."""

from __future__ import annotations

from django.utils import timezone

from bookings.actions.load_people import OWNER, address
from bookings.actions.load_years import VETERAN, veteran
from bookings.management.bench import table
from bookings.management.bench.counting import statements
from bookings.management.bench.stage import Stage, browser
from bookings.management.bench.table import Row
from bookings.management.bench.timing import beside
from clinic.foundation.models import User

MOST_MS, QUERIES = 50.0, 12
HALF, YEAR = "/season/", "/season/?weeks=52"


def measured(stage: Stage) -> list[Row]:
    """The page of half a year and that of a year, by turns, and its queries."""
    if not User.objects.filter(email=address(VETERAN)).exists():
        veteran(by=User.objects.get(email=address(OWNER)), now=timezone.now())
    here = browser(VETERAN)
    count, _control = statements(lambda: here.get(HALF))
    with stage.signed_in(VETERAN) as mine:
        half, year = beside(
            lambda: mine.get(HALF), lambda: mine.get(YEAR), rounds=stage.counts.pages
        )
    what = "season page: %d weeks, five years of history"
    return [
        table.under(what % 26, half.middle * 1e3, MOST_MS, " ms", half.told),
        table.under(what % 52, year.middle * 1e3, MOST_MS, " ms", year.told),
        table.under("season page, SQL queries with the login's", count, QUERIES),
    ]
