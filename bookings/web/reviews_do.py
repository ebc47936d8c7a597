"""What a therapist does about a review: each act is one form, and the page comes back with its news."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings.actions import review_changes, review_questions, reviewing
from bookings.forms.reviews import (
    AcceptForm,
    AskForm,
    ChangeForm,
    ClearForm,
    DeclineForm,
    WaiveForm,
)
from bookings.models import Appointment
from bookings.queries import catalogue, review_page
from bookings.queries.day_health import own_appointment
from bookings.web import reviews
from bookings.web.desk_asking import Staff, once, staff
from clinic.foundation.forms.faults import told_in
from clinic.foundation.forms.once import OnceForm
from protocols.forms.choices import SCREENING
from protocols.queries import rules


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Take the session, with all that stood on the page."""
    me, row = _about(request, code)
    form = AcceptForm(request.POST)
    if _done(
        me,
        form,
        f"accept {code}",
        lambda: reviewing.accept(
            by=me.by, appointment=row, seen=form.codes, unanswered=form.unanswered, now=me.now
        ),
    ):
        messages.success(request, _("Accepted: %(client)s hears of it.") % {"client": row.client})
        return redirect("reviews")
    return reviews.shown(request, me, row, status=422, accept=form)


@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Another type, depth or length."""
    me, row = _about(request, code)
    form = ChangeForm(request.POST, menu=list(catalogue.menu(staff=True)))
    if _done(
        me,
        form,
        f"change {code}",
        lambda: review_changes.change(
            by=me.by, appointment=row, order=reviews.chosen(form, row), now=me.now
        ),
    ):
        messages.success(request, _("Changed. This is how it stands now."))
        return redirect("review", code)
    return reviews.shown(request, me, row, status=422, change=form)


@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """A question to the client, by mail."""
    me, row = _about(request, code)
    form = AskForm(request.POST)
    if _done(
        me,
        form,
        f"ask {code}",
        lambda: review_questions.ask(
            by=me.by, appointment=row, question=form.cleaned_data["question"], now=me.now
        ),
    ):
        messages.success(request, _("Sent. The answer will stand on this page."))
        return redirect("review", code)
    return reviews.shown(request, me, row, status=422, ask=form)


@require_POST
def clear(request: HttpRequest, code: str) -> HttpResponse:
    """Clear one flag for this visit."""
    me, row = _about(request, code)
    form = ClearForm(request.POST, flags=SCREENING)
    if _done(me, form, f"clear {code}", lambda: _cleared(me, row, form.cleaned_data)):
        messages.success(request, _("Cleared for this visit. The answer stays on file."))
        return redirect("review", code)
    return reviews.shown(request, me, row, status=422, clear=form)


@require_POST
def waive(request: HttpRequest, code: str) -> HttpResponse:
    """Waive rules that block it."""
    me, row = _about(request, code)
    may = [(rule.id, rule.id) for rule in rules.current().rules if rule.waivable]
    form = WaiveForm(request.POST, rules=may)
    if _done(me, form, f"waive {code}", lambda: _waived(me, row, form.cleaned_data)):
        messages.success(request, _("Waived for this booking."))
        return redirect("review", code)
    return reviews.shown(request, me, row, status=422, waive=form)


@require_POST
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """Do not give it: cancelled by the clinic, with other times."""
    me, row = _about(request, code)
    others = [(start, "") for start, _wall in review_page.others(row, me.now)]
    form = DeclineForm(request.POST, others=others)
    if _done(me, form, f"decline {code}", lambda: _declined(me, row, form)):
        messages.success(request, _("Declined, without a fee. The client hears of it."))
        return redirect("reviews")
    return reviews.shown(request, me, row, status=422, decline=form)


def _about(request: HttpRequest, code: str) -> tuple[Staff, Appointment]:
    me = staff(request)
    return me, own_appointment(me.by, code, now=me.now)


def _done(me: Staff, form: OnceForm, call: str, do: Callable[[], Any]) -> bool:
    """Whether a form was carried out; what was refused stands beside its field."""
    if form.is_valid():
        with told_in(form):
            once(me, form, f"review {call}", do)
            return True
    return False


def _cleared(me: Staff, row: Appointment, told: dict[str, Any]) -> Appointment:
    return reviewing.clear(
        by=me.by,
        appointment=row,
        code=told["code"],
        reason=told["reason"],
        doctor=told.get("doctor", False),
        now=me.now,
    )


def _waived(me: Staff, row: Appointment, told: dict[str, Any]) -> Appointment:
    return reviewing.waive(
        by=me.by, appointment=row, waive=told["waive"], reason=told["reason"], now=me.now
    )


def _declined(me: Staff, row: Appointment, form: DeclineForm) -> Appointment:
    return review_changes.decline(
        by=me.by,
        appointment=row,
        words=form.cleaned_data["words"],
        reason=form.cleaned_data["reason"],
        alternatives=form.starts(),
        now=me.now,
    )
