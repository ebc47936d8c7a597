"""Days on which a studio has other hours, and the public holidays of a year."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.actions import places as actions
from bookings.core.places import ClosureEntry
from bookings.forms.owner.places import ClosureForm, HolidaysForm, YearForm
from bookings.models import Location
from bookings.queries import places, public_holidays
from bookings.queries.public_holidays import Holiday
from bookings.web.clinic.asking import by, framed, pages, sent, today
from clinic.foundation.forms.faults import told_in
from clinic.foundation.queries.people import practice


@pages
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Close a studio for some days, or give them other hours."""
    studio = places.studio(code)
    form, back = ClosureForm(sent(request)), reverse("clinic_studio", args=[code])
    if form.is_valid():
        with told_in(form):
            actions.add_closure(by=by(request), location=studio, entry=form.entry())
            messages.success(request, _("These days are kept. What is booked in them stays."))
            return redirect(back)
    title = _("Special days at %s") % studio.name
    return framed(request, form, title=title, back=back, lead=_stays())


@pages
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change special days, or remove them."""
    closure = places.closure(code)
    back = reverse("clinic_studio", args=[closure.location.code])
    kept = {name: getattr(closure, name) for name in ("name", "first_day", "last_day", "hours")}
    form = ClosureForm(None if "remove" in request.POST else sent(request), initial=kept)
    if "remove" in request.POST:
        actions.remove_closure(by=by(request), closure=closure)
        messages.success(request, _("The usual hours hold again on these days."))
        return redirect(back)
    if form.is_valid():
        with told_in(form):
            actions.change_closure(by=by(request), closure=closure, entry=form.entry())
            messages.success(request, _("These days are kept."))
            return redirect(back)
    remove = _("Remove these days")
    return framed(request, form, title=closure.name, back=back, lead=_stays(), remove=remove)


@pages
def year(request: HttpRequest, code: str) -> HttpResponse:
    """A year's public holidays: looked up, looked at, ticked, kept."""
    studio = places.studio(code)
    asked, found = _asked(request, studio)
    form = HolidaysForm(
        sent(request),
        initial={"days": [h.day.isoformat() for h in found if not h.kept]},
        choices=[(h.day.isoformat(), _told(h)) for h in found],
    )
    if form.is_valid():
        chosen = [_closed(h) for h in found if h.day.isoformat() in form.cleaned_data["days"]]
        added = actions.add_closures(by=by(request), location=studio, entries=chosen)
        said = ngettext("%(n)d day is new.", "%(n)d days are new.", added) % {"n": added}
        messages.success(request, said)
        return redirect("clinic_studio", code)
    context = {"studio": studio, "asked": asked, "form": form, "found": found}
    return render(request, "bookings/clinic/holidays.html", context)


def _asked(request: HttpRequest, studio: Location) -> tuple[YearForm, list[Holiday]]:
    """Which country and year, and their days; the clinic's own region and this year at first."""
    now = today(timezone.now(), studio.zone)
    first = {"country": practice().region, "year": str(now.year + (now.month > 10))}
    given = {name: request.GET[name] for name in ("country", "year", "part") if name in request.GET}
    parts = public_holidays.parts(given.get("country", first["country"]))
    if given.get("part") not in [part for part, _name in parts]:
        given.pop("part", None)  # of the country that was chosen before
    countries = list(public_holidays.countries())
    form = YearForm(first | given, countries=countries, parts=parts)
    if not given or not form.is_valid():
        return form, []
    told = form.cleaned_data
    days = public_holidays.of_year(studio, told["country"], told.get("part", ""), told["year"])
    return form, days


def _told(holiday: Holiday) -> str:
    day = date_format(holiday.day, "D j M")
    kept = _("%(day)s, %(name)s (kept already as %(kept)s)")
    told = {"day": day, "name": holiday.name, "kept": holiday.kept}
    return (kept if holiday.kept else _("%(day)s, %(name)s")) % told


def _closed(holiday: Holiday) -> ClosureEntry:
    day: date = holiday.day
    return ClosureEntry(holiday.name[:120], day, day)


def _stays() -> str:
    return _("In place of the usual hours. Sessions that are booked on these days stay booked.")
