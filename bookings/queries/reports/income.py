"""Income by month, service and therapist, in minor units of each currency. For owners alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, F, OuterRef, Q, Value, When
from django.db.models.functions import Substr
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bookings.core.dues import PAYABLE
from bookings.core.lifecycle import ENDS_BY_ITSELF, OVER
from bookings.core.money import told
from bookings.core.reports import Cell, Column, Report, Table, split
from bookings.models import Occupancy
from bookings.queries import giving_back
from bookings.queries.reports.scope import Scope, booked, names

COLUMNS = ("paid", "due", "ahead", "fees", "back")


class Part(NamedTuple):
    """So many sessions of one kind at one amount; `team` are the therapists, by resource."""

    month: str
    service: str
    currency: str
    team: tuple[int, ...]
    amount: int
    standing: str  # paid, due, ahead, back
    fell: str  # as what it fell through, with its fee; "" for one that stands
    times: int


Sums = dict[tuple[str, str], Counter[str]]  # (what, currency) -> standing or "fees" -> units


def report(scope: Scope) -> Report:
    """Four tables; two queries, whatever there is."""
    parts, people = list(_parts(scope)), names()
    by_month = _sums((p.month, p, p.amount * p.times) for p in parts)
    by_service = _sums((p.service, p, p.amount * p.times) for p in parts)
    by_person = _sums(_shared(parts, people))
    return Report(
        code="income",
        title=_("Income"),
        lead=_(
            "By the day of the session, not of the payment. Due: given, or fallen through with a"
            " fee, and not paid. Ahead: booked and still to come. To give back: paid, and fallen"
            " through since; it counts as paid no more."
        ),
        tables=(
            _table("months", _("By month"), _("Month"), by_month, first="month"),
            _table("services", _("By service"), _("Service"), by_service),
            _table(
                "therapists",
                _("By therapist"),
                _("Therapist"),
                by_person,
                about=_("Sessions of two therapists are split evenly, to the cent."),
            ),
            _fees(parts),
        ),
        facts=tuple(_facts(by_month)),
        empty="" if parts else _("What sessions bring in, and what is still due."),
    )


def _parts(scope: Scope) -> Iterator[Part]:
    """Sessions with an amount, counted by all that tells them apart: one query."""
    team = Occupancy.objects.filter(
        appointment=OuterRef("pk"), resource__kind="therapist"
    ).order_by("resource_id")
    over = Q(state__in=OVER)
    now_due = Q(state__in=PAYABLE) | Q(state__in=ENDS_BY_ITSELF, end_at__lte=scope.now)
    rows = booked(scope).annotate(
        month=Substr("local_start", 1, 7),
        amount=Case(When(over, then=F("fee")), default=F("price")),
        standing=Case(
            When(paid_at__isnull=False, then=Value("paid")),
            When(now_due, then=Value("due")),
            default=Value("ahead"),
            output_field=CharField(),
        ),
        fell=Case(When(over, then=F("state")), default=Value("")),
        team=ArraySubquery(team.values("resource_id")),
        back=giving_back.owed(),
    )
    columns = ("month", "service__name", "currency", "team", "back", "amount", "standing", "fell")
    found = rows.filter(Q(amount__gt=0) | Q(back__gt=0)).values_list(*columns).annotate(Count("pk"))
    for month, service, currency, whom, back, amount, standing, fell, times in found.order_by(
        "month", "service__name"
    ):
        what = month, service, currency, tuple(whom)
        if amount:
            yield Part(*what, amount, standing, fell, times)
        if back:
            yield Part(*what, back, "back", "", times)


def _shared(parts: Iterable[Part], people: Mapping[int, str]) -> Iterator[tuple[str, Part, int]]:
    """Each therapist's share of each part."""
    for part in parts:
        for key, units in zip(part.team, split(part.amount, len(part.team) or 1), strict=False):
            yield people[key], part, units * part.times
        if not part.team:
            yield _("Nobody named"), part, part.amount * part.times


def _sums(told: Iterable[tuple[str, Part, int]]) -> Sums:
    found: Sums = defaultdict(Counter)
    for what, part, units in told:
        sums = found[what, part.currency]
        sums[part.standing] += units
        sums["fees"] += units if part.fell else 0
    return found


def _table(
    code: str, title: str, head: str, sums: Sums, about: str = "", first: str = "text"
) -> Table:
    keys = sorted(sums) if code == "months" else sorted(sums, key=lambda key: -sums[key].total())
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            what,
            currency,
            *(sums[what, currency][s] for s in COLUMNS),
        )
        for what, currency in keys
    )
    return Table(
        code=code,
        title=title,
        columns=(
            Column(head, first),
            Column(_("Currency"), "currency"),
            Column(_("Paid"), "money"),
            Column(_("Due"), "money"),
            Column(_("Ahead"), "money"),
            Column(_("Of it fees"), "money"),
            Column(_("To give back"), "money"),
        ),
        rows=rows,
        about=about,
        sentence=_("Paid: %s")
        % ", ".join(
            f"{_called(str(row[0]), first)} {told(int(row[2] or 0), str(row[1]))}" for row in rows
        ),
        picture="bars",
        bars=(2, 3, 4),
        value=2,
    )


def _called(what: str, kind: str) -> str:
    """A month as it is said aloud; all else as it is."""
    return date_format(date.fromisoformat(f"{what}-01"), "F Y") if kind == "month" else what


def _fees(parts: Iterable[Part]) -> Table:
    """Fees of what fell through: how many, what is paid of them and what is due."""
    words = {
        "late_cancelled": _("Cancelled late"),
        "no_show": _("Not there"),
        "cancelled": _("Cancelled"),
    }
    found: Sums = defaultdict(Counter)
    for part in parts:
        if part.fell:
            sums = found[words[part.fell], part.currency]
            sums["times"] += part.times
            sums[part.standing] += part.amount * part.times
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (what, currency, sums["times"], sums["paid"], sums["due"])
        for (what, currency), sums in sorted(found.items())
    )
    return Table(
        code="fees",
        title=_("Fees"),
        columns=(
            Column(_("What fell through"), "text"),
            Column(_("Currency"), "currency"),
            Column(_("How many")),
            Column(_("Paid"), "money"),
            Column(_("Due"), "money"),
        ),
        rows=rows,
        sentence=_("Fees due: %s")
        % ", ".join(f"{row[0]} {told(int(row[4] or 0), str(row[1]))}" for row in rows),
        picture="bars",
        bars=(3, 4),
        value=4,
    )


def _facts(by_month: Sums) -> Iterator[str]:
    whole: dict[str, Counter[str]] = defaultdict(Counter)
    for (_month, currency), sums in by_month.items():
        whole[currency] += sums
    for currency, sums in sorted(whole.items()):
        figures = {name: told(sums[name], currency) for name in COLUMNS}
        yield _("%(paid)s paid, %(due)s due, %(ahead)s ahead; %(fees)s of it fees.") % figures
        if sums["back"]:
            yield _("%s was paid for what fell through and is to be given back.") % figures["back"]
