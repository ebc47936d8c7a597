"""Saying how it was: behind the link of a mail, without a password, and signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions import checkins as actions
from bookings.actions.checkins import Answered
from bookings.forms.checkins import FORMS
from bookings.queries import checkins as queries
from bookings.queries.checkins import About
from bookings.web.party import party
from clinic.foundation import guesses
from clinic.foundation.errors import NotFound
from clinic.foundation.forms.faults import told_in

PAGE = ["GET", "HEAD", "POST"]
REFERRER = "strict-origin"  # as of every link of a mail: an address of ours tells its secret nobody
Keep = Callable[..., Answered]
View = Callable[[HttpRequest, str, datetime], HttpResponse]


def _opening(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Whatever opens nothing gets one page, the same for all."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, secret: str) -> HttpResponse:
        try:
            found = view(request, secret, timezone.now())
            guesses.right(request)
        except NotFound:
            found = render(request, "bookings/checkins/shut.html", status=404)
        found["Referrer-Policy"] = REFERRER
        return found

    return answer


@require_http_methods(PAGE)
@_opening
def link(request: HttpRequest, secret: str, now: datetime) -> HttpResponse:
    """The question, once a day; nothing that was ever answered is shown."""
    about = queries.opened(secret, now)
    if about.said_today(now):
        return render(request, "bookings/checkins/today.html", {"about": about})
    keep = partial(actions.answer_by_link, secret=secret, now=now)
    return _asked(request, about, keep)


@require_http_methods(PAGE)
@never_cache
def own(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The same for a client who is signed in; an answer may be corrected."""
    me = party(request)
    about = queries.own(me.whose, kind, code, me.now)
    keep = partial(actions.answer, by=me.by, kind=kind, code=code, now=me.now)
    return _asked(request, about, keep, signed_in=True)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What asks for a word of the client; for htmx the cards alone, as a part of another page."""
    me = party(request)
    part = request.headers.get("HX-Request") == "true"
    page = "bookings/checkins/cards.html" if part else "bookings/checkins/page.html"
    return render(request, page, {"waiting": queries.waiting(me.whose, me.now)})


def _asked(
    request: HttpRequest, about: About, keep: Keep, *, signed_in: bool = False
) -> HttpResponse:
    """Ask, and keep what is sent.

    The page that says *a doctor first* is the answer itself: an address of its own would say in
    every log what was ticked.
    """
    form = FORMS[about.kind](request.POST if request.method == "POST" else None)
    told = {"form": form, "about": about, "signed_in": signed_in}
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            done = keep(answers=form.answers())
            if signed_in and not done.doctor:
                messages.success(request, _("Thank you. That is noted."))
                return redirect("checkins")
            page = "doctor" if done.doctor else "done"
            return render(request, f"bookings/checkins/{page}.html", told)
    return render(request, f"bookings/checkins/{about.kind}.html", told)
