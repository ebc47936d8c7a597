"""The menu."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.actions import services as actions
from bookings.core.menu import ServiceEntry
from bookings.core.prices import major
from bookings.forms.owner.services import ServiceForm, TermsForm
from bookings.models import Service
from bookings.queries import menu, people, places, services
from bookings.web.clinic import showing
from bookings.web.clinic.asking import by, pages, sent, today
from clinic.foundation.forms.faults import told_in
from clinic.foundation.queries.people import practice


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The menu by session type, with what hinders a line of it."""
    grouped = [
        (kind, [(line.row, showing.lengths(line.row), _lack(line)) for line in lines])
        for kind, lines in menu.by_type(today(timezone.now()))
    ]
    return render(request, "bookings/clinic/services.html", {"grouped": grouped})


@pages
def new(request: HttpRequest) -> HttpResponse:
    """Add a line to the menu."""
    form = ServiceForm(sent(request), initial=_usual(), **_used())
    if form.is_valid():
        with told_in(form):
            actions.add(by=by(request), entry=form.entry())
            messages.success(request, _("The service is on the menu."))
            return redirect("clinic_services")
    return _shown(request, form, _("A new service"))


@pages
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a service. Booked sessions keep their length, price and buffers."""
    service = services.one(code)
    form = ServiceForm(sent(request), initial=_kept(service), **_used())
    if form.is_valid():
        with told_in(form):
            actions.change(by=by(request), service=service, entry=form.entry())
            messages.success(request, _("The service is kept. Booked sessions stay as they are."))
            return redirect("clinic_services")
    return _shown(request, form, service.name, service)


@require_POST
def terms(request: HttpRequest) -> HttpResponse:
    """What follows from the terms typed so far: a part of the form's page."""
    context = {"terms": _terms(TermsForm(request.POST))}
    return render(request, "bookings/clinic/terms.html", context)


def _shown(
    request: HttpRequest, form: ServiceForm, title: str, service: Service | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "service": service,
        "terms": _terms(TermsForm(form.data if form.is_bound else form.initial)),
        "back": reverse("clinic_services"),
    }
    return render(request, "bookings/clinic/service.html", context)


def _terms(form: TermsForm) -> list[str]:
    """The sentences; none while something is missing in the figures."""
    return showing.terms(**form.cleaned_data) if form.is_valid() else []


def _used() -> dict[str, Any]:
    return {"skills": people.skills(), "features": places.features()}


def _usual() -> dict[str, Any]:
    """What a new service begins with."""
    usual = {f.name: f.default for f in fields(ServiceEntry) if f.default is not MISSING}
    return usual | {
        "kind": "sports_massage",
        "type": "general",
        "depths": ["light", "moderate", "deep"],
        "currency": practice().currency,
    }


def _kept(service: Service) -> dict[str, Any]:
    kept = {f.name: getattr(service, f.name) for f in fields(ServiceEntry)}
    prices = [(minutes, major(price, service.currency)) for minutes, price in service.lengths]
    return kept | {"lengths": prices}


def _lack(line: menu.Line) -> str:
    return showing.lack(line.lacks, line.missing) if line.row.active else ""
