"""Studios: the list, one of them, its hours."""

from __future__ import annotations

from dataclasses import fields

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.actions import places as actions
from bookings.core.places import LocationEntry
from bookings.forms.owner.places import HoursForm, LocationForm
from bookings.forms.owner.words import word
from bookings.queries import places
from bookings.web.clinic.asking import by, framed, pages, sent, today
from bookings.web.clinic.showing import spans, week
from clinic.foundation.core.phones import shown
from clinic.foundation.forms.faults import told_in
from clinic.foundation.queries.people import practice

COLUMNS = tuple(f.name for f in fields(LocationEntry))


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every studio with its hours and rooms."""
    rows = [(studio, week(studio.hours)) for studio in places.studios()]
    return render(request, "bookings/clinic/studios.html", {"rows": rows})


@pages
def new(request: HttpRequest) -> HttpResponse:
    """Add a studio; its hours come next."""
    form = LocationForm(sent(request), initial={"zone": practice().zone})
    if form.is_valid():
        with told_in(form):
            studio = actions.add(by=by(request), entry=form.entry())
            messages.success(request, _("The studio is there. Now its hours."))
            return redirect("clinic_studio_hours", studio.code)
    title, back = _("A new studio"), reverse("clinic_studios")
    return framed(request, form, title=title, button=_("Add this studio"), back=back)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """A studio: how to find it, its hours, its special days, its rooms."""
    studio = places.studio(code, today(timezone.now()))
    closures = [(closure, spans(closure.hours)) for closure in studio.closures.all()]
    context = {
        "studio": studio,
        "rooms": [(room, [word(code) for code in room.features]) for room in studio.rooms.all()],
        "week": week(studio.hours),
        "closures": closures,
        "phone": shown(studio.phone),
    }
    return render(request, "bookings/clinic/studio.html", context)


@pages
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a studio."""
    studio, now = places.studio(code), timezone.now()
    initial = {name: getattr(studio, name) for name in COLUMNS} | {"phone": shown(studio.phone)}
    form = LocationForm(sent(request), initial=initial)
    if form.is_valid():
        with told_in(form):
            actions.change(by=by(request), location=studio, entry=form.entry(), now=now)
            messages.success(request, _("The studio is kept."))
            return redirect("clinic_studio", code)
    return framed(request, form, title=studio.name, back=reverse("clinic_studio", args=[code]))


@pages
def hours(request: HttpRequest, code: str) -> HttpResponse:
    """The opening hours of an ordinary week."""
    studio = places.studio(code)
    form = HoursForm(sent(request), initial={"hours": studio.hours})
    if form.is_valid():
        with told_in(form):
            actions.keep_hours(by=by(request), location=studio, hours=form.cleaned_data["hours"])
            messages.success(request, _("The opening hours are kept."))
            return redirect("clinic_studio", code)
    title = _("Opening hours of %s") % studio.name
    lead = _("Sessions begin and end within them. What is booked already stays as it is.")
    return framed(request, form, title=title, lead=lead, back=reverse("clinic_studio", args=[code]))
