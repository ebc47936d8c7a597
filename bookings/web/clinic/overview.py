"""The owner's first page: what is set up, what is missing, what can be booked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.queries import menu, people, places
from bookings.web.clinic.asking import today
from bookings.web.clinic.showing import lack


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A list to tick off for a new clinic; later what hinders which service."""
    counts = places.counts()
    lines = menu.checked(menu.everything().filter(active=True), today(timezone.now()))
    context = {
        "counts": counts,
        "therapists": people.therapists().filter(active=True),
        "at_work": sum(any(shift.hours for shift in one.shifts.all()) for one in people.giving()),
        "waiting": list(people.candidates()),
        "ready": [line for line in lines if not line.lacks],
        "lacking": [(line.row, lack(line.lacks, line.missing)) for line in lines if line.lacks],
        "services": len(lines),
    }
    return render(request, "bookings/clinic/overview.html", context)
