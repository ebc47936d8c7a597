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
from bookings.queries.day_off import Off
from bookings.web.desk_asking import Staff, staff, tried


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is asked for, each with its clashes; what is granted below."""
    asked, granted = day_off.waiting(staff(request).now)
    context = {"rows": _with_forms(asked), "granted": _with_forms(granted)}
    return render(request, "bookings/desk/off.html", context)


def _with_forms(offs: list[Off]) -> list[tuple[Off, AnswerForm]]:
    return [(off, _form(off)) for off in offs]


def _form(off: Off) -> AnswerForm:
    return AnswerForm(auto_id=f"{off.row.code}_%s", initial={"seen": off.codes})


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Grant or refuse, or take back what was granted; what was booked since the page was shown is
    looked at first.
    """
    me, form = staff(request), AnswerForm(request.POST)
    row = day_off.of_desk(code)
    if tried(request, me, form, f"answer time off {code}", lambda: _answered(me, form, row)):
        messages.success(request, _said()[form.cleaned_data["answer"]])
    return redirect("desk_off")


def _said() -> dict[str, str]:
    return {
        "grant": _("Granted. Nothing new is booked then."),
        "refuse": _("Refused."),
        "back": _("Taken back. It can be booked again."),
    }


def _answered(me: Staff, form: AnswerForm, row: TimeOff) -> TimeOff:
    if form.cleaned_data["answer"] == "back":
        times_off.take_back(by=me.by, time_off=row, now=me.now)
        return row
    word = form.cleaned_data["word"]
    if form.cleaned_data["answer"] == "refuse":
        return times_off.refuse(by=me.by, time_off=row, now=me.now, word=word)
    return times_off.grant(by=me.by, time_off=row, seen=form.seen_codes(), now=me.now, word=word)
