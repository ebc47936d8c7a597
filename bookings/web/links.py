"""The pages behind the link of a mail. Looking spends nothing, since mail programs open links too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions import links as actions
from bookings.core.lifecycle import cancelled_as
from bookings.forms.links import ANYBODY, SAME, TimeForm
from bookings.forms.taking import FeeForm
from bookings.models import Appointment
from bookings.queries import links as queries
from bookings.queries import showing
from bookings.queries.links import Opened
from bookings.queries.offers import wall
from clinic.foundation import guesses
from clinic.foundation.errors import Conflict, Invalid, NotFound, Problem
from clinic.foundation.forms.faults import told_in
from protocols.core.zones import load

PAGE = ["GET", "HEAD", "POST"]
# An address of ours tells nobody its secret. Not `no-referrer`: with it browsers hide where a form
# comes from even from ourselves, and the guard of forms refuses it.
REFERRER = "strict-origin"
View = Callable[[HttpRequest, Opened, datetime], HttpResponse]


def opening(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Give a view what its link opens; whatever opens nothing gets one page, the same for all."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, secret: str) -> HttpResponse:
        now = timezone.now()
        try:
            link = queries.opened(secret, now)
            guesses.right(request)
            found = view(request, link, now)
        except NotFound:
            shut = {"studios": queries.studios()}
            found = render(request, "bookings/links/shut.html", shut, status=404)
        found["Referrer-Policy"] = REFERRER
        return found

    return answer


@require_safe
@opening
def look(request: HttpRequest, link: Opened, now: datetime) -> HttpResponse:
    """Time, place and terms, and what the link can do."""
    return render(request, "bookings/links/look.html", _told(link))


@require_http_methods(PAGE)
@opening
def move(request: HttpRequest, link: Opened, now: datetime) -> HttpResponse:
    """Choose a time, look at it once more, then move: the last step spends the link."""
    if not link.movable:
        return render(request, "bookings/links/stays.html", _told(link))
    if request.method != "POST" and "to" not in request.GET:
        return _times(request, link, now)
    form = TimeForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        fault = Invalid("invalid", _("Choose one of the times."), field="to")
        return _times(request, link, now, fault)
    if request.method != "POST":
        return _sure(request, link, form, now)
    try:
        return _moved(request, link, form, now)
    except (Conflict, Invalid) as problem:
        return _times(request, link, now, problem, near=form.cleaned_data["to"])


@require_http_methods(PAGE)
@opening
def cancel(request: HttpRequest, link: Opened, now: datetime) -> HttpResponse:
    """Say what is due, then cancel: the button spends the link."""
    if not link.card.coming:
        return redirect("link", link.holder.secret)
    terms = link.card.terms
    data = request.POST if request.method == "POST" else None
    form = FeeForm(data, fee=terms.fee if terms.late and terms.percent else "")
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            row = actions.cancel(by=link.holder, now=now, accept_late=terms.late)
            return _done(request, row, now)
    return render(request, "bookings/links/cancel.html", _told(link) | {"form": form})


def _times(
    request: HttpRequest,
    link: Opened,
    now: datetime,
    problem: Problem | None = None,
    *,
    near: datetime | None = None,
) -> HttpResponse:
    """The free times, below what stood in the way and what is nearest to the time that was wanted."""
    asked = request.POST if request.method == "POST" else request.GET
    found = queries.times(link, same=asked.get("whom") != ANYBODY, now=now)
    told = _told(link) | {"times": found, "problem": problem, "whom": _whom(found.same)}
    told["near"] = found.near(wall(near, load(link.row.zone))) if near else []
    status = problem.status if problem else 200
    return render(request, "bookings/links/times.html", told, status=status)


def _sure(request: HttpRequest, link: Opened, form: TimeForm, now: datetime) -> HttpResponse:
    start, same = form.cleaned_data["to"], _stays(link, form)
    soon = cancelled_as(start, change_hours=link.row.change_hours, now=now) == "late_cancelled"
    told = {"to": wall(start, load(link.row.zone)), "same": same, "soon": soon}
    told |= {"address": queries.address(start), "whom": _whom(same)}
    return render(request, "bookings/links/sure.html", _told(link) | told)


def _moved(request: HttpRequest, link: Opened, form: TimeForm, now: datetime) -> HttpResponse:
    therapist = link.alone if _stays(link, form) else ""
    start = form.cleaned_data["to"]
    row = actions.move(by=link.holder, start=start, therapist=therapist, now=now)
    return _done(request, row, now)


def _done(request: HttpRequest, row: Appointment, now: datetime) -> HttpResponse:
    """What is so now. The link is spent, so that there is no address to lead to."""
    return render(request, "bookings/links/done.html", {"card": showing.one(row, now)})


def _stays(link: Opened, form: TimeForm) -> bool:
    """Whether the session stays with its therapist."""
    return bool(link.alone) and form.cleaned_data["whom"] != ANYBODY


def _whom(same: bool) -> str:  # noqa: FBT001 - said in one word
    return SAME if same else ANYBODY


def _told(link: Opened) -> dict[str, Any]:
    return {"link": link, "card": link.card, "secret": link.holder.secret}
