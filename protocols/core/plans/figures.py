"""Distances, durations and marks in the cells of a table."""

from __future__ import annotations

import re

from protocols.core.plans import making, titles
from protocols.core.plans.columns import OF_LENGTH, UNIT_OF
from protocols.core.plans.making import Unfit
from protocols.core.plans.texts import flat

MOST_LETTERS = 60
IN_MILES = (13.1, 26.2)  # a bare number that nobody writes of kilometres
MOST_KM = 250  # a bare number above it is metres
NOTHING = {"", "-", "--", "–", "—", "n/a", "na", "none", "0", "x", "?", "rest", "off"}
NO = {"", "0", "no", "n", "false", "nein", "non", "falsch", "-", "0.0", "0,0", "faux", "falso"}
YES = {"1", "yes", "y", "true", "x", "ja", "j", "oui", "o", "si", "s", "wahr", "1.0", "1,0", "vrai"}
YES |= {"verdadero", "✓", "✔", "race", "wettkampf", "*"}
AMOUNT = re.compile(r"(?:[^-–]*[0-9]\s*[-–]\s*)?([0-9][0-9.,]*)\s*([a-z]*)\.?")
CLOCKED = re.compile(r"([0-9]{1,3}):([0-9]{2})(?::([0-9]{2}))?(?:[.,][0-9]+)?\s*(?:h|hrs?|min)?")
HOURED = re.compile(
    r"([0-9]+)\s*(?:h|hrs?|hours?|std|stunden?|heures?|horas?)\.?\s*([0-9]{1,2})?\s*[a-z']*"
)
LETTER = re.compile(r"(?:prio\w*\s*)?\b([abc])\b(?:[\s-]*(?:race|rennen|wettkampf|goal|event))?")


def metres(text: str, unit: str) -> int | None:
    """Metres of a cell; a bare number is of `unit`, or of kilometres if the heading told none.

    None of a cell without a figure. Raises `Unfit` for one that makes no sense.
    """
    words = flat(text[:MOST_LETTERS]).strip()
    found = AMOUNT.fullmatch(words)
    if words in NOTHING or not found:
        return None if words in NOTHING or words.startswith("-") else titles.distance_of(words)
    told = "km" if found[2] == "k" else UNIT_OF.get(found[2], "")
    if found[2] and told not in OF_LENGTH:
        return None
    value = number(found[1], whole=told in ("m", "yd"))
    bare = "mi" if value in IN_MILES else "m" if value > MOST_KM else "km"
    return making.metres_of(value, told or unit or bare)


def minutes(text: str, unit: str) -> int | None:
    """Minutes of a cell: 1:30:00, 1:30 (hours), 45:00 (minutes), 1h30, 90, and 1.5 (hours).

    A bare number is of `unit`, "min" if the heading told none. None of a cell without a figure.
    Raises `Unfit` for one that makes no sense.
    """
    words = flat(text[:MOST_LETTERS]).strip().replace("’", "'")
    if words in NOTHING:
        return None
    if found := CLOCKED.fullmatch(words):
        return _clocked(int(found[1]), int(found[2]), found[3], unit)
    if found := HOURED.fullmatch(words):
        return making.minutes_of(int(found[1][:6]) * 3600 + int(found[2] or 0) * 60)
    found = AMOUNT.fullmatch(words.rstrip("'"))
    if not found:
        return titles.minutes_of(words)
    told = "min" if found[2] == "m" else UNIT_OF.get(found[2], "")
    if found[2] and told in ("", *OF_LENGTH):
        return None
    value = number(found[1])
    bare = "h" if value < 10 and value != int(value) else "min"
    return making.minutes_of(value * {"h": 3600, "min": 60, "s": 1}[told or unit or bare])


def priority(text: str) -> str:
    """ "A", "B" or "C" where a cell says so: `A`, `A race`, `Prio B`. Else ""."""
    found = LETTER.fullmatch(flat(text[:MOST_LETTERS]).strip())
    return found[1].upper() if found else ""


def is_yes(text: str) -> bool:
    """Whether a cell is a plain yes."""
    return flat(text[:MOST_LETTERS]).strip() in YES


def is_no(text: str) -> bool:
    """Whether a cell is a plain no, or empty."""
    return flat(text[:MOST_LETTERS]).strip() in NO


def number(text: str, *, whole: bool = False) -> float:
    """A number with a point or a comma before its fraction, the other one between thousands.

    `whole`: three digits after the only sign are thousands (1,600 m). Raises `Unfit`.
    """
    last = max(text.rfind("."), text.rfind(","))
    sign = text[last] if last >= 0 else ""
    thousands = sign and (text.count(sign) > 1 or (whole and len(text) - last == 4))
    digits = (
        re.sub("[.,]", "", text)
        if thousands
        else (re.sub("[.,]", "", text[:last]) + "." + text[last + 1 :] if sign else text)
    )
    try:
        return float(digits)
    except ValueError:
        raise Unfit("unit") from None


def _clocked(first: int, second: int, third: str | None, unit: str) -> int | None:
    if third is not None:
        return making.minutes_of(first * 3600 + second * 60 + int(third))
    of_hours = unit == "h" or (unit != "min" and first < 10)
    return making.minutes_of((first * 60 + second) * (60 if of_hours else 1))
