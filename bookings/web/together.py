"""Several sessions at once at the desk: a series, a party, and what was booked together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bookings.actions import together as actions
from bookings.core.series import dates
from bookings.forms.together import BookSeriesForm, RestForm, SeriesForm
from bookings.models import Bundle, Service
from bookings.queries import catalogue, desk_client, standing, together, wishes
from bookings.queries.plans import Wanted
from bookings.queries.together import Date
from bookings.web.desk_asking import PAGE, Staff, once, staff
from clinic.foundation.errors import Conflict, Invalid, Problem
from clinic.foundation.models import Client
from protocols.core import walls


@dataclass
class Series:
    """What is asked for in the address, what it comes to, and the form that books it."""

    form: SeriesForm
    wanted: Wanted | None = None
    dates: list[Date] | None = None
    book: BookSeriesForm | None = None
    failed: Any = ()

    @property
    def some(self) -> bool:
        """Whether any of the dates is possible, as far as is known."""
        return any(one.possible for one in self.dates or ())


@require_http_methods(PAGE)
def series(request: HttpRequest, code: str) -> HttpResponse:
    """First the dates, each with what it comes to; then all of them, or what is possible."""
    me = staff(request)
    client = desk_client.one(me.by, code, me.now)
    asked = _asked(request, me, client)
    if request.method == "POST" and asked.book and asked.book.is_valid():
        made = _booked(me, asked)
        if made:
            messages.success(request, _("The series is booked."))
            return redirect("desk_bundle", made)
    context = {"client": client, "asked": asked}
    return render(request, "bookings/together/series.html", context)


@require_http_methods(PAGE)
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """All that were booked together, and a way to take off what is still to come."""
    me = staff(request)
    found, lines = together.page(code, me.now)
    form = RestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _take_off(request, me, found, form)
        return redirect("desk_bundle", code)
    left = [line for line in lines if line.changeable]
    context = {"bundle": found, "lines": lines, "left": left, "form": form}
    return render(request, "bookings/together/bundle.html", context)


def _asked(request: HttpRequest, me: Staff, client: Client) -> Series:
    form = SeriesForm(
        request.GET or None,
        menu=here(),
        studios=list(catalogue.studios()),
        therapists=wishes.therapists(),
        initial={"every": 2, "times": 4},
    )
    asked = Series(form)
    if not (form.is_bound and form.is_valid()):
        return asked
    asked.wanted = form.tried(lambda: _wanted(form, client))
    if asked.wanted:
        asked.dates = form.tried(lambda: _dates(me, form, asked.wanted))
    if asked.dates is not None:
        data = request.POST if request.method == "POST" else None
        cautions = [one.at for one in asked.dates if one.verdict == "caution"]
        asked.book = BookSeriesForm(data, cautions=cautions)
    return asked


def here() -> list[Service]:
    """What is given in our studios: where else is not asked of several at once."""
    return list(catalogue.menu(staff=True).filter(off_site=False))


def _wanted(form: SeriesForm, client: Client) -> Wanted:
    where, whom = form.cleaned_data["location"], form.cleaned_data["therapist"]
    return Wanted(client, form.order(), where, form.start(), therapist=whom, tell="soon")


def _dates(me: Staff, form: SeriesForm, wanted: Wanted | None) -> list[Date]:
    if wanted is None:
        return []
    told, zone = form.cleaned_data, form.zone
    found = dates(form.at(), every=told["every"], times=told["times"])
    stands = standing.must(me.by, wanted.client, me.now)
    starts = [walls.instant_of(at, zone) for at in found]
    return together.preview(wanted, starts, stands, zone=zone, now=me.now)


def _booked(me: Staff, asked: Series) -> str:
    """The code of the bundle; "" once what stands in the way is told on the page."""
    form, book, wanted = asked.form, asked.book, asked.wanted
    if book is None or wanted is None:
        return ""
    told = form.cleaned_data
    wish = together.because(wanted, book.cleaned_data["reason"])
    try:
        return once(
            me,
            book,
            f"series {wanted.client.code} {wanted.start.isoformat()} {told['every']} {told['times']}",
            lambda: actions.book_series(
                by=me.by,
                wanted=wish,
                every=told["every"],
                times=told["times"],
                whole=book.cleaned_data["how"] == "all",
                accepted=book.accepted(),
                now=me.now,
            ),
        )
    except (Conflict, Invalid) as problem:
        whys = {one.at: one.why for one in asked.dates or ()}
        asked.failed = [(one, whys.get(one.at)) for one in failures(problem)]
        book.add_error(None, problem.sentence)
        return ""


def failures(problem: Problem) -> list[actions.Failed]:
    """Which of a series or a party could not be."""
    return cast("list[actions.Failed]", problem.more.get("failed", []))


def _take_off(request: HttpRequest, me: Staff, found: Bundle, form: RestForm) -> None:
    told = form.cleaned_data
    made = actions.cancel_rest(
        by=me.by, bundle=found, now=me.now, why=told["why"], told=told["told"]
    )
    if made.booked:
        done = len(made.booked)
        said = ngettext("%d session is cancelled.", "%d sessions are cancelled.", done)
        messages.success(request, said % done)
    for one in made.failed:
        messages.error(request, f"{_when(one.at)}: {one.problem.sentence}")


def _when(at: datetime) -> str:
    return str(dateformat.format(at, "D j M, H:i"))
