"""Races ahead in words, as a table, and who runs one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.core.reports import Cell, Column, Report, Table
from bookings.queries.reports.races import Event, Runner, Side, Week, ahead
from clinic.foundation.errors import NotFound

MOST_TOLD = 6


@dataclass(frozen=True)
class Entry:
    """Somebody who runs: when they have a session before and after, on the wall."""

    runner: Runner
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class Who:
    """A race with its sentences and the people who run it."""

    event: Event
    told: tuple[str, ...]
    entries: tuple[Entry, ...]


def report(now: datetime, location: str) -> Report:
    """The races of twelve weeks; a fixed number of queries."""
    events, weeks = ahead(now, location)
    rows = tuple(_row(event) for event in events)
    table = Table(
        code="races",
        title=_("Race by race"),
        columns=(
            Column(_("Race"), "text"),
            Column(_("Day"), "day"),
            Column(_("Run")),
            *(Column(letter) for letter in "ABC"),
            Column(_("Booked before")),
            Column(_("Left before")),
            Column(_("Booked after")),
            Column(_("Left after")),
        ),
        rows=rows,
        about=_(
            "A, B and C: how much the race matters to them. Booked: a session before or after it at"
            " a time that the rules recommend. Left: how many more can be booked then; races close"
            " to each other share them."
        ),
        sentence=_("With a session after the race: %s")
        % ", ".join(
            _("%(race)s: %(after)d of %(runs)d") % {"race": row[0], "after": row[8], "runs": row[2]}
            for row in rows
        ),
        picture="bars",
        bars=(8,),
        whole=2,
        value=2,
        link="reports_race",
        links=tuple(event.code for event in events),
    )
    coming = [event for event in events if not event.sides["after"].over]
    return Report(
        code="races",
        title=_("Races ahead"),
        lead=_("Twelve weeks of clients’ races, and whether there is room for everybody’s legs."),
        tables=(_weeks(weeks), table),
        facts=tuple(line for event in coming[:MOST_TOLD] for line in sentences(event)),
        empty=""
        if rows
        else _("Clients’ races of the next twelve weeks, and what is free for them."),
    )


def _weeks(weeks: Sequence[Week]) -> Table:
    """By week: how many run, have a session, and could still have one."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(_week(week) for week in weeks)
    return Table(
        code="weeks",
        title=_("Week by week"),
        columns=(
            Column(_("Week of"), "day"),
            Column(_("Races")),
            Column(_("Run")),
            Column(_("Booked before")),
            Column(_("Left before")),
            Column(_("Booked after")),
            Column(_("Left after")),
        ),
        rows=rows,
        sentence=_("Who runs, by week: %s")
        % ", ".join(
            f"{_short(week.monday)}: {row[2]}" for week, row in zip(weeks, rows, strict=True)
        ),
        picture="bars",
        bars=(5,),
        whole=2,
        value=2,
    )


def _week(week: Week) -> tuple[Cell, ...]:
    sides = {name: [event.sides[name] for event in week.events] for name in ("before", "after")}
    told: list[Cell] = []
    for name, each in sides.items():
        left = week.left[name] if all(side.offered for side in each) else None
        told += [len({client for side in each for client in side.booked}), left]
    runs = len({each.client for event in week.events for each in event.runners})
    return (week.monday.isoformat(), len(week.events), runs, *told)


def who(code: str, now: datetime, location: str) -> Who:
    """Who runs the race of which this is one. Raises `NotFound`."""
    events, _weeks_of = ahead(now, location, only=code)
    if not events:
        raise NotFound("not_found", _("There is no such race in the next twelve weeks."))
    event = events[0]
    before, after = event.sides["before"].booked, event.sides["after"].booked
    entries = (Entry(r, before.get(r.client), after.get(r.client)) for r in event.runners)
    in_order = sorted(entries, key=lambda e: (bool(e.after), folded_name(e)))
    return Who(event, tuple(sentences(event)), tuple(in_order))


def folded_name(entry: Entry) -> str:
    return entry.runner.client_name.casefold()


def sentences(event: Event) -> Iterator[str]:
    """How many run, or ran, and what is left for them, before and after."""
    n = len(event.runners)
    words = {"n": n, "race": event.name, "day": _short(event.day)}
    runs = ngettext("%(n)d runs %(race)s on %(day)s.", "%(n)d run %(race)s on %(day)s.", n)
    ran = ngettext("%(n)d ran %(race)s on %(day)s.", "%(n)d ran %(race)s on %(day)s.", n)
    before, after = event.sides["before"], event.sides["after"]
    yield " ".join(
        [
            (ran if event.over else runs) % words,
            *_told(before, _("before it")),
            *_told(after, _("after it")),
        ]
    )


def _told(side: Side, when: str) -> Iterator[str]:
    if not side.offered:
        yield _("The menu has no session %(when)s.") % {"when": when}
    elif side.first and side.last:
        words = {
            "booked": len(side.booked),
            "left": side.left,
            "when": when,
            "first": _short(side.first),
            "last": _short(side.last),
        }
        has = (
            ngettext(
                "%(booked)d has a session %(when)s",
                "%(booked)d have a session %(when)s",
                len(side.booked),
            )
            if side.booked
            else _("Nobody has a session %(when)s")
        )
        left = ngettext(
            "%(left)d suitable time is left", "%(left)d suitable times are left", side.left
        )
        days = _("on %(first)s") if side.first == side.last else _("from %(first)s to %(last)s")
        yield f"{has}, {left} {days}." % words


def _short(day: date) -> str:
    return date_format(day, "D j M")


def _row(event: Event) -> tuple[Cell, ...]:
    before, after = event.sides["before"], event.sides["after"]
    many: Sequence[int] = [event.priorities[letter] for letter in "ABC"]
    return (
        event.name,
        event.day.isoformat(),
        len(event.runners),
        *many,
        len(before.booked),
        before.left if before.offered else None,
        len(after.booked),
        after.left if after.offered else None,
    )
