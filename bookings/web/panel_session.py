"""One session beside the calendar: how it stands, and what the desk does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.actions import changing, reviewing, undoing, visits
from bookings.forms.panel import DoForm, MarkForm, OffForm, PaidForm
from bookings.models import Appointment
from bookings.queries import desk_appointment, panel_session, standing
from bookings.web.desk_asking import Staff, in_passing, once, staff
from bookings.web.panel import by_htmx, panel, told
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.forms.once import OnceForm

Doing = Callable[[Staff, Appointment, dict[str, Any]], Appointment]


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """When, with whom, what, how it stands, what was sent, what happened."""
    return shown(request, staff(request), code)


@require_POST
def do(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Mark, cancel, note as paid, take back: once, on the session as it was seen."""
    me = staff(request)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    if act not in ACTS:
        raise NotFound("not_found", _("There is no such page."))
    made, said, carry_out = ACTS[act]
    form = made(request.POST)
    if not form.is_valid():
        return _again(request, me, code, _("This page was out of date. Look again."))
    data = form.cleaned_data
    try:
        once(me, form, f"panel {act} {code}", lambda: carry_out(me, row, data))
    except (Conflict, Invalid, Refused) as problem:
        if act == "mark" and reviewing.turn(by=me.by, appointment=row, now=me.now):
            return _again(request, me, code, _("It now waits in the therapists’ reviews."))
        return _again(request, me, code, in_passing(problem))
    return _done(request, me, code, str(said()))


def shown(request: HttpRequest, me: Staff, code: str, fault: str = "") -> HttpResponse:
    """The session's part. `fault` is told at its top: the acts stand below, on what is now."""
    row, _stands = standing.appointment(me.by, code, now=me.now)
    page = desk_appointment.page(row, me.now)
    more = panel_session.more(page.line.row, me.now, dids=undoing.AT_THE_DESK)
    seen = {"seen": more.seen}
    context = {
        "page": page,
        "line": page.line,
        "more": more,
        "fault": fault,
        "marks": [(s, MarkForm(initial=seen, auto_id=f"{s}_%s")) for s in page.line.steps],
        "pay": PaidForm(auto_id="pay_%s"),
        "off": OffForm(initial=seen, auto_id="off_%s"),
        "undo": DoForm(initial=seen, auto_id="undo_%s"),
    }
    return panel(request, "session", context, title=page.line.row.client.name)


def _again(request: HttpRequest, me: Staff, code: str, said: str) -> HttpResponse:
    if by_htmx(request):
        return shown(request, me, code, said)
    messages.error(request, said)
    return redirect("panel_session", code)


def _done(request: HttpRequest, me: Staff, code: str, said: str) -> HttpResponse:
    if not by_htmx(request):
        messages.success(request, said)
        return redirect("panel_session", code)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    more = panel_session.more(row, me.now, dids=undoing.AT_THE_DESK)
    back = {"url": reverse("calendar_undo", args=[code]), "body": {"seen": more.seen}}
    return told(shown(request, me, code), said, back if more.undo else None)


def _mark(me: Staff, row: Appointment, data: dict[str, Any]) -> Appointment:
    why = data["why"] if data["state"] == "no_show" else ""
    return visits.mark(
        by=me.by, appointment=row, state=data["state"], now=me.now, why=why, seen=data["seen"]
    )


def _cancel(me: Staff, row: Appointment, data: dict[str, Any]) -> Appointment:
    told = {name: data[name] for name in ("why", "our_doing", "told", "seen")}
    return changing.cancel(by=me.by, appointment=row, now=me.now, **told)


def _pay(me: Staff, row: Appointment, data: dict[str, Any]) -> Appointment:
    return visits.pay(by=me.by, appointment=row, how=data["how"], now=me.now)


def _undo(me: Staff, row: Appointment, data: dict[str, Any]) -> Appointment:
    return undoing.undo(by=me.by, appointment=row, now=me.now, seen=data["seen"])


# What the buttons do: their form, what is said of it, and the action.
ACTS: dict[str, tuple[type[OnceForm], Callable[[], str], Doing]] = {
    "mark": (MarkForm, lambda: _("Noted."), _mark),
    "cancel": (OffForm, lambda: _("Cancelled."), _cancel),
    "pay": (PaidForm, lambda: _("Noted as paid. The receipt is ready to print."), _pay),
    "undo": (DoForm, lambda: _("Taken back."), _undo),
}
