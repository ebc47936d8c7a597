"""The times of a week, each judged; looking for one, and moving to one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from bookings.models import Appointment, Service
from bookings.queries import services
from bookings.web.book import check_url
from bookings.web.looking import look
from bookings.web.party import Party, party
from clinic.foundation.actions import tries
from clinic.foundation.errors import Problem
from clinic.foundation.guesses import network
from protocols.queries import screenings

LOOKS, MINUTE = 120, timedelta(minutes=1)  # of strangers, for each network


@gzip_page
@require_safe
def page(request: HttpRequest, client_code: str | None = None) -> HttpResponse:
    """Times for a service: the best first, then day by day."""
    me = party(request, client_code)
    if "service" not in request.GET:
        return redirect(me.url("book"))
    service = service_of(request)
    if me.stranger:
        tries.take(limits={f"times from {network(request)}": LOOKS}, now=me.now, within=MINUTE)
    if asked_first(request, me, service):
        return redirect(check_url(request.get_full_path()))
    return shown(request, me, service)


def service_of(request: HttpRequest) -> Service:
    """The service that the address names. Raises `NotFound`."""
    return services.one(request.GET.get("service", "").replace("\x00", ""))


def asked_first(request: HttpRequest, me: Party, service: Service) -> bool:
    """Whether a client has questions to answer before times for what hurts are of use."""
    hurts = service.type == "injury" or request.GET.get("need") == "hurts"
    if not hurts or me.client is None or me.code is not None:
        return False
    return screenings.fresh_screening(me.client, me.now) is None


def shown(
    request: HttpRequest,
    me: Party,
    service: Service,
    *,
    moving: Appointment | None = None,
    trouble: Problem | None = None,
    asked: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page, or htmx's part of it; with `trouble` it says first what stood in the way.

    `asked` stands for what the address says, where the page is an answer to something else.
    """
    given = request.GET.dict() if asked is None else asked
    context = look(me, service, given, moving, trouble)
    part = "times_part" if request.headers.get("HX-Target") == "times" else "times"
    status = trouble.status if trouble else 200
    return render(request, f"bookings/book/{part}.html", context, status=status)
