"""What fell through: cancelled, cancelled late, missed; by service, therapist, reason and notice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Subquery, Value, When
from django.utils.translation import gettext as _

from bookings.core.lifecycle import OVER
from bookings.core.reasons import CANCELLED, MISSED
from bookings.core.reports import Cell, Column, Report, Table, percent
from bookings.models import HistoryLine
from bookings.queries.reason_words import WORDS
from bookings.queries.reports.scope import Scope, booked, names, without_dropped

FELL = ("cancelled", "late_cancelled", "no_show")
NOTICE = (2, 24, 48, 168)  # hours before the start, each the end of a line


def report(scope: Scope) -> Report:
    """Four tables; four queries, whatever there is."""
    rows = without_dropped(booked(scope))
    by_service = rows.values_list("service_id", "service__name", "state").annotate(Count("pk"))
    services, told = _counted((key, s, n) for key, _name, s, n in by_service), names()
    called = {key: name for key, name, _state, _n in by_service}
    treated = rows.filter(occupancies__resource__kind="therapist")
    by_person = treated.values_list("occupancies__resource_id", "state").annotate(Count("pk"))
    people = _counted(by_person)
    whys, notices = _why_and_when(scope)
    return Report(
        code="missed",
        title=_("Fell through"),
        lead=_(
            "Sessions of these days that were cancelled or missed."
            " One with two therapists counts for both."
        ),
        tables=(
            _table("services", _("By service"), _("Service"), called, services),
            _table("therapists", _("By therapist"), _("Therapist"), told, people),
            _plain("reasons", _("By reason"), _("Reason"), whys, FELL),
            _plain("notice", _("How long before"), _("Before the start"), notices, FELL[:2]),
        ),
        facts=tuple(_facts(services)),
        empty="" if services else _("Every session that is cancelled or missed, and why."),
    )


def _reasons() -> dict[str, str]:
    """The codes of `core.reasons`, and "" where nobody said, as the desk reads them."""
    return {code: str(word) for code, word in WORDS.items()} | {"": _("Not said")}


def _counted(rows: Iterable[tuple[int, str, int]]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for key, state, n in rows:
        found[key][state] += n
    return found


def _why_and_when(scope: Scope) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    """What fell through, by reason and by notice: one query. The last such line of each speaks."""
    lines = HistoryLine.objects.filter(appointment=OuterRef("pk"), did__in=OVER).order_by("-pk")
    ahead = F("start_at") - F("off_at")
    steps = [When(gap__lt=timedelta(hours=h), then=Value(str(h))) for h in NOTICE]
    rows = (
        without_dropped(booked(scope))
        .filter(state__in=FELL)
        .annotate(
            why=Subquery(lines.values("after__why")[:1]),
            off_at=Subquery(lines.values("at")[:1]),
        )
        .annotate(gap=ahead)
        .annotate(notice=Case(*steps, default=Value("more"), output_field=CharField()))
    )
    told = rows.values_list("state", "why", "notice").annotate(Count("pk"))
    words, whys, notices = _reasons(), defaultdict[str, Any](Counter), _lines()
    codes = [*dict.fromkeys((*CANCELLED, *MISSED)), ""]
    counted = {code: whys[words[code]] for code in codes}
    spans = dict(zip((*map(str, NOTICE), "more"), notices, strict=True))
    for state, why, notice, n in told:
        counted.get(why or "", counted["other"])[state] += n
        if state != "no_show":
            notices[spans[notice]][state] += n
    return {word: sums for word, sums in whys.items() if sums}, notices


def _lines() -> dict[str, Counter[str]]:
    words = (
        _("Less than 2 hours"),
        _("2 to 24 hours"),
        _("1 to 2 days"),
        _("2 to 7 days"),
        _("More than a week"),
    )
    return {word: Counter() for word in words}


def _table(
    code: str, title: str, head: str, named: Mapping[int, str], sums: Mapping[int, Counter[str]]
) -> Table:
    rows = tuple(_row(name, sums[key]) for key, name in named.items() if key in sums)
    rows = tuple(sorted(rows, key=lambda row: str(row[0]))) if code == "services" else rows
    return Table(
        code=code,
        title=title,
        columns=(
            Column(head, "text"),
            Column(_("Booked")),
            *_heads(FELL),
            Column(_("Share"), "share"),
        ),
        rows=rows,
        sentence=_sentence(title, rows, lambda row: f"{row[5]} %"),
        picture="bars",
        bars=(2, 3, 4),
        value=5,
    )


def _row(name: str, sums: Counter[str]) -> tuple[Cell, ...]:
    fell = [sums[state] for state in FELL]
    return name, sums.total(), *fell, percent(sum(fell), sums.total())


def _plain(
    code: str, title: str, head: str, sums: Mapping[str, Counter[str]], states: tuple[str, ...]
) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (word, *(found[s] for s in states)) for word, found in sums.items()
    )
    empty = not any(found.total() for found in sums.values())
    return Table(
        code=code,
        title=title,
        columns=(Column(head, "text"), *_heads(states)),
        rows=() if empty else rows,
        sentence=_sentence(title, rows, lambda row: str(sum(int(n or 0) for n in row[1:]))),
        picture="bars",
        bars=tuple(range(1, len(states) + 1)),
    )


def _heads(states: Iterable[str]) -> list[Column]:
    words = {
        "cancelled": _("Cancelled"),
        "late_cancelled": _("Late"),
        "no_show": _("Not there"),
    }
    return [Column(words[state]) for state in states]


def _sentence(
    title: str, rows: Iterable[tuple[Cell, ...]], said: Callable[[tuple[Cell, ...]], str]
) -> str:
    return f"{title}: {', '.join(f'{row[0]} {said(row)}' for row in rows)}"


def _facts(services: Mapping[int, Counter[str]]) -> Iterable[str]:
    sums = sum(services.values(), Counter[str]())
    if sums:
        told = {
            "all": sums.total(),
            "cancelled": sums["cancelled"],
            "late": sums["late_cancelled"],
            "missed": sums["no_show"],
            "share": percent(sum(sums[s] for s in FELL), sums.total()),
        }
        yield (
            _(
                "Of %(all)d booked, %(share)d %% fell through: %(cancelled)d cancelled in time,"
                " %(late)d late, %(missed)d not there."
            )
            % told
        )
