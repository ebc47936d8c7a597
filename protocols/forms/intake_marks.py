"""Places that hurt as a list of choices: what the body chart says, without a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protocols.core.body.marks import KINDS, MOST_PAIN
from protocols.core.body.regions import REGIONS, SIDE_WORDS, VIEWS, place_words, said

BLANK = 3  # rows that wait for a place
PARTS = ("place", "pain", "kind")


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One place, or none yet; `place` as "calf/left/back"."""

    place: str = ""
    pain: str = ""
    kind: str = ""


def mark_rows(value: Any) -> list[MarkRow]:
    """The marks of an answer, and blank rows for more."""
    marks = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    return [_row(one) for one in marks] + [MarkRow()] * BLANK


def place_options() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every place by its view: the front, then the back."""
    language, views = (get_language() or "en").partition("-")[0], (_("Front"), _("Back"))
    return [
        (
            title,
            [
                (f"{one.code}/{side}/{one.view}", place_words(one.code, side, one.view, language))
                for one in REGIONS
                if one.view == view
                for side in SIDE_WORDS
                if side in one.sides
            ],
        )
        for view, title in zip(VIEWS, views, strict=True)
    ]


def kind_options() -> list[tuple[str, str]]:
    language = (get_language() or "en").partition("-")[0]
    return [(code, said(told, language)) for code, told in KINDS.items()]


def pain_options() -> list[str]:
    return [str(step) for step in range(MOST_PAIN + 1)]


def sent_marks(code: str, data: QueryDict) -> list[dict[str, Any]] | None:
    """What such a list sent back; None where the page had none. Rows without a place are left out."""
    if f"{code}-place" not in data:
        return None
    lists: Iterable[Any] = (data.getlist(f"{code}-{part}") for part in PARTS)
    return [_mark(*row) for row in zip(*lists, strict=False) if row[0]]


def _mark(place: str, pain: str, kind: str) -> dict[str, Any]:
    region, side, view = [*place.split("/"), "", "", ""][:3]
    whole = int(pain) if pain.isascii() and pain.isdecimal() and len(pain) < 4 else 0
    return {
        "region": region,
        "side": side,
        "view": view,
        "pain": whole,
        "kind": kind or next(iter(KINDS)),
    }


def _row(mark: Mapping[str, Any]) -> MarkRow:
    place = "/".join(str(mark.get(part, "")) for part in ("region", "side", "view"))
    return MarkRow(place, str(mark.get("pain", "")), str(mark.get("kind", "")))
