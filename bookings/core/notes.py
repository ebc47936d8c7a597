"""The content of a visit's note (SOAP) as values, and as the JSON that is sealed."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bookings.core.measures import Tests, settled_tests
from protocols.core.body.marks import Worked, marks_json, settled_worked, worked_from
from protocols.core.facts import DEPTHS, TYPES
from protocols.core.faults import Fault

PARTS = ("s", "o", "a", "p")
MOST_LETTERS = 20_000  # of one part
MOST_BYTES = 100_000  # of all of it, as JSON
MOST_MINUTES, MOST_DAYS = 240, 366
APART = "\n\n"  # between two versions that are both kept


@dataclass(frozen=True, slots=True)
class Next:
    """The next visit as it was planned: so many days after this one."""

    type: str
    depth: str
    minutes: int
    days: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a note says: subjective, objective, assessment, plan; tests by code and side; areas."""

    s: str = ""
    o: str = ""
    a: str = ""
    p: str = ""
    tests: Tests = field(default_factory=dict)
    worked: tuple[Worked, ...] = ()
    next: Next | None = None

    @property
    def empty(self) -> bool:
        return self == Content()


@dataclass(frozen=True, slots=True)
class Saving:
    """Which page saved a version, and as its how manieth: an answer can get lost on its way."""

    tab: str = ""
    seq: int = 0


NO_PAGE = Saving()


def settled(value: object) -> Content | Fault:
    """What somebody typed as it is kept; or the first part of it that cannot stand."""
    if not isinstance(value, Mapping):
        return Fault("content", "invalid")
    parts: dict[str, str] = {}
    for part in PARTS:
        words = words_in(part, value.get(part, ""), most=MOST_LETTERS)
        if isinstance(words, Fault):
            return words
        parts[part] = words
    tests, wrong = settled_tests(value.get("tests", {}))
    if tests is None:
        return Fault(wrong, "invalid")
    worked = settled_worked(value.get("worked", []))
    if isinstance(worked, Fault):
        return Fault("worked", "invalid")
    following = _next(value.get("next"))
    if isinstance(following, Fault):
        return following
    content = Content(**parts, tests=tests, worked=worked, next=following)
    return content if len(to_text(content).encode()) <= MOST_BYTES else Fault("content", "too_long")


def words_in(name: str, value: object, *, most: int) -> str | Fault:
    """Words on lines, without characters that steer or hide text."""
    if not isinstance(value, str) or any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value):
        return Fault(name, "not_text")
    if len(value) > 2 * most:  # a look at each letter of what is far too long takes long, too
        return Fault(name, "too_long")
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    words = unicodedata.normalize("NFC", "".join(filter(_plain, lines)))
    return words if len(words) <= most else Fault(name, "too_long")


def _plain(letter: str) -> bool:
    return letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cf")


def _next(value: object) -> Next | Fault | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        return Fault("next", "invalid")
    minutes = _whole(value.get("minutes"), MOST_MINUTES)
    days = _whole(value.get("days"), MOST_DAYS)
    known = value.get("type") in TYPES and value.get("depth") in DEPTHS
    if not (known and minutes and days):
        return Fault("next", "invalid")
    return Next(value["type"], value["depth"], minutes, days)


def _whole(value: object, most: int) -> int:
    """A whole number from 1 on, or 0."""
    whole = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most
    return value if whole and isinstance(value, int) else 0


def as_json(content: Content) -> dict[str, Any]:
    """The content as plain JSON."""
    return asdict(content) | {"worked": marks_json(content.worked)}


def to_text(content: Content, saving: Saving = NO_PAGE) -> str:
    """The text that is sealed."""
    told = as_json(content)
    if saving.tab:
        told["saving"] = asdict(saving)
    return json.dumps(told, ensure_ascii=False)


def content_from(text: str) -> Content:
    """The content of a text that `to_text` made; what it does not have is empty."""
    told = json.loads(text)
    planned = told.get("next")
    return Content(
        **{part: told.get(part, "") for part in PARTS},
        tests=told.get("tests", {}),
        worked=worked_from(told.get("worked", ())),
        next=Next(**planned) if planned else None,
    )


def saving_of(text: str) -> Saving:
    """Which page saved that text."""
    return Saving(**json.loads(text).get("saving", {}))


def both(mine: Content, theirs: Content) -> Content:
    """Two versions in one: every word of both stays, and of a figure on which they differ mine.

    What is the same in both, or is the beginning of the other, stands once.
    """
    parts = {part: _both(getattr(mine, part), getattr(theirs, part)) for part in PARTS}
    codes = [*theirs.tests, *(code for code in mine.tests if code not in theirs.tests)]
    tests = {code: {**theirs.tests.get(code, {}), **mine.tests.get(code, {})} for code in codes}
    places = {(one.place, one.technique): one for one in (*theirs.worked, *mine.worked)}
    return replace(
        mine,
        **parts,
        tests=tests,
        worked=tuple(places.values()),
        next=mine.next or theirs.next,
    )


def _both(mine: str, theirs: str) -> str:
    if mine in theirs:
        return theirs
    return mine if theirs in mine else f"{theirs}{APART}{mine}"


def last_values(
    told: Iterable[tuple[Content, Any]],
) -> dict[str, dict[str, tuple[float, Any]]]:
    """The newest value of each test and side, with its day, of contents from the newest on."""
    found: dict[str, dict[str, tuple[float, Any]]] = {}
    for content, day in told:
        for code, sides in content.tests.items():
            for side, value in sides.items():
                found.setdefault(code, {}).setdefault(side, (value, day))
    return found
