"""The waitlist at the desk: who waits, what is held for whom, and who is next for a time, and why."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions import offering, offers, waitlist
from bookings.forms.waitlist import FreedForm, OfferForm
from bookings.models import WaitlistEntry
from bookings.queries import catalogue, desk_client, waitlist_next, wishes
from bookings.queries import waitlist_pages as queries
from bookings.queries.waitlist_next import Next
from bookings.queries.waitlist_pages import Sought
from bookings.web.desk_asking import PAGE, Staff, staff, tried
from bookings.web.waitlist_asking import Asked, asked, changed, made
from clinic.foundation.errors import NotFound
from clinic.foundation.forms.once import OnceForm
from clinic.foundation.queries import people

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


@require_http_methods(PAGE)
def following(request: HttpRequest) -> HttpResponse:
    """Who is next for a free time, and why; who is ticked is offered it, whatever the order."""
    me = staff(request)
    studios, team = list(catalogue.studios()), wishes.therapists()
    freed = FreedForm(request.GET or None, studios=studios, people=team)
    context: dict[str, Any] = {"freed": freed, "practice": people.practice()}
    if freed.is_bound and freed.is_valid():
        told = waitlist_next.following(freed.freed(), freed.studio.zone, me.now)
        data = request.POST if request.method == "POST" else None
        form = OfferForm(data, codes=[each.code for each in told])
        if (
            request.method == "POST"
            and form.is_valid()
            and _offered(request, me, freed, form, told)
        ):
            return redirect("desk_waitlist")
        context |= {"told": told, "form": form}
    return render(request, "bookings/waitlist/next.html", context)


def _offered(
    request: HttpRequest, me: Staff, freed: FreedForm, form: OfferForm, told: list[Next]
) -> bool:
    """Offer it to those who are ticked, from the earliest of their starts on."""
    chosen = [each for each in told if each.code in form.cleaned_data["entries"]]
    start = min(each.at for each in chosen)
    do = partial(
        offering.offer_to,
        by=me.by,
        entries=[each.entry for each in chosen],
        location=freed.studio,
        therapist=freed.person,
        start=start,
        now=me.now,
    )
    done = tried(request, me, form, f"offer {freed.person.code} {start.isoformat()}", do)
    if done and (names := ", ".join(queries.names_of(freed.person, me.now))):
        messages.success(request, _("Offered to: %(names)s") % {"names": names})
    return done


def _page(request: HttpRequest, found: Asked) -> HttpResponse:
    context: dict[str, Any] = {"asked": found, "form": found.form, "client": found.client}
    status = 422 if found.form.errors else 200
    return render(request, "bookings/waitlist/desk_form.html", context, status=status)


def _code(text: str) -> str:
    """A code of an address; "" for what can be none."""
    return text if text.isalnum() and len(text) <= 16 else ""
