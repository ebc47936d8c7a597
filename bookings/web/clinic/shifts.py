"""When a therapist works: weeks, days with other hours, times off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.actions import therapists as actions
from bookings.actions import times_off
from bookings.forms.owner.places import HoursForm
from bookings.forms.owner.therapists import ShiftDayForm, TimeOffForm
from bookings.queries import people, places
from bookings.queries.day_off import words_of
from bookings.web.clinic.asking import by, framed, pages, sent
from clinic.foundation.forms.faults import told_in
from clinic.foundation.queries.people import practice


@pages
def week(request: HttpRequest, code: str, studio: str) -> HttpResponse:
    """The ordinary week at one studio."""
    one, where = people.therapist(code), places.studio(studio)
    kept = [shift.hours for shift in one.shifts.all() if shift.location_id == where.pk]
    form = HoursForm(sent(request), initial={"hours": kept[0] if kept else []})
    if form.is_valid():
        hours = form.cleaned_data["hours"]
        with told_in(form):
            actions.keep_hours(by=by(request), therapist=one, location=where, hours=hours)
            messages.success(request, _("The week is kept. Sessions that are booked stay."))
            return redirect("clinic_therapist", code)
    title = _("%(who)s at %(studio)s") % {"who": one, "studio": where}
    lead = _("Sessions are booked where these hours and the studio's own overlap.")
    back = reverse("clinic_therapist", args=[code])
    return framed(request, form, title=title, lead=lead, back=back)


@pages
def day(request: HttpRequest, code: str) -> HttpResponse:
    """One day with other hours than the week's."""
    one = people.therapist(code)
    studios = {shift.location.code: shift.location for shift in one.shifts.all()}
    form = ShiftDayForm(sent(request), studios=[(k, s.name) for k, s in studios.items()])
    if form.is_valid():
        told = form.cleaned_data
        where, hours = studios[told["studio"]], told["hours"]
        with told_in(form):
            actions.keep_day(
                by=by(request), therapist=one, location=where, day=told["day"], hours=hours
            )
            messages.success(request, _("The day is kept. Sessions that are booked stay."))
            return redirect("clinic_therapist", code)
    title, back = _("Another day for %s") % one, reverse("clinic_therapist", args=[code])
    return framed(request, form, title=title, back=back, button=_("Keep this day"))


@pages
def drop_day(request: HttpRequest, code: str) -> HttpResponse:
    """Back to the ordinary week on that day, after a question."""
    kept = people.day(code)
    back = reverse("clinic_therapist", args=[kept.therapist.code])
    if request.method == "POST":
        actions.drop_day(by=by(request), shift_day=kept)
        messages.success(request, _("The ordinary week holds again on that day."))
        return redirect(back)
    context = {"day": kept, "back": back}
    return render(request, "bookings/clinic/drop_day.html", context)


@pages
def off(request: HttpRequest, code: str) -> HttpResponse:
    """Take time off for a therapist; what is booked in it stays and is shown."""
    one, now, zone = people.therapist(code), timezone.now(), practice().zone
    form, back = TimeOffForm(sent(request)), reverse("clinic_therapist", args=[code])
    if form.is_valid():
        start, end = form.span(zone)
        with told_in(form):
            times_off.post(by=by(request), therapist=one, start=start, end=end, now=now)
            booked = sum(len(each.sessions) for each in people.times_off(one, now, zone))
            messages.success(request, _posted(booked))
            return redirect(back)
    title = _("Time off for %s") % one
    lead = _("Nothing new is booked in it. Times are those of %s.") % zone
    return framed(request, form, title=title, lead=lead, back=back, button=_("Keep this time off"))


@pages
def drop_off(request: HttpRequest, code: str) -> HttpResponse:
    """Take a time off back, after a question."""
    kept = people.time_off(code)
    back = reverse("clinic_therapist", args=[kept.therapist.code])
    if request.method == "POST":
        times_off.take_back(by=by(request), time_off=kept, now=timezone.now())
        messages.success(request, _("The time can be booked again."))
        return redirect(back)
    context = {"off": kept, "back": back, "when": words_of(kept, practice().zone)}
    return render(request, "bookings/clinic/drop_off.html", context)


def _posted(booked: int) -> str:
    if not booked:
        return _("The time off is kept. Nothing is booked in it.")
    sentence = ngettext(
        "The time off is kept. %(n)d session in their times off stays booked: it stands below.",
        "The time off is kept. %(n)d sessions in their times off stay booked: they stand below.",
        booked,
    )
    return sentence % {"n": booked}
