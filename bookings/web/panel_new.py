"""Booking by telephone and for who walks in: who, what, when; then it is booked."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions import booking, waivers
from bookings.forms.taking import digest
from bookings.queries import panel_times
from bookings.web import panel_asking
from bookings.web.desk_asking import PAGE, Staff, once, staff
from bookings.web.panel import by_htmx, panel, told
from bookings.web.panel_asking import Asked
from bookings.web.panel_session import shown as session_shown
from bookings.web.waivers import is_asked
from clinic.foundation.actions.clients import create
from clinic.foundation.errors import Conflict, Invalid


@require_http_methods(PAGE)
def page(request: HttpRequest) -> HttpResponse:
    """One showing: whoever is looked for, what they likely want, and when; or the booking."""
    me = staff(request)
    asked = panel_asking.read(request, me)
    if request.method == "POST":
        if asked.new is not None:
            made = _client(me, asked)
            asked = panel_asking.read(request, me, client=made) if made else asked
        elif asked.book is not None and asked.book.is_valid():
            code = _asks(me, asked) if "waive" in request.POST else _book(me, asked)
            if code:
                return _done(request, me, code, waived="waive" in request.POST)
    return panel(request, "new", {"asked": asked}, title=_("New session"))


@require_safe
def clients(request: HttpRequest) -> HttpResponse:
    """Those whom a few letters mean, while they are typed."""
    me = staff(request)
    asked = panel_asking.read(request, me)
    if not by_htmx(request):
        return panel(request, "new", {"asked": asked}, title=_("New session"))
    return panel(request, "callers", {"asked": asked}, title="")


def _client(me: Staff, asked: Asked) -> str:
    """The code of the new client, "" once what is wrong stands in the form."""
    form = asked.new
    if form is None or not form.is_valid():
        return ""
    said = {name: form.cleaned_data[name] for name in ("name", "phone", "email")}
    try:
        return once(me, form, "new client", lambda: create(by=me.by, now=me.now, **said))
    except (Invalid, Conflict) as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        return ""


def _book(me: Staff, asked: Asked) -> str:
    """The code of the session, "" once what stands in the way is told on the page."""
    book, wanted, form = asked.book, asked.wanted, asked.form
    if book is None or wanted is None or form is None:
        return ""
    said = book.cleaned_data
    wish = replace(
        wanted,
        note=said["note"],
        venue=said.get("venue", ""),
        tell=said["tell"] or "soon",
        accept_caution=bool(book.cautions),
        reason=said.get("reason", ""),
    )
    call = f"panel book {wanted.client.code} {digest([[asked.here]])}"
    try:
        return once(me, book, call, lambda: booking.book(by=me.by, wanted=wish, now=me.now))
    except (Conflict, Invalid) as problem:
        _refused(me, asked, problem)
        return ""


def _asks(me: Staff, asked: Asked) -> str:
    """The code of the request that its therapist waive the rule, likewise."""
    book, wanted = asked.book, asked.wanted
    if book is None or wanted is None:
        return ""
    call = f"panel waiver {wanted.client.code} {digest([[asked.here]])}"
    try:
        return once(me, book, call, lambda: waivers.ask(by=me.by, wanted=wanted, now=me.now))
    except (Conflict, Invalid) as problem:
        _refused(me, asked, problem)
        return ""


def _refused(me: Staff, asked: Asked, problem: Conflict | Invalid) -> None:
    """Told where the button is; what was typed stays, and the times near by are looked up anew."""
    asked.refused = problem.sentence
    if asked.wanted and asked.stands and asked.form and asked.book:
        asked.verdict = panel_times.verdict(asked.wanted, asked.stands, asked.form.studio, me.now)
        if problem.field in asked.book.fields:
            asked.book.add_error(problem.field, problem.sentence)


def _done(request: HttpRequest, me: Staff, code: str, *, waived: bool) -> HttpResponse:
    said = _("Booked.")
    if waived:
        said = is_asked(code)
    if by_htmx(request):
        if waived:
            asked = panel_asking.read(request, me, fresh=True)
            return told(panel(request, "new", {"asked": asked}, title=_("New session")), said)
        back = {"url": reverse("calendar_undo", args=[code]), "body": {"seen": 1}}
        return told(session_shown(request, me, code), said, back)
    messages.success(request, said)
    return redirect("desk") if waived else redirect("panel_session", code)
