"""Marks on the body chart: what hurts, how much and in what way; and what was worked on, and how."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, TypeVar

from protocols.core.body.regions import BY_KEY, REGIONS, SIDES, Words, place_words, said
from protocols.core.facts import DEPTHS
from protocols.core.faults import Fault

KINDS: dict[str, Words] = {
    "sharp": {"en": "sharp"},
    "dull": {"en": "dull"},
    "tight": {"en": "tight"},
    "numb": {"en": "numb or tingling"},
}
TECHNIQUES: dict[str, Words] = {
    "flushing": {"en": "flushing"},
    "stripping": {"en": "stripping"},
    "cross_fibre": {"en": "cross-fibre"},
    "trigger_point": {"en": "trigger point"},
    "myofascial": {"en": "myofascial"},
    "pin_and_stretch": {"en": "pin and stretch"},
    "joint_mobilisation": {"en": "joint mobilisation"},
    "stretch": {"en": "stretch"},
    "other": {"en": "other work"},
}
MOST_PAIN = 10
MOST_MARKS = 60
MOST_TEXT = 20_000  # letters of JSON: sixty marks need a third of it
FIELD = "marks"
_PLACES = {one.key: number for number, one in enumerate(REGIONS)}
_SIDES = {side: number for number, side in enumerate(SIDES)}
_TECHNIQUES = {code: number for number, code in enumerate(TECHNIQUES)}


class Place(NamedTuple):
    """Where on the chart."""

    region: str
    side: str
    view: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Pain of 0-10 and its kind at one place. 0 is a place that is told of without pain."""

    region: str
    side: str
    view: str
    pain: int
    kind: str

    @property
    def place(self) -> Place:
        return Place(self.region, self.side, self.view)


@dataclass(frozen=True, slots=True)
class Worked:
    """A technique at one place, and how deep."""

    region: str
    side: str
    view: str
    technique: str
    depth: str

    @property
    def place(self) -> Place:
        return Place(self.region, self.side, self.view)


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one place: None where it was, or is, not marked. `mark` is the newer one."""

    mark: Mark
    before_pain: int | None
    now_pain: int | None
    before_kind: str = ""


Thing = TypeVar("Thing", Mark, Worked)


def settled_marks(value: object) -> tuple[Mark, ...] | Fault:
    """Marks from JSON or its text, one a place, in the order of the regions; or their fault."""
    return _settled(value, Mark, _mark_stands, lambda mark: (_order(mark.place),))


def settled_worked(value: object) -> tuple[Worked, ...] | Fault:
    """Work from JSON or its text, one a place and technique, in order; or its fault."""
    return _settled(value, Worked, _worked_stands, _worked_order)


def marks_json(marks: Iterable[Mark] | Iterable[Worked]) -> list[dict[str, Any]]:
    """Marks, or work, as JSON."""
    return [asdict(mark) for mark in marks]


def marks_from(content: Iterable[Mapping[str, Any]]) -> tuple[Mark, ...]:
    """The other way round, of what `marks_json` made of marks."""
    return tuple(Mark(**one) for one in content)


def worked_from(content: Iterable[Mapping[str, Any]]) -> tuple[Worked, ...]:
    """The other way round, of what `marks_json` made of work."""
    return tuple(Worked(**one) for one in content)


def diff(before: Iterable[Mark], now: Iterable[Mark]) -> tuple[Moved, ...]:
    """Places whose pain or kind is another one, in the order of the regions."""
    old = {mark.place: mark for mark in before}
    new = {mark.place: mark for mark in now}
    moved = []
    for place in sorted(old.keys() | new.keys(), key=_order):
        was, now_is = old.get(place), new.get(place)
        if was == now_is:
            continue
        mark = now_is or old[place]
        pains = (was.pain if was else None, now_is.pain if now_is else None)
        moved.append(Moved(mark, *pains, was.kind if was else ""))
    return tuple(moved)


def words(mark: Mark, language: str = "en") -> str:
    """A mark as one says it: "left calf 6, sharp"."""
    place = place_words(*mark.place, language)
    return f"{place} {mark.pain}, {said(KINDS[mark.kind], language)}"


def worked_words(worked: Worked, depth: str, language: str = "en") -> str:
    """Work as one says it: "left calf: stripping, deep". `depth` is its word."""
    place = place_words(*worked.place, language)
    return f"{place}: {said(TECHNIQUES[worked.technique], language)}, {depth}"


def _settled(
    value: object,
    shape: Callable[..., Thing],
    stands: Callable[[Thing], bool],
    key: Callable[[Thing], tuple[Any, ...]],
) -> tuple[Thing, ...] | Fault:
    told = _parsed(value)
    if not isinstance(told, list):
        return told if isinstance(told, Fault) else Fault(FIELD, "invalid")
    if len(told) > MOST_MARKS:
        return Fault(FIELD, "too_long")
    kept: dict[tuple[Any, ...], Thing] = {}
    for one in told:
        thing = _shaped(one, shape)
        if thing is None or not stands(thing):
            return Fault(FIELD, "invalid")
        kept[key(thing)] = thing  # the last word on a place is the one that counts
    return tuple(kept[place] for place in sorted(kept))


def _parsed(value: object) -> object:
    """JSON as Python has it. A text is measured before it is read."""
    if not isinstance(value, str):
        return value if value is not None else []
    if len(value) > MOST_TEXT:
        return Fault(FIELD, "too_long")
    try:
        return json.loads(value) if value.strip() else []
    except (ValueError, RecursionError):
        return Fault(FIELD, "invalid")


def _shaped(one: object, shape: Callable[..., Thing]) -> Thing | None:
    if not isinstance(one, Mapping):
        return None
    try:
        return shape(**one)
    except TypeError:  # a name too many, or one too few
        return None


def _mark_stands(mark: Mark) -> bool:
    pain = mark.pain
    whole = isinstance(pain, int) and not isinstance(pain, bool)
    return _known(mark.place) and whole and 0 <= pain <= MOST_PAIN and _among(mark.kind, KINDS)


def _worked_stands(worked: Worked) -> bool:
    fits = _among(worked.technique, TECHNIQUES) and _among(worked.depth, DEPTHS)
    return _known(worked.place) and fits


def _known(place: Place) -> bool:
    if not all(isinstance(one, str) for one in place):
        return False
    region = BY_KEY.get((place.region, place.view))
    return region is not None and place.side in region.sides


def _among(code: object, codes: Iterable[str]) -> bool:
    return isinstance(code, str) and code in codes


def _order(place: Place) -> tuple[int, int]:
    return _PLACES[place.region, place.view], _SIDES[place.side]


def _worked_order(worked: Worked) -> tuple[Any, ...]:
    return *_order(worked.place), _TECHNIQUES[worked.technique]
