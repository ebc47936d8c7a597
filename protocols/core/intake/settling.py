"""One answer as it can be kept, whatever was sent."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from protocols.core.body.marks import marks_json, settled_marks
from protocols.core.faults import Fault, outside_days
from protocols.core.intake.shape import NONE_OF_THESE, Question

MOST_TEXT = 2000  # characters of an answer in words
MOST_SCALE = 10
_LINES = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\v": "\n", "\f": "\n"})


def settled(question: Question, value: Any) -> Any | Fault:
    """An answer as it is kept, None where it was taken back, or a `Fault` at the question's code.

    Settling twice changes nothing more. Words stay words: what looks like a formula or like markup
    is kept as it was typed.
    """
    if value is None or value == "":
        return None
    return _KINDS[question.kind](question, value)


def tidy_text(text: str) -> str | None:
    """Words in one spelling, without what steers a screen; None if they hold what no text can.

    NUL and half of a surrogate pair are never typed by anybody: such a text is refused as a whole.
    """
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINES)
    plain = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    return unicodedata.normalize("NFC", "".join(plain)).strip()


def _text(question: Question, value: Any) -> Any | Fault:
    if not isinstance(value, str):
        return Fault(question.code, "invalid")
    if len(value) > 2 * MOST_TEXT:  # before anything walks over ten megabytes
        return Fault(question.code, "too_long")
    text = tidy_text(value)
    if text is None:
        return Fault(question.code, "characters")
    return Fault(question.code, "too_long") if len(text) > MOST_TEXT else text or None


def _choice(question: Question, value: Any) -> Any | Fault:
    known = isinstance(value, str) and value in {one.code for one in question.choices}
    return value if known else Fault(question.code, "invalid")


def _several(question: Question, value: Any) -> Any | Fault:
    codes = [one.code for one in question.choices]
    if not isinstance(value, list) or len(value) > len(codes):
        return Fault(question.code, "invalid")
    if not all(isinstance(one, str) and one in codes for one in value):
        return Fault(question.code, "invalid")
    if NONE_OF_THESE in value and set(value) != {NONE_OF_THESE}:
        return Fault(question.code, "none_alone")
    return [code for code in codes if code in value] or None


def _scale(question: Question, value: Any) -> Any | Fault:
    """A whole number; from a page without scripts it comes as text."""
    steps = {str(step): step for step in range(MOST_SCALE + 1)}
    if isinstance(value, str):
        found = steps.get(value)
    else:
        found = value if isinstance(value, int) and not isinstance(value, bool) else None
    within = found is not None and 0 <= found <= MOST_SCALE
    return found if within else Fault(question.code, "invalid")


def _date(question: Question, value: Any) -> Any | Fault:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:  # days have other spellings, by weeks for one
        return Fault(question.code, "invalid")
    years = outside_days(day)
    return Fault(question.code, years) if years else value


def _yes_no(question: Question, value: Any) -> Any | Fault:
    return value if value in ("yes", "no") else Fault(question.code, "invalid")


def _chart(question: Question, value: Any) -> Any | Fault:
    marks = settled_marks(value)
    if isinstance(marks, Fault):
        return Fault(question.code, marks.code)
    return marks_json(marks)


_KINDS: Mapping[str, Callable[[Question, Any], Any | Fault]] = {
    "text": _text,
    "choice": _choice,
    "several": _several,
    "scale": _scale,
    "chart": _chart,
    "date": _date,
    "yes_no": _yes_no,
}
