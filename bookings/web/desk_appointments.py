"""One appointment at the desk: what became of it, cancel, undo, money, receipt. Nothing of health."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions import changing, visits
from bookings.forms.desk import CancelForm, GiveBackForm, MarkForm, PayForm, UndoForm
from bookings.models import Appointment
from bookings.queries import desk_appointment, standing
from bookings.web.desk_asking import PAGE, Staff, once, staff, tried
from clinic.foundation.forms.faults import told_in


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """State and next steps, price and payment, and what has happened so far."""
    me = staff(request)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    page = desk_appointment.page(row, me.now)
    context = {
        "page": page,
        "line": page.line,
        "marks": [(state, _mark(state, len(page.history))) for state in page.line.steps],
        "undo": UndoForm(auto_id=False, initial={"seen": len(page.history)}),
        "pay": PayForm(auto_id="pay_%s", initial={"seen": len(page.history)}),
        "give_back": GiveBackForm(auto_id="back_%s", initial={"seen": len(page.history)}),
    }
    return render(request, "bookings/desk/appointment.html", context)


def _mark(state: str, seen: int) -> MarkForm:
    return MarkForm(auto_id=f"{state}_%s", initial={"seen": seen})


@require_http_methods(PAGE)
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, with the fee that is due, then cancel."""
    me = staff(request)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    page = desk_appointment.page(row, me.now)
    form = CancelForm(request.POST or None, initial={"seen": len(page.history)})
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            once(me, form, f"cancel {code}", lambda: _cancelled(me, row, form.cleaned_data))
            messages.success(request, _("Cancelled."))
            return redirect("desk_appointment", code)
        form.looked_again(len(page.history))
    agreed = desk_appointment.agreed(page.line.row)
    context = {"form": form, "page": page, "line": page.line, "agreed": agreed}
    return render(request, "bookings/desk/cancel.html", context)


def _cancelled(me: Staff, row: Appointment, told: dict[str, Any]) -> Appointment:
    return changing.cancel(
        by=me.by,
        appointment=row,
        now=me.now,
        our_doing=told["our_doing"],
        told=not told["quiet"],
        why=told["why"],
        seen=told["seen"],
    )


@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take the last move or cancellation back, for three minutes."""
    me, form = staff(request), UndoForm(request.POST)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    if tried(request, me, form, f"undo {code}", lambda: _undone(me, row, form)):
        messages.success(request, _("Taken back."))
    return redirect("desk_appointment", code)


def _undone(me: Staff, row: Appointment, form: UndoForm) -> Appointment:
    seen = form.cleaned_data["seen"]
    return changing.undo(by=me.by, appointment=row, now=me.now, seen=seen)


@require_POST
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """Note how it was paid; the receipt gets its number."""
    me, form = staff(request), PayForm(request.POST)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    if tried(request, me, form, f"pay {code}", lambda: visits.pay(**_money(me, row, form))):
        messages.success(request, _("Noted as paid. The receipt is ready to print."))
    return redirect("desk_appointment", code)


@require_POST
def give_back(request: HttpRequest, code: str) -> HttpResponse:
    """Note how the money for a session that fell through was given back."""
    me, form = staff(request), GiveBackForm(request.POST)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    do = f"give back {code}"
    if tried(request, me, form, do, lambda: visits.give_back(**_money(me, row, form))):
        messages.success(request, _("Noted as given back."))
    return redirect("desk_appointment", code)


def _money(me: Staff, row: Appointment, form: PayForm) -> dict[str, Any]:
    data = form.cleaned_data
    told = {"how": data["how"], "seen": data["seen"]}
    return {"by": me.by, "appointment": row, "now": me.now, **told}


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of a paid session, for a sheet of A4."""
    me = staff(request)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    context = {"receipt": desk_appointment.receipt(row), "code": code}
    return render(request, "bookings/desk/receipt.html", context)
