"""Lead time: how long before its start a session was booked, by service, online and at the desk."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, BooleanField, Case, Count, F, FloatField, Value, When
from django.db.models.functions import Extract, Greatest
from django.utils.translation import gettext as _

from bookings.core.reports import Cell, Column, Report, Table
from bookings.queries.reports.scope import STOOD, Scope, booked


class _Quartiles(Aggregate):
    template = "percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


def report(scope: Scope) -> Report:
    """One table and one query. What was missed counts: it was booked all the same."""
    before = Greatest(Extract(F("start_at") - F("booked_at"), "epoch"), Value(0.0))
    rows = (
        booked(scope)
        .filter(state__in=[*STOOD, "no_show"])
        .annotate(
            online=Case(
                When(booked_by=F("client__user"), then=Value(value=True)),
                default=Value(value=False),
                output_field=BooleanField(),
            )
        )
    )
    told = rows.values("service__name", "service_id", "online").annotate(
        n=Count("pk"), quarters=_Quartiles(before)
    )
    found = tuple(
        _row(each["service__name"], each["n"], each["quarters"], online=each["online"])
        for each in told.order_by("service__name", "online")
    )
    sentence = ", ".join(f"{row[0]}, {row[1]}: {int(row[4] or 0) // 60} h" for row in found)
    table = Table(
        code="services",
        title=_("From booking to start"),
        columns=(
            Column(_("Service"), "text"),
            Column(_("Booked"), "text"),
            Column(_("Sessions")),
            Column(_("A quarter"), "ahead"),
            Column(_("Half"), "ahead"),
            Column(_("Three quarters"), "ahead"),
        ),
        rows=found,
        about=_("A quarter, half, and three quarters of the sessions were booked less long ahead."),
        sentence=_("Half were booked less long ahead than: %s") % sentence,
        picture="quartiles",
        bars=(3, 4, 5),
    )
    return Report(
        code="lead",
        title=_("Lead time"),
        lead=_("How long before its start a session was booked."),
        tables=(table,),
        empty="" if found else _("How far ahead clients book, online and at the desk."),
    )


def _row(name: str, n: int, quarters: list[float], *, online: bool) -> tuple[Cell, ...]:
    how = _("online") if online else _("at the desk")
    return name, how, n, *(round(seconds / 60) for seconds in quarters)
