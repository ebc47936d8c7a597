"""The pages of imports as their templates draw them: cards to be answered, lists of a preview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _

from clinic.foundation.forms.once import OnceForm
from protocols.core.plans.entries import Entry
from protocols.core.races import RaceEntry
from protocols.forms.imports import TitleForm
from protocols.models import Imported, PlanDraft
from protocols.queries.import_overview import Differing, Overview, SourceLine, Unnamed
from protocols.queries.imports import Line, Preview
from protocols.web import plan_lines
from protocols.web.plan_lines import Difference


@dataclass(frozen=True, slots=True)
class Card:
    """One event that waits for an answer. `away`: the clock of its zone, where that is not the
    runner's; `url`: the page of what it made, "" for a suggestion.
    """

    code: str
    name: str
    when: str
    figures: str
    source: str
    away: str = ""
    timed: bool = True
    url: str = ""
    differences: list[Difference] = field(default_factory=list)
    form: OnceForm = field(default_factory=lambda: OnceForm(auto_id=False))


@dataclass(frozen=True, slots=True)
class TitleCard:
    """A title that says nothing of its kind."""

    title: str
    count: int
    day: date
    form: TitleForm


@dataclass(frozen=True, slots=True)
class Page:
    """The overview."""

    draft: PlanDraft | None
    suggested: list[Card]
    gone: list[Card]
    differing: list[Card]
    unnamed: list[TitleCard]
    sources: list[SourceLine]


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a preview; `note` stands below it."""

    when: str
    name: str
    what: str
    differences: list[Difference] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One list of a preview. `label` goes with its number; `two`: yours beside theirs, where
    otherwise what was is told before what comes.
    """

    name: str
    title: str
    label: str
    lines: list[Shown]
    note: str = ""
    two: bool = False


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What keeping a file would do: how many of what, and the lists."""

    found: Preview
    counts: list[tuple[int, str]]
    parts: list[Part]


def overview(found: Overview, zone: str) -> Page:
    """What the overview shows; workouts by the clock of `zone`."""
    return Page(
        draft=found.draft,
        suggested=[_card(each.row, each.entry, zone) for each in found.suggestions],
        gone=[_card(each.row, each.entry, zone) for each in found.gone],
        differing=[_differing(each, zone) for each in found.differing],
        unnamed=[_title(each, number) for number, each in enumerate(found.unnamed)],
        sources=[line for line in found.sources if not line.feed],
    )


def preview(found: Preview, zone: str) -> PreviewPage:
    """The lists of a preview that hold something, in the order in which they matter."""
    parts = [part for part in (*_coming(found, zone), *_staying(found, zone)) if part.lines]
    used = [(len(part.lines), part.label) for part in parts if part.name != "skipped"]
    counts = [*used, (found.unchanged, _("as they are")), (len(found.skipped), _("not used"))]
    return PreviewPage(found, [each for each in counts if each[0]], parts)


def kept(found: Preview) -> str:
    """What keeping a file did, in one sentence."""
    counts = {
        _("new"): found.added,
        _("changed"): found.changed,
        _("finished"): found.finished,
        _("to be answered"): found.suggested,
    }
    said = [f"{len(lines)} {label}" for label, lines in counts.items() if lines]
    return (
        _("Kept: %(counts)s.") % {"counts": ", ".join(said)} if said else _("Nothing in it is new.")
    )


def _coming(found: Preview, zone: str) -> list[Part]:
    """What keeping it would write, or ask about."""
    ask = _("You are asked about each of them next. Nothing is added before you say yes.")
    return [
        Part("finished", _("Finished"), _("finished"), _shown(found.finished, zone)),
        Part("suggested", _("May be races"), _("may be races"), _shown(found.suggested, zone), ask),
        Part(
            "waiting",
            _("Asked about before"),
            _("still to be answered"),
            _shown(found.waiting, zone),
        ),
        Part("added", _("New"), _("new"), _shown(found.added, zone)),
        Part("changed", _("Changed"), _("changed"), _shown(found.changed, zone, differ=True)),
        Part("back", _("There again"), _("there again"), _shown(found.back, zone)),
        Part("gone", _("Not in it any more"), _("not in it any more"), _shown(found.gone, zone)),
    ]


def _staying(found: Preview, zone: str) -> list[Part]:
    """What stays as it is, and what cannot be used."""
    yours = _("You changed these here, so nothing of them is touched. You can take theirs later.")
    skipped = [
        Shown(
            _("Line %(line)d") % {"line": each.line} if each.line else "",
            each.title,
            "",
            note=each.words,
        )
        for each in found.skipped
    ]
    own = _shown(found.own, zone, differ=True)
    return [
        Part("own", _("Yours stands"), _("stay as yours"), own, yours, two=True),
        Part(
            "linked", _("In your calendar already"), _("here already"), _shown(found.linked, zone)
        ),
        Part("skipped", _("Not used"), _("not used"), skipped),
    ]


def _shown(lines: Iterable[Line], zone: str, *, differ: bool = False) -> list[Shown]:
    in_order = sorted(lines, key=lambda each: (each.day or date.max, each.title))
    return [_line(each, zone, differ=differ) for each in in_order]


def _line(line: Line, zone: str, *, differ: bool) -> Shown:
    entry = line.row if differ and line.row else line.entry or line.row
    if entry is None:
        day = line.day and dateformat.format(line.day, plan_lines.DAY)
        return Shown(day or "", line.title, "")
    both = (line.row, line.entry) if differ and line.row and line.entry else None
    return Shown(
        when=plan_lines.when(entry, zone),
        name=line.title,
        what=plan_lines.what(entry),
        differences=plan_lines.differences(*both, zone) if both else [],
    )


def _card(row: Imported, entry: Entry, zone: str, **more: Any) -> Card:
    race = entry if isinstance(entry, RaceEntry) else None
    abroad = race and race.zone != zone and race.zone.replace("_", " ")
    return Card(
        code=row.code,
        name=plan_lines.name(entry),
        when=plan_lines.when(entry, zone),
        figures=plan_lines.figures(race) if race else plan_lines.what(entry),
        source=row.source.name,
        away=_("by the clock of %(zone)s") % {"zone": abroad} if abroad else "",
        timed=race is None or race.time_known,
        **more,
    )


def _differing(found: Differing, zone: str) -> Card:
    row = found.row
    made = ("race", row.race) if row.race else ("workout", row.workout)
    url = reverse(made[0], args=[made[1].code]) if made[1] else ""
    differ = plan_lines.differences(found.yours, found.theirs, zone)
    return _card(row, found.yours, zone, url=url, differences=differ)


def _title(found: Unnamed, number: int) -> TitleCard:
    form = TitleForm(initial={"title": found.title}, auto_id=f"id_{number}_%s")
    return TitleCard(found.title, found.count, found.day, form)
