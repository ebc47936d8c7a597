"""The feed that keeps the calendar's page up to date, as JSON. To ask for it is no sign of a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from bookings.forms.desk_free import asked_day
from bookings.queries import calendar_feed
from bookings.web.desk_asking import staff
from clinic.foundation.errors import Invalid
from clinic.foundation.http import problem_body

MOST_DAYS = 7
KNOWN = 1_000  # characters of versions that are looked at


@require_safe
@cache_control(no_store=True, private=True)
@gzip_page  # nothing in it is secret: neither a token nor anything that opens one
def feed(request: HttpRequest) -> HttpResponse:
    """The days that are asked for, without those of which the page has the present version."""
    me, told = staff(request), request.GET
    try:
        first, days = _span(told)
        found = calendar_feed.read(
            first,
            days,
            me.now,
            location=told.get("location", ""),
            therapist=told.get("therapist", ""),
            known=_known(told.get("known", "")),
        )
    except Invalid as problem:
        body = problem_body(problem.code, problem.sentence, problem.field)
        return JsonResponse(body, status=problem.status)
    return HttpResponse(found.text, content_type="application/json")


def _span(told: Mapping[str, str]) -> tuple[date, int]:
    """The first day, and how many. Raises `Invalid`."""
    first = asked_day(told.get("from", ""))
    if first is None:
        raise Invalid("bad_day", _("That is no day. A day reads 2026-11-23."), field="from")
    days = told.get("days", "1")
    if days not in {str(n) for n in range(1, MOST_DAYS + 1)}:
        raise Invalid("bad_days", _("One day to seven can be asked for."), field="days")
    return first, int(days)


def _known(said: str) -> dict[str, str]:
    """The versions of the days that the page has: 2026-11-23:ab12,…"""
    pairs = (each.partition(":") for each in said[:KNOWN].split(","))
    return {day: version for day, _colon, version in pairs}
