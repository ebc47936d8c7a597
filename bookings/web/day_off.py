"""A therapist's own time off: asked for, and taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.actions import times_off
from bookings.forms.day import TimeOffForm
from bookings.models import Therapist, TimeOff
from bookings.queries import day as queries
from bookings.queries import day_off
from bookings.web.desk_asking import PAGE, Staff, once, staff, tried
from clinic.foundation.forms.once import OnceForm


@require_http_methods(PAGE)
def page(request: HttpRequest) -> HttpResponse:
    """Time off to come, how it was answered, the sessions that stay in it, and a form to ask for more."""
    me = staff(request)
    who, zone = queries.therapist_of(me.by), queries.zone_of(me.by)
    form = TimeOffForm(request.POST if request.method == "POST" else None)
    if who and request.method == "POST" and form.is_valid():
        made = form.tried(lambda: _ask(me, form, who, zone))
        if made:
            messages.success(request, _("Asked for. The front desk sees it and answers."))
            return redirect("day_off")
    offs = day_off.coming(who, zone, me.now) if who else []
    rows = [(off, OnceForm(auto_id=False)) for off in offs]
    context = {"form": form, "rows": rows, "who": who, "zone": zone}
    return render(request, "bookings/day/off.html", context)


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Give the time free again."""
    me, form = staff(request), OnceForm(request.POST)
    row = day_off.own(me.by, code)
    if tried(request, me, form, f"take back {code}", lambda: _free(me, row)):
        messages.success(request, _("Taken back."))
    return redirect("day_off")


def _ask(me: Staff, form: TimeOffForm, who: Therapist, zone: str) -> str:
    start, end = form.span(zone)
    return once(
        me,
        form,
        "ask for time off",
        lambda: times_off.ask(by=me.by, therapist=who, start=start, end=end, now=me.now),
    )


def _free(me: Staff, row: TimeOff) -> TimeOff:
    times_off.take_back(by=me.by, time_off=row, now=me.now)
    return row
