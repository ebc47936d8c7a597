"""The page behind the link of an offer: one time, one yes. Looking spends nothing and writes nothing."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.actions import offers
from bookings.models import Appointment
from bookings.queries import links, showing, waitlist_link
from bookings.queries.waitlist_link import Opened
from bookings.web.desk_asking import PAGE
from bookings.web.links import REFERRER
from clinic.foundation import guesses
from clinic.foundation.errors import Conflict, Invalid, NotFound, Problem


@never_cache
@require_http_methods(PAGE)
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """The offer, and two buttons; whatever opens nothing gets one page, the same for all."""
    now = timezone.now()
    try:
        link = waitlist_link.opened(secret, now)
        guesses.right(request)
        found = _answered(request, link, now) if request.method == "POST" else _look(request, link)
    except NotFound:
        shut = {"studios": links.studios()}
        found = render(request, "bookings/waitlist/link_shut.html", shut, status=404)
    found["Referrer-Policy"] = REFERRER
    return found


def _answered(request: HttpRequest, link: Opened, now: datetime) -> HttpResponse:
    """Yes spends the link; no leaves it, and leaves the client on the list."""
    if request.POST.get("answer") == "no":
        if link.told.stands == "open":
            offers.decline(by=link.holder, offer=link.told.row, now=now)
        return _look(request, waitlist_link.opened(link.holder.secret, now))
    if link.told.stands == "took":
        return _look(request, link)  # what became of the session since is not the link's to tell
    try:
        row = offers.take(by=link.holder, offer=link.told.row, now=now)
    except (Conflict, Invalid) as problem:
        return _look(request, waitlist_link.opened(link.holder.secret, now), problem)
    return _taken(request, row, now)


def _look(request: HttpRequest, link: Opened, problem: Problem | None = None) -> HttpResponse:
    name = "link" if link.told.stands == "open" else "link_over"
    context = {"link": link, "offer": link.told, "problem": problem}
    status = problem.status if problem else 200
    return render(request, f"bookings/waitlist/{name}.html", context, status=status)


def _taken(request: HttpRequest, row: Appointment, now: datetime) -> HttpResponse:
    """What is booked now. The link is spent, so that there is no address to lead to."""
    return render(request, "bookings/waitlist/link_done.html", {"card": showing.one(row, now)})
