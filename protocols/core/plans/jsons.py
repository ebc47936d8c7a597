"""JSON as tools export it: one object after the other, so that a broken one spoils no other."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from protocols.core.plans.making import Unfit
from protocols.core.plans.shape import MOST_EVENTS, BadFile
from protocols.core.plans.texts import text_of

Object = dict[str, Any]
MOST_DIGITS = 18
GAP = re.compile(r"[\s,]*+")
# A text that is never closed goes to the end: else it would be looked for from each of its quotes.
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[{]+|[\]}]+|,', re.DOTALL)


def objects(content: bytes, under: str) -> list[tuple[int, Object | None]]:
    """The objects of a list, or of the list that an object holds under the key `under`, or the one
    object there is; each with its number from 1, None for what is none or cannot be read.

    Of a file that is cut off, those before the cut, and one None. Raises BadFile: what `text_of`
    does, not_known, too_many.
    """
    text = text_of(content)
    at, alone = _first(text, under)
    found: list[tuple[int, Object | None]] = []
    while not (alone and found):
        at = _past_gap(text, at)
        if text[at : at + 1] == "]":
            break
        value, at = _one(text, at)
        found.append((len(found) + 1, value))
        if len(found) > MOST_EVENTS:
            raise BadFile("too_many")
        if at >= len(text):
            break
    return found


def told(source: Object, name: str) -> str:
    """A text of an object, "" where there is none."""
    value = source.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    raise Unfit("broken")


def figure(source: Object, name: str) -> float | None:
    """A number of an object."""
    value = source.get(name)
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise Unfit("broken")


def flag(source: Object, name: str) -> bool:
    """A yes or no of an object; what is not there is a no."""
    value = source.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise Unfit("broken")


def code(source: Object, name: str) -> str:
    """A name that a machine gave, text or number."""
    value = source.get(name)
    return (
        str(value) if isinstance(value, int) and not isinstance(value, bool) else told(source, name)
    )


def named(source: Object | None, name: str) -> str:
    """The same of what may be broken: "" for what is no name. Never raises."""
    value = (source or {}).get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def whole(source: Object | None) -> Object:
    """The object itself, if it is one."""
    if source is None:
        raise Unfit("broken")
    return source


def guessed(source: Object | None, *names: str) -> str:
    """What a broken object may be called: never raises."""
    texts = ((source or {}).get(name) for name in names)
    return next((text for text in texts if isinstance(text, str) and text), "")


def _first(text: str, under: str) -> tuple[int, bool]:
    """Where the first object stands, and whether it is the only one."""
    at = _past_gap(text, 0)
    if text[at : at + 1] == "[":
        return at + 1, False
    if text[at : at + 1] != "{":
        raise BadFile("not_known")
    held = re.compile(rf'"{under}"\s*:\s*\[', re.IGNORECASE).search(text, at)
    return (held.end(), False) if held else (at, True)


def _one(text: str, at: int) -> tuple[Object | None, int]:
    try:
        value, end = DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, max(at + 1, _end(text, at))
    return (value if isinstance(value, dict) else None), end


def _end(text: str, at: int) -> int:
    """Where the value that cannot be read ends: its brackets closed, or the next comma."""
    depth = 0
    for token in TOKEN.finditer(text, at):
        mark, many = token[0][0], token.end() - token.start()
        if mark in "[{":
            depth += many
        elif mark in "]}":
            if many >= depth:
                return token.start() + depth
            depth -= many
        elif mark == "," and not depth:
            return token.start()
    return len(text)


def _past_gap(text: str, at: int) -> int:
    found = GAP.match(text, at)
    return found.end() if found else at


def _object(pairs: list[tuple[str, Any]]) -> Object:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("one name twice")
    return found


def _no(constant: str) -> float:
    raise ValueError(constant)


def _int(digits: str) -> int:
    return int(digits) if len(digits) <= MOST_DIGITS else int(_no(digits[:MOST_DIGITS]))


def _float(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _no("infinite")


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_no, parse_int=_int, parse_float=_float, strict=False
)
