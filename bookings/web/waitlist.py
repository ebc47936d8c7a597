"""Waiting for a time: what one waits for, and what is offered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions import offers, waitlist
from bookings.forms.book import Choice
from bookings.queries import waitlist_pages as queries
from bookings.web.desk_asking import PAGE, in_passing
from bookings.web.minding import Unseen
from bookings.web.party import Party, party
from bookings.web.waitlist_asking import Asked, asked, changed, made
from bookings.web.waitlist_taking import Card, card, cards, taken
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.forms.once import OnceForm
from clinic.foundation.queries import people


@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """What one waits for, and what is offered right now."""
    return _list(request, party(request))


@require_safe
@never_cache
def offered(request: HttpRequest) -> HttpResponse:
    """What is offered right now, as a part of other pages."""
    me = party(request)
    return render(request, "bookings/waitlist/offers.html", {"cards": cards(me)})


@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Wait for a time: for a service on some days, or for a race."""
    me = party(request)
    found = asked(request, me.by, me.whose, me.now)
    if request.method == "POST" and found.form.is_valid() and made(me, found):
        messages.success(request, _("You are on the list. We write to you when a time is free."))
        return redirect("waitlist")
    return _page(request, me, found)


@require_http_methods(PAGE)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what one waits for; how long one has waited stays."""
    me = party(request)
    wait = queries.one(me.whose, code, me.now)
    found = asked(request, me.by, me.whose, me.now, wait=wait)
    if request.method == "POST" and found.form.is_valid() and changed(me, found):
        messages.success(request, _("Kept. You have not lost your turn."))
        return redirect("waitlist")
    return _page(request, me, found)


@require_http_methods(PAGE)
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then leave the list."""
    me = party(request)
    wait = queries.one(me.whose, code, me.now)
    form = OnceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        waitlist.leave(by=me.by, entry=wait.row, now=me.now)
        messages.success(request, _("You do not wait for it any more."))
        return redirect("waitlist")
    return render(request, "bookings/waitlist/leave.html", {"wait": wait, "form": form, "me": me})


@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Say yes to an offer: the first who does has the time. What is to be minded is ticked first."""
    me = party(request)
    found = queries.offer(code, me.now, client=me.whose)
    if found.row.appointment is not None:
        return redirect("appointment", found.row.appointment.code)  # pressed twice
    sent = card(me, found, request.POST)
    if not sent.take.is_valid():
        return _list(request, me, sent=sent)
    try:
        made_code = taken(me, sent)
    except (Conflict, Invalid, Unseen) as problem:
        if isinstance(problem, Unseen) or problem.code == "caution":
            messages.error(request, _("There is something new to mind. Read it once more."))
            return _list(request, me, status=422)
        messages.error(request, in_passing(problem))
        return redirect("waitlist")
    messages.success(request, _("It is yours: the session is booked."))
    return redirect("appointment", made_code)


@require_POST
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """Say no to an offer, and stay on the list."""
    me, form = party(request), OnceForm(request.POST)
    found = queries.offer(code, me.now, client=me.whose)
    if form.is_valid() and found.stands == "open":
        offers.decline(by=me.by, offer=found.row, now=me.now)
        messages.success(request, _("Not this one, then. You stay on the list."))
    return redirect("waitlist")


@require_safe
def times(request: HttpRequest, code: str) -> HttpResponse:
    """The times of the day of an offer that is over: perhaps it is still free, or one like it."""
    me = party(request)
    row = queries.offer(code, me.now, client=me.whose)
    entry, day = row.row.entry, max(row.start.date(), me.now.date())
    choice = Choice(
        first=day, service=entry.service.code, minutes=entry.minutes, depth=entry.depth, day=day
    )
    return redirect(f"{me.url('book_times')}?{choice.query()}")


def _list(
    request: HttpRequest, me: Party, *, sent: Card | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "waits": queries.own(me.whose, me.now),
        "cards": cards(me, sent=sent),
        "practice": people.practice(),
        "me": me,
    }
    return render(request, "bookings/waitlist/list.html", context, status=422 if sent else status)


def _page(request: HttpRequest, me: Party, found: Asked) -> HttpResponse:
    context: dict[str, Any] = {"asked": found, "form": found.form, "me": me}
    context["practice"] = people.practice()
    status = 422 if found.form.errors else 200
    return render(request, "bookings/waitlist/form.html", context, status=status)
