"""Public holidays of a country and year, for a studio that closes on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays
from holidays.registry import COUNTRIES

from bookings.models import Location


@dataclass(frozen=True)
class Holiday:
    """One day. `kept` says what the studio has kept for it already; "" for nothing."""

    day: date
    name: str
    kept: str


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Every country that is known, as (two letters, its name), by name."""
    named = ((str(codes[1]), _spaced(str(codes[0]))) for codes in COUNTRIES.values())
    return tuple(sorted(named, key=lambda item: item[1]))


def parts(country: str) -> list[tuple[str, str]]:
    """The parts of a country that have holidays of their own."""
    found = holidays.list_supported_countries(include_aliases=False).get(country, [])
    return [(code, code) for code in found]


def of_year(location: Location, country: str, part: str, year: int) -> list[Holiday]:
    """The public holidays of that year, in order, as English has them where it does."""
    found = holidays.country_holidays(
        country, subdiv=part or None, years=year, language="en_US", observed=True
    )
    kept = list(location.closures.filter(last_day__year__gte=year, first_day__year__lte=year))
    return [
        Holiday(day, name, next((c.name for c in kept if c.first_day <= day <= c.last_day), ""))
        for day, name in sorted(found.items())
        if day.year == year
    ]


def _spaced(name: str) -> str:
    """`BosniaAndHerzegovina` as people write it."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r" (And|Of|The)(?= )", lambda found: found[0].lower(), words)
