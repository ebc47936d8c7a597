"""The season as a table, week by week: the same as the picture, for screen readers and keyboards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.templatetags.season_words import (
    LETTERS,
    kind_word,
    named,
    phase_word,
)
from clinic.foundation.templatetags.kept import when
from protocols.core.facts import PHASES
from protocols.core.season import Day, Season


@dataclass(frozen=True)
class Words:
    """What is said again and again, looked up once. `days` are the seven of a week, `names` what each
    day is called.
    """

    query: str
    phases: dict[str, str]
    verdicts: dict[str, str]
    fine: str
    depths: dict[str, str]
    days: list[str]
    names: dict[date, str]

    def link(self, day: Day) -> str:
        return f'<a href="?{self.query}day={day.day.isoformat()}">{self.names[day.day]}</a>'

    def number(self, day: Day) -> str:
        """A link of the day's number, which has the whole name for who hears it by itself."""
        name, at = self.names[day.day], day.day
        return f'<a href="?{self.query}day={at.isoformat()}" aria-label="{name}">{at.day}</a>'


def draw(season: Season, query: str) -> str:
    """The rows and the head of the table."""
    words = Words(
        query=query,
        phases={phase: escape(phase_word(phase)) for phase in PHASES},
        verdicts={
            "recommended": escape(_("Recommended")),
            "caution": escape(_("With care")),
            "blocked": escape(_("Not then")),
        },
        fine=escape(_("Fine")),
        depths={"light": _("light"), "moderate": _("moderate"), "deep": _("deep")},
        days=[escape(when(day.day, "D")) for day in season.days[:7]],
        names=named(season.days),
    )
    heads = [_("Week of"), _("Phase"), _("Races"), _("Training"), _("Sessions")]
    kinds = [kind_word(kind) for kind in season.kinds]
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in [*heads, *kinds])
    rows = "".join(_row(season, week, words) for week in season.weeks)
    return f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"


def _row(season: Season, week: tuple[Day, ...], words: Words) -> str:
    cells = [
        _phases(week, words),
        "<br>".join(_races(week, words)) or _none(),
        escape(_training(week, words)) or _none(),
        "<br>".join(_sessions(week, words)) or _none(),
        *(_suits(week, row, words) for row in range(len(season.kinds))),
    ]
    now = ' aria-current="date"' if week[0].day <= season.today <= week[-1].day else ""
    month = escape(when(week[0].day, "F Y"))
    days = "".join(words.number(day) for day in week)
    head = f'<th scope="row">{month}<span class="table-days">{days}</span></th>'
    return f"<tr{now}>{head}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _none() -> str:
    return '<span class="soft">–</span>'


def _phases(week: tuple[Day, ...], words: Words) -> str:
    return ", ".join(words.phases[phase] for phase, _days in groupby(day.phase for day in week))


def _races(week: tuple[Day, ...], words: Words) -> Iterator[str]:
    for day in week:
        for flag in day.flags:
            dropped = "" if flag.counts else " · " + escape(_standing(flag.status))
            name = f"{escape(flag.name)} ({escape(flag.priority)})"
            yield f"{words.link(day)} {name}{dropped}"


def _standing(status: str) -> str:
    return _("cancelled") if status == "cancelled" else _("not started")


def _training(week: tuple[Day, ...], words: Words) -> str:
    ticks = [tick for day in week for tick in day.ticks if tick.kind != "rest"]
    hard = sum(tick.effort == "hard" for tick in ticks)
    easy = sum(tick.effort == "gentle" for tick in ticks)
    unknown = len(ticks) - hard - easy
    said = []
    if hard:
        said.append(ngettext("%d hard", "%d hard", hard) % hard)
    if easy:
        said.append(ngettext("%d easy", "%d easy", easy) % easy)
    if unknown:
        said.append(ngettext("%d not known", "%d not known", unknown) % unknown)
    away = [day for day in week if day.away]
    if away:
        said.append(_("away %s") % _stretches(away, words))
    return ", ".join(said)


def _sessions(week: tuple[Day, ...], words: Words) -> Iterator[str]:
    for day in week:
        for mark in day.marks:
            said = f"{LETTERS[mark.type]}{mark.minutes} {words.depths[mark.depth]}"
            yield f"{words.link(day)} {escape(said)}"


def _suits(week: tuple[Day, ...], row: int, words: Words) -> str:
    """On which days a kind is recommended, asks for care, or cannot be."""
    held: dict[str, list[Day]] = {}
    for day in week:
        if day.best:
            held.setdefault(day.best[row], []).append(day)
    said = [
        f"{word}: {_stretches(held[verdict], words)}"
        for verdict, word in words.verdicts.items()
        if verdict in held
    ]
    return "<br>".join(said) or (words.fine if held else _none())


def _stretches(days: list[Day], words: Words) -> str:
    """Days of a week as one says them: Mon–Wed, Fri."""
    runs: list[list[int]] = []
    for number in (day.day.weekday() for day in days):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    names = words.days
    return ", ".join(
        names[first] if first == last else f"{names[first]}–{names[last]}" for first, last in runs
    )
