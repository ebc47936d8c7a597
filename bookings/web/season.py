"""The season: the page that a runner opens in the morning, and each day of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from bookings.forms.book import Choice
from bookings.forms.season import asked
from bookings.models import Service
from bookings.queries import season as queries
from bookings.queries import settling
from bookings.queries.season import DayTold, Span
from bookings.web.party import Party, party
from protocols.core import walls
from protocols.core.facts import Shape
from protocols.core.season import Season
from protocols.core.season_day import KindDay
from protocols.web import words

Menu = dict[Shape, tuple[Service, int]]


@dataclass(frozen=True)
class Line:
    """A kind of session on the day, and where its times are; "" where none can be booked."""

    told: KindDay
    url: str


@gzip_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The season and one day of it; for htmx the day alone."""
    me, zone = party(request), queries.zone_of()
    span = asked(request.GET.dict(), walls.today(me.now, zone))
    language = words.language(get_language() or "en")
    if request.headers.get("HX-Target") == "day":
        day = queries.day(me.whose, span.day, zone, me.now, language)
        menu = queries.fitting([kind.shape for kind in day.kinds])
        context = {"query": _query(span)} | _panel(me, day, menu)
        return render(request, "bookings/season/day.html", context)
    told = queries.page(me.whose, span, zone, me.now, language)
    menu = queries.fitting([*told.season.kinds])
    context = {"season": told.season, "asks": told.asks, "span": span, "query": _query(span)}
    context |= _panel(me, told.day, menu) | _ways(span) | _due(told.season, menu)
    return render(request, "bookings/season/page.html", context)


@require_safe
def unfit(request: HttpRequest) -> HttpResponse:
    """How many booked sessions no longer fit, as a part of the page: it takes a while to judge them."""
    me = party(request)
    context = {"unfit": settling.unfit(me.whose, me.now)}
    return render(request, "bookings/season/unfit.html", context)


def _query(span: Span) -> str:
    """What stands before a day in its address: the picture stays as it is."""
    if span.usual:
        return ""
    return _weeks(span.first, span.weeks) + "&"


def _weeks(first: date, weeks: int) -> str:
    return urlencode({"from": first.isoformat(), "weeks": str(weeks)})


def _panel(me: Party, day: DayTold, menu: Menu) -> dict[str, Any]:
    """The day with the addresses of its times, and of the days beside it."""
    return {
        "me": me,
        "day": day,
        "lines": [
            Line(
                kind, "" if kind.best == "blocked" else _times(menu, kind.shape, day.day, day.today)
            )
            for kind in day.kinds
        ],
        "before": day.day - timedelta(days=1),
        "after": day.day + timedelta(days=1),
        "elsewhere": me.whose.zone not in ("UTC", day.zone),
    }


def _times(menu: Menu, shape: Shape, day: date, today: date) -> str:
    """The address of a day's times for a kind of session, if it can be booked so far ahead."""
    if shape not in menu or not 0 <= (day - today).days <= menu[shape][0].horizon_days:
        return ""
    service, minutes = menu[shape]
    choice = Choice(
        first=day,
        service=service.code,
        minutes=minutes,
        depth=shape.depth,
        group_size=service.group_least,
        day=day,
    )
    return f"{reverse('book_times')}?{choice.query()}"


def _ways(span: Span) -> dict[str, str]:
    """Earlier, later, and the other length."""
    step = timedelta(weeks=span.weeks // 2)
    other = queries.MOST if span.weeks == queries.LEAST else queries.LEAST
    return {
        "earlier": _weeks(span.first - step, span.weeks),
        "later": _weeks(span.first + step, span.weeks),
        "other": _weeks(span.first, other),
    }


def _due(season: Season, menu: Menu) -> dict[str, Any]:
    """The session that is due in days of the calendar, and where it can be booked."""
    due, today = season.due, season.today
    begin = date.fromordinal(due.begin) if due.begin else today
    url = ""
    if due.state != "none":
        url = _times(menu, due.shape, max(begin, today), today) or reverse("book_services")
    return {
        "due": due,
        "due_begin": begin,
        "due_until": date.fromordinal(due.until) if due.until else None,
        "due_booked": date.fromordinal(due.booked) if due.booked else None,
        "due_last": date.fromordinal(due.last) if due.last else None,
        "due_url": url,
    }
