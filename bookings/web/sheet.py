"""The sheet of a day, to print and pin up: no telephone numbers, nothing of health, no prices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bookings.forms.desk_free import asked_day
from bookings.queries import sheet
from bookings.web.desk_asking import staff


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A day by therapist or by room; today without a day in the address."""
    me, asked = staff(request), request.GET
    found = sheet.read(
        asked_day(asked.get("day", "")),
        me.now,
        by=asked.get("by", ""),
        location=asked.get("location", ""),
    )
    return render(request, "bookings/calendar/sheet.html", {"sheet": found})
