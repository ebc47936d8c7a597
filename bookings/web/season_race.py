"""The days round one race, hour by hour, for a kind of session at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bookings.forms.book import Choice
from bookings.queries import race_hours
from bookings.queries.race_hours import RaceHours
from clinic.foundation.models import User
from protocols.core.hourly import HourDay
from protocols.web import words


@dataclass(frozen=True)
class Row:
    """A day of the picture, and where its times are; "" where none can be looked for."""

    told: HourDay
    url: str

    @property
    def open(self) -> bool:
        """Whether some hour of it is not blocked."""
        return any(stretch.verdict != "blocked" for stretch in self.told.stretches)


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Ten days before a race of one's own and four after it; `?kind=` is the kind of session."""
    by, now = cast("User", request.user), timezone.now()
    language = words.language(get_language() or "en")
    found = race_hours.own(by, code, request.GET.get("kind", ""), now=now, language=language)
    rows = [Row(day, _times(found, day)) for day in found.hours.days]
    context = {"page": found, "rows": rows, "first": _first(found, rows)}
    return render(request, "bookings/season/race/page.html", context)


def _first(found: RaceHours, rows: list[Row]) -> str:
    """The times of the first day that is best, else that is not blocked through; "" for none."""
    best = found.best[0].begin.date() if found.best else found.today
    return next((row.url for row in rows if row.url and row.open and row.told.day >= best), "")


def _times(found: RaceHours, day: HourDay) -> str:
    """The address of a day's times for the session shown, if they can be booked."""
    if found.menu is None or not found.bookable(day.day):
        return ""
    choice = Choice(
        first=day.day,
        service=found.menu.service.code,
        minutes=found.menu.minutes,
        depth=found.menu.depth,
        day=day.day,
    )
    return f"{reverse('book_times')}?{choice.query()}"
