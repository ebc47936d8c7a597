"""A therapist's own day: what to be careful with, then what to do. It keeps itself fresh."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions import changing
from bookings.forms.desk_free import asked_day
from bookings.queries import appointments, day_health
from bookings.queries import day as queries
from bookings.queries.desk_lines import line
from bookings.web.desk_asking import PAGE, back, once, staff
from bookings.web.marking import marked
from clinic.foundation.forms.faults import told_in
from clinic.foundation.forms.once import OnceForm

NOTHING_NEW = 204  # htmx leaves the page alone


@require_safe
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """Own sessions of a day in one column; today without a date in the address."""
    me = staff(request)
    page = queries.own(me.by, asked_day(request.GET.get("date", "")), me.now)
    context = {"page": page, "health": queries.health(me.by, page, me.now), "now": me.now}
    return render(request, "bookings/day/day.html", context)


@require_safe
@never_cache
def part(request: HttpRequest) -> HttpResponse:
    """The same for a page that asks by itself: nothing while nothing is new, and no look for asking.

    A page that is being read (`busy`) is told that there is something, and left as it is.
    """
    me = staff(request)
    page = queries.own(me.by, asked_day(request.GET.get("date", "")), me.now)
    if request.GET.get("seen") == page.seen:
        return HttpResponse(status=NOTHING_NEW)
    if request.GET.get("busy"):
        answer = render(request, "bookings/day/new.html", {"page": page})
        answer["HX-Retarget"], answer["HX-Reswap"] = "#day-new", "innerHTML"
        return answer
    context = {"page": page, "health": queries.health(me.by, page, me.now), "now": me.now}
    return render(request, "bookings/day/part.html", context)


@require_POST
def mark(request: HttpRequest, code: str) -> HttpResponse:
    """Accept what waits for a look, or say what became of a session."""
    me = staff(request)
    row = day_health.own_appointment(me.by, code, now=me.now)
    marked(request, me, row)
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
