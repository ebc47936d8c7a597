"""A therapist's own day, and one session of it: what to be careful with, then what to do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions import changing, visits
from bookings.forms.desk import MarkForm
from bookings.forms.desk_free import asked_day
from bookings.queries import appointments, day_health, suiting
from bookings.queries import day as queries
from bookings.queries.desk_lines import line
from bookings.web.desk_asking import PAGE, back, once, staff, tried
from clinic.foundation.forms.faults import told_in
from clinic.foundation.forms.once import OnceForm
from protocols.forms.choices import INJURIES, SCREENING
from protocols.web import extras


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Own sessions of a day in one column; today without a date in the address."""
    me = staff(request)
    page = queries.own(me.by, asked_day(request.GET.get("date", "")), me.now)
    return render(request, "bookings/day/day.html", {"page": page, "now": me.now})


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A session of a client they treat. Opening it is a look, which the client sees."""
    me = staff(request)
    row = day_health.own_appointment(me.by, code, now=me.now)
    told = line(appointments.one(row, me.now), me.now, treats=True)
    health = day_health.read(me.by, row, now=me.now)
    said = {*health.screening, *health.newly}
    context = {
        "line": told,
        "health": health,
        "flags": [(code, word) for code, word in SCREENING if code in said],
        "injury_word": dict(INJURIES)[health.injury.kind] if health.injury else "",
        "marks": [(state, MarkForm(auto_id=False)) for state in told.steps],
        "advice": extras.told(suiting.advice(row, me.now)),
    }
    return render(request, "bookings/day/session.html", context)


@require_POST
def mark(request: HttpRequest, code: str) -> HttpResponse:
    """Accept what waits for a look, or say what became of a session."""
    me, form = staff(request), MarkForm(request.POST)
    row = day_health.own_appointment(me.by, code, now=me.now)
    tried(
        request,
        me,
        form,
        f"mark {code}",
        lambda: visits.mark(
            by=me.by, appointment=row, state=form.cleaned_data["state"], now=me.now
        ),
    )
    return back(request, "day_session", code)


@require_http_methods(PAGE)
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then cancel for the client: the clinic's doing, so without a fee."""
    me, form = staff(request), OnceForm(request.POST or None)
    row = day_health.own_appointment(me.by, code, now=me.now)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            once(
                me,
                form,
                f"cancel {code}",
                lambda: changing.cancel(by=me.by, appointment=row, now=me.now, our_doing=True),
            )
            messages.success(request, _("Cancelled, without a fee."))
            return redirect("day")
    told = line(appointments.one(row, me.now), me.now, treats=True)
    return render(request, "bookings/day/cancel.html", {"form": form, "line": told})
