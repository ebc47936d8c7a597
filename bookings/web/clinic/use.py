"""Taking a studio, room, therapist or service out of use, and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.actions.in_use import keep_active
from bookings.forms.owner.services import SureForm
from bookings.models import Location, Room, Service, Therapist
from bookings.queries import people, places, services
from bookings.queries.uses import Thing, coming
from bookings.web.clinic.asking import by, pages
from clinic.foundation.errors import NotFound

MOST = 50
FIND = {
    "studio": places.studio,
    "room": places.room,
    "therapist": people.therapist,
    "service": services.one,
}


@pages
def page(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """What is booked, and then the question."""
    thing, now = _thing(kind, code), timezone.now()
    form = SureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        active = form.cleaned_data["active"]
        keep_active(by=by(request), thing=thing, active=active, now=now, sure=True)
        messages.success(request, _("It is in use.") if active else _("It is out of use."))
        return redirect(_back(thing))
    booked = coming(thing, now) if thing.active else coming(thing, now).none()
    context = {
        "thing": thing,
        "kind": kind,
        "count": booked.count(),
        "booked": list(booked[:MOST]),
        "back": _back(thing),
    }
    return render(request, "bookings/clinic/use.html", context)


def _thing(kind: str, code: str) -> Thing:
    if kind not in FIND:
        raise NotFound("not_found", _("There is nothing under this address."))
    found: Thing = FIND[kind](code)  # type: ignore[operator]  # each takes a code
    return found


def _back(thing: Thing) -> str:
    """The page that it was come from."""
    if isinstance(thing, Service):
        return reverse("clinic_services")
    if isinstance(thing, Therapist):
        return reverse("clinic_therapist", args=[thing.code])
    place: Location = thing.location if isinstance(thing, Room) else thing
    return reverse("clinic_studio", args=[place.code])
