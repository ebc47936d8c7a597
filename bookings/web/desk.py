"""The desk's day, and what became of each session of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from bookings.forms.desk import MarkForm
from bookings.forms.desk_free import asked_day
from bookings.queries import desk, standing
from bookings.web.desk_asking import back, staff
from bookings.web.marking import marked


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Everybody's sessions of a day by time; today without a day in the address."""
    me, asked = staff(request), request.GET
    chosen = {name: asked.get(name, "") for name in ("location", "therapist")}
    page = desk.day(asked_day(asked.get("day", "")), me.now, **chosen)
    marks = {line.code: MarkForm(auto_id=False) for line in page.lines}
    context = {
        "page": page,
        "chosen": chosen,
        "rows": [(one, marks[one.code]) for one in page.lines],
    }
    return render(request, "bookings/desk/day.html", context)


@require_POST
def mark(request: HttpRequest, code: str) -> HttpResponse:
    """Say what became of a session: arrived, in session, done, not here."""
    me = staff(request)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    marked(request, me, row)
    return back(request, "desk_appointment", code)
