"""Asking for a waiver at the desk, and the therapist's answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bookings.actions import waivers as actions
from bookings.forms.calendar import ActForm, WaiverForm, body
from bookings.forms.day import WaiveForm
from bookings.models import Appointment, WaiverRequest
from bookings.queries import standing, waivers
from bookings.queries.day_blocked import Against, against, told_of
from bookings.web.calendar_answers import answers
from bookings.web.calendar_wishes import wished
from bookings.web.desk_asking import PAGE, Staff, once, staff, tried
from clinic.foundation.forms.once import OnceForm


@answers
def ask(request: HttpRequest) -> dict[str, Any]:
    """The desk asks a therapist to waive what blocks a time."""
    me, form = staff(request), WaiverForm(body(request.body))
    wanted = wished(me, form.told())
    code = once(
        me,
        form,
        "calendar waiver",
        lambda: actions.ask(by=me.by, wanted=wanted, now=me.now),
    )
    return {"message": is_asked(code), "undo": None, "waiver": code}


def is_asked(code: str) -> str:
    """What the desk hears of its request."""
    said = _("%(who)s is asked: it stands on their page of the day. Nothing is held meanwhile.")
    return said % {"who": waivers.one(code).therapist}


@answers
def withdraw(request: HttpRequest, code: str) -> dict[str, Any]:
    """The desk needs it no more."""
    me, form = staff(request), ActForm(body(request.body))
    form.told()
    found = waivers.one(code)
    standing.must(me.by, found.client, me.now)
    once(
        me,
        form,
        f"withdraw waiver {code}",
        lambda: actions.withdraw(by=me.by, request=found, now=me.now),
    )
    return {"message": _("Withdrawn."), "undo": None}


@require_http_methods(PAGE)
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    """What stands against the time, as the rules say it to who treats; waive, or decline."""
    me = staff(request)
    found = waivers.theirs(me.by, code, me.now)
    if found.state != "open" or found.start_at <= me.now:
        messages.info(request, _("This has been answered already, or its time is over."))
        return redirect("day")
    told = against(me.by, waivers.wanted_of(found), me.now)
    data = request.POST if request.method == "POST" else None
    form = WaiveForm(data, rules=told.waivable, said=told.told)
    if data and form.is_valid() and (row := _granted(me, form, found, told)):
        messages.success(request, _("Waived: the desk has its time."))
        return redirect("day_session", row)
    context = {"asked": waivers.told(found), "beside": waivers.beside(found)}
    context |= {"found": told, "form": form, "no": OnceForm()}
    return render(request, "bookings/waivers/one.html", context)


@require_POST
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """The therapist leaves the rule as it is."""
    me, form = staff(request), OnceForm(request.POST)
    found = waivers.theirs(me.by, code, me.now)
    if tried(
        request,
        me,
        form,
        f"decline waiver {code}",
        lambda: actions.decline(by=me.by, request=found, now=me.now),
    ):
        messages.success(request, _("Declined: the desk sees it."))
    return redirect("day")


def _granted(me: Staff, form: WaiveForm, found: WaiverRequest, told: Against) -> str | None:
    """Every reason stood on the page above the button, so cautions are accepted with it.

    One that did not stand there, or came up meanwhile, has to be read first.
    """
    said = form.cleaned_data
    waive, reason = tuple(said.get("waive", ())), said.get("reason", "")

    def do() -> Appointment:
        form.tells(told.told)
        row = actions.grant(by=me.by, request=found, waive=waive, reason=reason, now=me.now)
        form.tells(told_of(me.by, row, me.now))
        return row

    return form.tried(lambda: once(me, form, f"grant waiver {found.code}", do))
