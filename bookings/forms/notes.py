"""The note as a form, phrases and templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.core.measures import MEASURES, SIDES, Measure
from bookings.core.notes import MOST_DAYS, MOST_MINUTES, Content, Saving, as_json, settled
from bookings.forms.taking import PickForm
from bookings.queries.note_words import figure, measure_word, unit_word
from bookings.queries.notes import Lasts, LastValue
from clinic.foundation.codes import new_code
from clinic.foundation.forms.once import OnceForm
from protocols.core.facts import DEPTHS, RUNNING_TYPES
from protocols.core.faults import Fault
from protocols.forms.choices import of
from protocols.forms.parts import Told

PARTS = {
    "s": _("Subjective: what they say"),
    "o": _("Objective: what you find"),
    "a": _("Assessment"),
    "p": _("Plan"),
}
SIGN, BOTH, BACK = "sign", "both", "back"


@dataclass(frozen=True)
class SideLine:
    """One side of a test: its field, and what it was last time."""

    side: str
    field: forms.BoundField
    last: LastValue | None

    @property
    def was(self) -> str:
        return figure(self.last.value) if self.last else ""


@dataclass(frozen=True)
class TestLine:
    """One test with both of its sides."""

    measure: Measure
    word: str
    unit: str
    sides: list[SideLine]


@dataclass(frozen=True)
class Area:
    """One row of the areas worked. `place` is region, view and side, "" where none is chosen."""

    place: str = ""
    technique: str = ""
    depth: str = ""

    @classmethod
    def of(cls, worked: Mapping[str, str]) -> Area:
        place = f"{worked['region']} {worked['view']} {worked['side']}"
        return cls(place, worked["technique"], worked["depth"])

    @property
    def told(self) -> dict[str, str]:
        """As a note keeps it; what is no place stays one that cannot be."""
        region, view, side = [*self.place.split(" "), "", "", ""][:3]
        told = {"region": region, "side": side, "view": view}
        return told | {"technique": self.technique, "depth": self.depth}


class NoteForm(PickForm, Told):
    """All of a note, and what is done with it: `do` is a button's, so is the `pick` of a time.

    `rev` is the version that was read; `tab` and `seq` tell this page from others.
    """

    pick = forms.CharField(max_length=120, required=False)
    do = forms.CharField(max_length=40, required=False)
    rev = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    tab = forms.CharField(max_length=16, widget=forms.HiddenInput, initial=new_code)
    seq = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)
    next_type = forms.ChoiceField(
        label=_("Type"), required=False, choices=[("", _("Not planned")), *of(RUNNING_TYPES)]
    )
    next_depth = forms.ChoiceField(
        label=_("Depth"), required=False, choices=[("", "–"), *of(DEPTHS)]
    )
    next_minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=1, max_value=MOST_MINUTES
    )
    next_days = forms.IntegerField(
        label=_("In days"), required=False, min_value=1, max_value=MOST_DAYS
    )

    def __init__(self, data: Any = None, *, lasts: Lasts | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.lasts = lasts or {}
        for part, label in PARTS.items():
            widget = forms.Textarea(attrs={"rows": 3, "data-part": part, "spellcheck": "true"})
            self.fields[part] = forms.CharField(
                label=label, required=False, strip=False, widget=widget
            )
        for measure in MEASURES:
            for side in SIDES:
                self.fields[f"{measure.code}-{side}"] = _figure_field(measure)

    @classmethod
    def showing(cls, content: Content, rev: int, lasts: Lasts, next_: Any = None) -> NoteForm:
        """The form of a note as it stands; `next_` is suggested where none is planned."""
        told = as_json(content)
        planned = told["next"] or next_ or {}
        first = {part: told[part] for part in PARTS} | {"rev": rev}
        first |= {f"next_{name}": value for name, value in planned.items()}
        first["worked"] = told["worked"]
        for code, sides in content.tests.items():
            first |= {f"{code}-{side}": figure(value) for side, value in sides.items()}
        return cls(initial=first, lasts=lasts)

    def clean_pick(self) -> Any:
        return super().clean_pick() if self.cleaned_data["pick"] else None

    def content(self) -> Content | Fault:
        """What was typed, once valid."""
        data = self.cleaned_data
        tests: dict[str, dict[str, float]] = {}
        for measure in MEASURES:
            for side in SIDES:
                if (value := data.get(f"{measure.code}-{side}")) is not None:
                    tests.setdefault(measure.code, {})[side] = value
        told: Mapping[str, Any] = {
            **{part: data.get(part, "") for part in PARTS},
            "tests": tests,
            "worked": [area.told for area in self.areas() if area.place],
            "next": self._next(),
        }
        return settled(told)

    def go_on_from(self, rev: int) -> None:
        """Shown again, the form saves on that version."""
        told: Any = self.data
        told = told.copy()
        told["rev"] = str(rev)
        self.data = told

    @property
    def saving(self) -> Saving:
        return Saving(self.cleaned_data["tab"], self.cleaned_data["seq"])

    def part_fields(self) -> list[forms.BoundField]:
        return [self[part] for part in PARTS]

    def areas(self) -> list[Area]:
        """The areas worked as they were typed, or as the note has them."""
        if not self.is_bound:
            return [Area.of(one) for one in self.initial.get("worked", ())]
        lists = (self._list(name) for name in ("area", "technique", "depth"))
        return [Area(*one) for one in zip(*lists, strict=False)]

    def _list(self, name: str) -> list[str]:
        data: Any = self.data
        return list(data.getlist(name))

    def planned_fields(self) -> list[forms.BoundField]:
        return [self[f"next_{name}"] for name in ("type", "depth", "minutes", "days")]

    def tests(self) -> Iterator[TestLine]:
        """The tests in order, each side with its last value."""
        for one in MEASURES:
            lasts = self.lasts.get(one.code, {})
            sides = [SideLine(side, self[f"{one.code}-{side}"], lasts.get(side)) for side in SIDES]
            yield TestLine(one, measure_word(one.code), unit_word(one), sides)

    def _next(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data.get("next_type"):
            return None
        names = ("type", "depth", "minutes", "days")
        return {name: data.get(f"next_{name}") for name in names}


def _figure_field(measure: Measure) -> forms.FloatField:
    attrs = {"inputmode": "decimal", "step": figure(measure.step), "class": "form-control"}
    return forms.FloatField(
        label=measure_word(measure.code),
        required=False,
        min_value=measure.low,
        max_value=measure.high,
        widget=forms.NumberInput(attrs=attrs),
    )


class AddForm(OnceForm, Told):
    """Words that are added to a signed note."""

    words = forms.CharField(label=_("Add to this note"), widget=forms.Textarea(attrs={"rows": 3}))


class PhraseForm(Told):
    """One phrase: `;short` and a space become the words."""

    short = forms.CharField(
        label=_("Short name"),
        max_length=21,
        help_text=_("One word. In a note type ; before it and a space after it."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("Text"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class TemplateForm(Told):
    """What notes of one type begin with."""

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        for part, label in PARTS.items():
            self.fields[part] = forms.CharField(
                label=label,
                required=False,
                max_length=2_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


def sent(value: object) -> tuple[Content | Fault, int, Saving]:
    """What the page's script saves: content, the version it read, and which page it is."""
    told = value if isinstance(value, dict) else {}
    tab, seq, rev = told.get("tab"), told.get("seq"), told.get("rev")
    whole = all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in (seq, rev))
    if not (isinstance(tab, str) and 0 < len(tab) <= 16 and tab.isalnum() and whole):
        return Fault("content", "invalid"), 0, Saving()
    return settled(told.get("content")), int(rev or 0), Saving(tab, int(seq or 0))
