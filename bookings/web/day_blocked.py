"""Booking for one's own client at a time that a rule blocks, with a waiver and its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions import booking
from bookings.forms.day import WaiveForm
from bookings.forms.together import StartForm
from bookings.models import Appointment, Location, Therapist
from bookings.queries import catalogue
from bookings.queries.day_blocked import Against, against, told_of, who_and_where
from bookings.queries.plans import Wanted
from bookings.web.desk_asking import PAGE, Staff, once, staff
from clinic.foundation.models import Client


@dataclass
class Asking:
    """The two forms of the page: what is wanted (in the address), and what is waived (sent)."""

    form: StartForm  # asked by GET: nothing in it is about health
    found: Against | None = None
    waive: WaiveForm | None = None
    code: str = ""  # of what was booked


@require_http_methods(PAGE)
def page(request: HttpRequest, code: str) -> HttpResponse:
    """First the session, then what stands against it, then the waiver."""
    me = staff(request)
    client, therapist, studios = who_and_where(me.by, code, me.now)
    asking = _asked(request, me, client, therapist, studios)
    if asking.code:
        messages.success(request, _("Booked for %(client)s.") % {"client": client})
        return redirect("day_session", asking.code)
    return render(request, "bookings/day/blocked.html", {"asking": asking, "client": client})


def _asked(
    request: HttpRequest, me: Staff, client: Client, therapist: Therapist, studios: list[Location]
) -> Asking:
    menu = list(catalogue.menu(staff=True))
    asking = Asking(StartForm(request.GET or None, menu=menu, studios=studios))
    wanted = _wanted(asking.form, client, therapist)
    if wanted is None:
        return asking
    asking.found = asking.form.tried(lambda: against(me.by, wanted, me.now))
    if asking.found is None:
        return asking
    data = request.POST if request.method == "POST" else None
    asking.waive = WaiveForm(data, rules=asking.found.waivable, said=asking.found.told)
    if data and asking.waive.is_valid():
        asking.code = _booked(me, asking.waive, wanted, asking.found) or ""
    return asking


def _wanted(form: StartForm, client: Client, therapist: Therapist) -> Wanted | None:
    """The session of the form, with the therapist themself; None while the form has faults."""
    order = form.tried(form.order) if form.is_bound and form.is_valid() else None
    start = form.tried(form.start) if order else None
    if order is None or start is None:
        return None
    where = form.cleaned_data["location"]
    return Wanted(client, order, where, start, therapist=therapist.code)


def _booked(me: Staff, form: WaiveForm, wanted: Wanted, found: Against) -> str | None:
    """Every reason stood on the page above the button, so cautions are accepted with it.

    One that did not stand there, or came up while it was booked, has to be read first.
    """
    told = form.cleaned_data
    waivers, reason = tuple(told.get("waive", ())), told.get("reason", "")
    full = replace(wanted, accept_caution=True, waivers=waivers, reason=reason)
    call = f"book {wanted.client.code} {wanted.start.isoformat()}"

    def do() -> Appointment:
        form.tells(found.told)
        row = booking.book(by=me.by, wanted=full, now=me.now)
        form.tells(told_of(me.by, row, me.now))
        return row

    return form.tried(lambda: once(me, form, call, do))
