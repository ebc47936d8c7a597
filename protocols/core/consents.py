"""A signature under the consent's text: a typed name, or a name with a drawing of it.

It is sealed as JSON: {"how": "typed", "name": …}, or {"how": "drawn", "name": …, "strokes":
[[[x, y], …], …]} in whole units of a sheet `WIDE` by `HIGH`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from clinic.foundation.core.texts import one_line
from protocols.core.faults import Fault, first
from protocols.core.texts import line_fault

WIDE, HIGH = 600, 240  # the sheet that the page offers
FURTHEST = 2000  # what a sheet of any page may reach to
MOST_BYTES = 20_000  # of the strokes as text: some two thousand points
EDGE = 8  # round a drawing that is shown

Strokes = tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """A name that stands for a signature."""

    name: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A name, and the strokes of a finger, a pen or a mouse."""

    name: str
    strokes: Strokes


class Drawing(NamedTuple):
    """What an SVG shows of strokes: `box` is a viewBox, `path` a path's d."""

    box: str
    path: str


Signature = Typed | Drawn


def settled(signature: Signature) -> Signature | Fault:
    """A signature as it can be sealed, its name on one line; or its first fault."""
    name = one_line(signature.name)
    strokes = signature.strokes if isinstance(signature, Drawn) else None
    wrong = None if strokes is None else _strokes_fault(strokes)
    fault = first([("name", line_fault(name, needed=True)), ("strokes", wrong)])
    if fault is not None:
        return fault
    return Typed(name) if strokes is None else Drawn(name, strokes)


def read_strokes(text: str) -> Strokes | Fault:
    """Strokes from the JSON that a page sends. None at all is a fault, too."""
    if len(text) > MOST_BYTES:
        return Fault("strokes", "too_long")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Fault("strokes", "invalid")
    try:
        strokes = tuple(tuple((x, y) for x, y in stroke) for stroke in found)
    except (TypeError, ValueError):
        return Fault("strokes", "invalid")
    wrong = _strokes_fault(strokes)
    return Fault("strokes", wrong) if wrong else strokes


def to_text(signature: Signature) -> str:
    """A settled signature as it is sealed."""
    if isinstance(signature, Typed):
        return json.dumps({"how": "typed", "name": signature.name}, ensure_ascii=False)
    told = {"how": "drawn", "name": signature.name, "strokes": signature.strokes}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Signature:
    """The other way round."""
    told: dict[str, Any] = json.loads(text)
    if told["how"] == "typed":
        return Typed(told["name"])
    return Drawn(told["name"], tuple(tuple((x, y) for x, y in one) for one in told["strokes"]))


def drawing(strokes: Strokes) -> Drawing:
    """Settled strokes as a picture, cut to what was drawn with a margin round it."""
    across, down = zip(*chain.from_iterable(strokes), strict=True)
    left, top = min(across) - EDGE, min(down) - EDGE
    wide, high = max(across) + EDGE - left, max(down) + EDGE - top
    return Drawing(f"{left} {top} {wide} {high}", " ".join(_path(one) for one in strokes))


def _path(stroke: tuple[tuple[int, int], ...]) -> str:
    """One stroke; a dot is a line to where it began, which a round pen shows."""
    begin, *rest = [f"{x} {y}" for x, y in stroke]
    return " ".join([f"M{begin}", *(f"L{point}" for point in rest or [begin])])


def _strokes_fault(strokes: Any) -> str | None:
    if not strokes or not all(strokes):
        return "missing"
    points = chain.from_iterable(chain.from_iterable(strokes))
    if not all(type(one) is int and 0 <= one <= FURTHEST for one in points):
        return "invalid"
    return "too_long" if len(json.dumps(strokes, separators=(",", ":"))) > MOST_BYTES else None
