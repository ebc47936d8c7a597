"""Reports of the clinic, each as a page with pictures and tables, and each table as a file."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bookings.core.reports import Report, Table
from bookings.forms.reports import USUAL, PeriodForm, StudioForm
from bookings.queries import catalogue
from bookings.queries.reports import income as of_income
from bookings.queries.reports import lead as of_lead
from bookings.queries.reports import load as of_load
from bookings.queries.reports import missed as of_missed
from bookings.queries.reports import races_told
from bookings.queries.reports import returning as of_returning
from bookings.queries.reports.scope import Scope
from bookings.web.desk_asking import staff
from clinic.foundation.core import csvs
from clinic.foundation.queries import people
from protocols.core import walls


@require_safe
@never_cache
def load(request: HttpRequest) -> HttpResponse:
    """By therapist, room and hour of the week."""
    return _page(request, of_load.report)


@require_safe
@never_cache
def missed(request: HttpRequest) -> HttpResponse:
    """What was cancelled or missed."""
    return _page(request, of_missed.report)


@require_safe
@never_cache
def returning(request: HttpRequest) -> HttpResponse:
    """Who came again, and who is new."""
    return _page(request, of_returning.report)


@require_safe
@never_cache
def lead(request: HttpRequest) -> HttpResponse:
    """How long ahead sessions were booked."""
    return _page(request, of_lead.report)


@require_safe
@never_cache
def income(request: HttpRequest) -> HttpResponse:
    """By month, service and therapist: the route is the owner's, and so are its files."""
    return _page(request, of_income.report)


@require_safe
@never_cache
def races(request: HttpRequest) -> HttpResponse:
    """Clients' races of twelve weeks, and what is free for them."""
    form = StudioForm(request.GET, studios=list(catalogue.studios()))
    now = staff(request).now
    report = races_told.report(now, form.where)
    first = f"{walls.today(now, people.practice().zone)}"
    return _shown(request, report, form, first)


@require_safe
@never_cache
def race(request: HttpRequest, code: str) -> HttpResponse:
    """Who runs one of them."""
    form = StudioForm(request.GET, studios=list(catalogue.studios()))
    who = races_told.who(code, staff(request).now, form.where)
    return render(request, "bookings/reports/race.html", {"who": who, "form": form})


def _page(request: HttpRequest, make: Callable[[Scope], Report]) -> HttpResponse:
    now, asked = staff(request).now, request.GET.copy()
    asked.setdefault("period", USUAL)
    form = PeriodForm(asked, studios=list(catalogue.studios()))
    days = form.days(walls.today(now, people.practice().zone))
    report = make(Scope(days, form.where, now))
    return _shown(request, report, form, f"{days.first}-{days.last}", days=days)


def _shown(
    request: HttpRequest, report: Report, form: StudioForm, when: str, **more: object
) -> HttpResponse:
    wanted = request.GET.get("csv", "")
    table = next((table for table in report.tables if table.code == wanted), None)
    if table and form.is_valid():
        return _file(table, f"{report.code}-{table.code}-{when}")
    kept = request.GET.copy()
    kept.pop("csv", None)
    context = {"report": report, "form": form, "asked": kept.urlencode(), **more}
    return render(request, "bookings/reports/page.html", context)


def _file(table: Table, name: str) -> HttpResponse:
    """A table as a file. Times are minutes and money is minor units: whole numbers."""
    units = {
        "minutes": _("minutes"),
        "ahead": _("minutes"),
        "share": _("per cent"),
        "money": _("minor units"),
    }
    head = [f"{c.title}, {units[c.kind]}" if c.kind in units else c.title for c in table.columns]
    text = csvs.table(head, table.rows)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="legwork-{name}.csv"'
    return answer
