"""The review queue, and one review with everything that can be done about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bookings.actions.review_changes import order
from bookings.forms.reviews import (
    AcceptForm,
    AskForm,
    ChangeForm,
    ClearForm,
    DeclineForm,
    TryForm,
    WaiveForm,
)
from bookings.models import Appointment
from bookings.queries import catalogue, review_page, review_queue
from bookings.queries.day_health import own_appointment
from bookings.queries.review_page import Answer, Review, Trial, therapist_of
from bookings.queries.review_queue import Raised, Waiting
from bookings.queries.services import Order
from bookings.web.desk_asking import Staff, staff
from clinic.foundation.queries import access
from protocols.forms.choices import SCREENING
from protocols.forms.intake import said, words

FLAGS = dict(SCREENING)


@require_safe
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """Bookings that wait for a look, most urgent first; opening it is a look at each of them."""
    me = staff(request)
    found = review_queue.queue(me.by, me.now)
    context = {"queue": found, "own": _named(found.own), "others": _named(found.others)}
    return render(request, "bookings/reviews/queue.html", context)


@require_safe
@never_cache
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One review; with a choice in the address its verdict stands beside it."""
    me = staff(request)
    row = own_appointment(me.by, code, now=me.now)
    return shown(request, me, row)


@require_safe
@never_cache
def fit(request: HttpRequest, code: str) -> HttpResponse:
    """The part of the page that says how another type, depth or length would be judged."""
    me = staff(request)
    row = own_appointment(me.by, code, now=me.now)
    form = try_form(request, row)
    if form.is_bound:  # the verdict speaks of what was answered
        access.read_health(me.by, row, _("Trying another kind of session"), now=me.now)
    trial = _trial(me, row, form)
    context = {"row": row, "trial": trial, "form": form, "change": change_form(form)}
    return render(request, "bookings/reviews/fit.html", context)


def shown(
    request: HttpRequest, me: Staff, row: Appointment, *, status: int = 200, **bound: Form
) -> HttpResponse:
    """The page, with the forms that were sent and came back. Every showing is a look on file."""
    review = review_page.read(me.by, row, me.now)
    others = review_page.others(row, me.now) if review.session.state in COMES else []
    asked = bound.get("change") or try_form(request, row)
    trial = _trial(me, row, asked) if asked.is_bound else None
    context = {
        "review": review,
        "row": row,
        "flags": named(review.flags),
        "answers": [_answered(one) for one in review.answers],
        "trial": trial,
        "try": try_form(request, row),
        "change": bound.get("change") or change_form(asked),
        "forms": _forms(review, others) | bound,
    }
    return render(request, "bookings/reviews/one.html", context, status=status)


def _answered(one: Answer) -> tuple[str, str, datetime | None]:
    return words(one.question.words), said(one.question, one.value), one.at


COMES = ("review", "confirmed", "arrived")


def named(flags: Iterable[Raised]) -> list[tuple[Raised, Any]]:
    """Flags with their words."""
    return [(flag, FLAGS[flag.code]) for flag in flags]


def _named(found: Iterable[Waiting]) -> list[tuple[Waiting, list[tuple[Raised, Any]]]]:
    return [(one, named(one.flags)) for one in found]


def _forms(review: Review, others: list[Any]) -> dict[str, Form]:
    flags = [(flag.code, FLAGS[flag.code]) for flag in review.clearable]
    times = [(start, f"{wall:%a} {wall.day} {wall:%b, %H:%M}") for start, wall in others]
    return {
        "accept": AcceptForm(shown=review.open),
        "ask": AskForm(),
        "clear": ClearForm(flags=flags),
        "waive": WaiveForm(rules=review.waivable),
        "decline": DeclineForm(others=times),
    }


def try_form(request: HttpRequest, row: Appointment) -> TryForm:
    """What the address asks to be judged, if anything; else the session as it is booked."""
    asked = request.GET if "try-service" in request.GET else None
    booked = {"service": f"{row.service.code}:{row.minutes}", "depth": row.depth}
    return TryForm(asked, menu=list(catalogue.menu(staff=True)), initial=booked)


def change_form(asked: Form) -> ChangeForm:
    """The button that makes it so: it carries the same choice."""
    told = {name: asked.data.get(f"try-{name}", "") for name in ("service", "depth")}
    return ChangeForm(menu=list(catalogue.menu(staff=True)), initial=told)


def chosen(form: TryForm | ChangeForm, row: Appointment) -> Order:
    """The order of a form that is valid, for as many guests as are booked. Raises `Invalid`."""
    told = form.order()
    return order(row, told.service, minutes=told.minutes, depth=told.depth)


def _trial(me: Staff, row: Appointment, form: Any) -> Trial | None:
    if not form.is_bound or not form.is_valid():
        return None
    found: Trial | None = form.tried(
        lambda: review_page.tried(me.by, row, chosen(form, row), therapist_of(row), me.now)
    )
    return found
