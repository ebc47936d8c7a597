"""Rooms of a studio."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.actions import rooms as actions
from bookings.forms.owner.places import RoomForm
from bookings.queries import places
from bookings.web.clinic.asking import by, framed, pages, sent
from clinic.foundation.forms.faults import told_in


@pages
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Add a room to a studio."""
    studio = places.studio(code)
    form, back = RoomForm(sent(request), used=places.features()), _back(code)
    if form.is_valid():
        with told_in(form):
            actions.add(by=by(request), location=studio, entry=form.entry())
            messages.success(request, _("The room is there."))
            return redirect(back)
    title = _("A new room at %s") % studio.name
    return framed(request, form, title=title, button=_("Add this room"), back=back)


@pages
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a room."""
    room = places.room(code)
    kept = {"name": room.name, "tables": room.tables, "features": room.features}
    form = RoomForm(sent(request), initial=kept, used=places.features())
    back = _back(room.location.code)
    if form.is_valid():
        with told_in(form):
            actions.change(by=by(request), room=room, entry=form.entry())
            messages.success(request, _("The room is kept."))
            return redirect(back)
    use = reverse("clinic_use", args=["room", code])
    lead = _("Sessions that are booked in it stay.")
    return framed(request, form, title=room.name, lead=lead, back=back, use=use, thing=room)


def _back(code: str) -> str:
    return reverse("clinic_studio", args=[code])
