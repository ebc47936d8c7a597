"""Therapists: the list, one of them, what they can."""

from __future__ import annotations

from dataclasses import fields

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.actions import therapists as actions
from bookings.core.hands import TherapistEntry
from bookings.forms.owner.therapists import NewTherapistForm, TherapistForm
from bookings.forms.owner.words import language, word
from bookings.models import Therapist
from bookings.queries import people, places
from bookings.web.clinic.asking import by, framed, pages, sent, today
from bookings.web.clinic.showing import Days, spans, week
from clinic.foundation.forms.faults import told_in
from clinic.foundation.queries.people import practice

COLUMNS = tuple(f.name for f in fields(TherapistEntry))


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every therapist with where and when they work, and who waits to be one."""
    rows = [(one, _weeks(one)) for one in people.therapists()]
    context = {"rows": rows, "waiting": list(people.candidates())}
    return render(request, "bookings/clinic/therapists.html", context)


@pages
def new(request: HttpRequest) -> HttpResponse:
    """Make somebody with the role bookable."""
    waiting = [(user.code, f"{user} ({user.email})") for user in people.candidates()]
    who = {"person": request.GET.get("person", "")}
    form = NewTherapistForm(sent(request), initial=who, people=waiting, used=people.skills())
    if form.is_valid():
        user = people.candidate(form.cleaned_data["person"])
        with told_in(form):
            made = actions.add(by=by(request), user=user, entry=form.entry())
            messages.success(request, _("Now say where and when %s works.") % user)
            return redirect("clinic_therapist", made.code)
    back = reverse("clinic_therapists")
    context = {"title": _("A new therapist"), "button": _("Add this therapist"), "back": back}
    return framed(request, form, lead=_who() if not waiting else "", **context)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """A therapist: what they can, their weeks, days and times off."""
    one, now, zone = people.therapist(code), timezone.now(), practice().zone
    context = {
        "one": one,
        "weeks": [(studio, name, _week_of(one, studio)) for studio, name in places.in_use()],
        "days": [(day, spans(day.hours)) for day in people.days(one, today(now, zone))],
        "off": people.times_off(one, now, zone),
        "skills": [word(code) for code in one.skills],
        "languages": [language(code) for code in one.languages],
        "zone": zone,
    }
    return render(request, "bookings/clinic/therapist.html", context)


@pages
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what a therapist can and bears."""
    one = people.therapist(code)
    initial = {name: getattr(one, name) for name in COLUMNS}
    form = TherapistForm(sent(request), initial=initial, used=people.skills())
    if form.is_valid():
        with told_in(form):
            actions.change(by=by(request), therapist=one, entry=form.entry())
            messages.success(request, _("It is kept. Sessions that are booked stay."))
            return redirect("clinic_therapist", code)
    back = reverse("clinic_therapist", args=[code])
    return framed(request, form, title=str(one), back=back)


def _weeks(one: Therapist) -> list[tuple[str, list[Days]]]:
    return [
        (shift.location.name, [days for days in week(shift.hours) if not days.closed])
        for shift in one.shifts.all()
    ]


def _week_of(one: Therapist, studio: str) -> list[Days]:
    hours = [shift.hours for shift in one.shifts.all() if shift.location.code == studio]
    return week(hours[0], none=_("not at work")) if hours else []


def _who() -> str:
    return _("Nobody waits: everybody with the role of a therapist is here. Invite somebody first.")
