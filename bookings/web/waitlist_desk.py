"""The waitlist at the desk: who waits, what is held for whom, and who is next for a time, and why."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions import offers, waitlist
from bookings.models import WaitlistEntry
from bookings.queries import catalogue, desk_client, wishes
from bookings.queries import waitlist_pages as queries
from bookings.queries.waitlist_pages import Sought
from bookings.web.desk_asking import PAGE, staff, tried
from bookings.web.waitlist_asking import Asked, asked, changed, made
from clinic.foundation.errors import NotFound
from clinic.foundation.forms.once import OnceForm

ACTS = ("first", "back", "end")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who waits for what, and what is held for whom right now."""
    me = staff(request)
    asked_for = {name: _code(request.GET.get(name, "")) for name in Sought.__dataclass_fields__}
    context: dict[str, Any] = {
        "waits": queries.everyone(Sought(**asked_for), me.now),
        "openings": queries.openings(me.now),
        "most": queries.MOST,
        "sought": asked_for,
        "studios": catalogue.studios(),
        "services": catalogue.menu(staff=True),
        "people": wishes.therapists(),
        "form": OnceForm(auto_id=False),
    }
    return render(request, "bookings/waitlist/desk.html", context)


@require_http_methods(PAGE)
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Put a client on the list, as they say on the telephone."""
    me = staff(request)
    client = desk_client.one(me.by, code, me.now)
    found = asked(request, me.by, client, me.now)
    if request.method == "POST" and found.form.is_valid() and made(me, found):
        messages.success(request, _("%(name)s is on the list.") % {"name": client.name})
        return redirect("desk_waitlist")
    return _page(request, found)


@require_http_methods(PAGE)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what somebody waits for."""
    me = staff(request)
    wait = queries.anybodys(code, me.now)
    found = asked(request, me.by, wait.row.client, me.now, wait=wait)
    if request.method == "POST" and found.form.is_valid() and changed(me, found):
        messages.success(request, _("Kept."))
        return redirect("desk_waitlist")
    return _page(request, found)


@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Put somebody first, take that back, or end their waiting."""
    me, form = staff(request), OnceForm(request.POST)
    wait, what = queries.anybodys(code, me.now), request.POST.get("do", "")
    if what not in ACTS:
        raise NotFound("not_found", _("There is no such page."))
    told: dict[str, Any] = {"by": me.by, "entry": wait.row, "now": me.now}

    def do() -> WaitlistEntry:
        if what == "end":
            return waitlist.leave(**told)
        return waitlist.put_first(**told, first=what != "back")

    if tried(request, me, form, f"waitlist {what} {code}", do):
        messages.success(request, _("Done."))
    return redirect("desk_waitlist")


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Take an opening back: its time is free for everybody again."""
    me, form = staff(request), OnceForm(request.POST)
    row = queries.opening(code)
    if tried(
        request, me, form, f"close {code}", lambda: offers.close(by=me.by, opening=row, now=me.now)
    ):
        messages.success(request, _("Closed: the time is free for everybody again."))
    return redirect("desk_waitlist")


def _page(request: HttpRequest, found: Asked) -> HttpResponse:
    context: dict[str, Any] = {"asked": found, "form": found.form, "client": found.client}
    status = 422 if found.form.errors else 200
    return render(request, "bookings/waitlist/desk_form.html", context, status=status)


def _code(text: str) -> str:
    """A code of an address; "" for what can be none."""
    return text if text.isalnum() and len(text) <= 16 else ""
