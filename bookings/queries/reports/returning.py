"""Who comes again: the next session after a session, and clients who are here for the first time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from bookings.core.lifecycle import OVER
from bookings.core.reports import Cell, Column, Report, Table, percent
from bookings.models import Appointment
from bookings.queries.reports.scope import WIDEST, Scope, given, later, names

WEEKS = timedelta(weeks=6)
LEAVING = timedelta(hours=2)  # after the end somebody may still stand at the desk


def report(scope: Scope) -> Report:
    """Two tables; three queries, whatever there is."""
    sums = _again(scope)
    named = {key: name for key, name in names().items() if key in sums}
    rows = tuple(_row(name, sums[key]) for key, name in named.items())
    again = Table(
        code="therapists",
        title=_("Who came again, by therapist"),
        columns=(
            Column(_("Therapist"), "text"),
            Column(_("Clients")),
            Column(_("At the visit")),
            Column(_("Within six weeks")),
            Column(_("Not yet")),
            Column(_("Not")),
            Column(_("Share"), "share"),
        ),
        rows=rows,
        about=_(
            "Each client once, after the last session with this therapist in these days. At the"
            " visit: by two hours after its end, or before. The next"
            " one may be with anybody. Not yet: the six weeks are not over."
        ),
        sentence=_("Clients with a next session: %s") % _told(rows),
        picture="bars",
        bars=(2, 3),
        whole=1,
        value=6,
    )
    return Report(
        code="returning",
        title=_("Coming again"),
        lead=_(
            "Whether clients book a next session within six weeks after one, or have it by then."
        ),
        tables=(again, _fresh(scope)),
        empty="" if rows else _("Who came again after a session, once there were some."),
    )


def _again(scope: Scope) -> dict[int, Counter[str]]:
    """By therapist: clients by when they had booked again, after their last session. One query."""
    rows = given(scope).filter(occupancies__resource__kind="therapist")
    key = "occupancies__resource_id"
    rows = rows.annotate(
        at_once=later(Q(booked_at__lte=OuterRef("end_at") + LEAVING)),
        within=later(Q(booked_at__lte=OuterRef("end_at") + WEEKS)),
    )
    last = rows.order_by(key, "client_id", "-start_at", "-pk").distinct(key, "client_id")
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for therapist, end, at_once, within in last.values_list(key, "end_at", "at_once", "within"):
        missing = "not yet" if end + WEEKS > scope.now else "not"
        found[therapist]["at once" if at_once else "within" if within else missing] += 1
    return found


def _row(name: str, sums: Counter[str]) -> tuple[Cell, ...]:
    told = [sums[word] for word in ("at once", "within", "not yet", "not")]
    return name, sums.total(), *told, percent(told[0] + told[1], sums.total())


def _told(rows: Iterable[tuple[Cell, ...]]) -> str:
    return ", ".join(f"{row[0]} {row[6]} %" for row in rows)


def _fresh(scope: Scope) -> Table:
    """Clients with a session in these days, by whether they had one before: one query."""
    before = Appointment.objects.filter(
        client=OuterRef("client"),
        start_at__lt=scope.begin + WIDEST,
        local_start__lt=scope.period.first.isoformat(),
    )
    been = Exists(before.exclude(state__in=[*OVER, "held"]))
    rows = given(scope).annotate(been=been).values_list("been")
    told = {was: (people, n) for was, people, n in rows.annotate(people=_PEOPLE, n=Count("pk"))}
    new, old = told.get(False, (0, 0)), told.get(True, (0, 0))
    return Table(
        code="clients",
        title=_("New and returning clients"),
        columns=(Column(_("Clients"), "text"), Column(_("How many")), Column(_("Sessions"))),
        rows=((_("New"), *new), (_("Returning"), *old)) if told else (),
        about=_("New: no session before these days, at any studio."),
        sentence=_("%(new)d new, %(old)d returning") % {"new": new[0], "old": old[0]},
        picture="bars",
        bars=(1,),
        value=1,
    )


_PEOPLE = Count(F("client"), distinct=True)
