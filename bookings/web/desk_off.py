"""The desk answers what therapists ask for: time off, with what is booked in it before its eyes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.actions import times_off
from bookings.forms.desk_off import AnswerForm
from bookings.models import TimeOff
from bookings.queries import day_off
from bookings.web.desk_asking import Staff, staff, tried


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is asked for, each with its clashes; what is granted below."""
    asked, granted = day_off.waiting(staff(request).now)
    rows = [(off, AnswerForm(auto_id=False, initial={"seen": off.codes})) for off in asked]
    context = {"rows": rows, "granted": granted}
    return render(request, "bookings/desk/off.html", context)


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Grant or refuse; what was booked since the page was shown is looked at first."""
    me, form = staff(request), AnswerForm(request.POST)
    row = day_off.of_desk(code)
    if tried(request, me, form, f"answer time off {code}", lambda: _answered(me, form, row)):
        granted = form.cleaned_data["answer"] == "grant"
        said = _("Granted. Nothing new is booked then.") if granted else _("Refused.")
        messages.success(request, said)
    return redirect("desk_off")


def _answered(me: Staff, form: AnswerForm, row: TimeOff) -> TimeOff:
    if form.cleaned_data["answer"] == "refuse":
        return times_off.refuse(by=me.by, time_off=row, now=me.now)
    return times_off.grant(by=me.by, time_off=row, seen=form.seen_codes(), now=me.now)
