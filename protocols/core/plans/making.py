"""What every reader does with an event once its fields are read: tidied, checked, and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeVar

from protocols.core import races, workouts
from protocols.core.plans import absent, texts, titles
from protocols.core.plans.shape import MOST_TITLE, MOST_UID, Ask, Item, Skipped

FIRST_YEAR, LAST_YEAR = 1970, 2200
OLD = timedelta(days=400)
LONGEST = timedelta(days=731)  # of an absence
MOST_RAW = 600  # letters of a title that are looked at
METRES = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "yd": 0.9144}

Raw = TypeVar("Raw")


class Unfit(Exception):
    """An event that cannot be used; `why` is one of `shape.WHY`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def gathered(
    rows: Iterable[tuple[int, Raw]],
    make: Callable[[int, Raw], Item],
    called: Callable[[Raw], str],
    ask: Ask,
    uid_of: Callable[[Raw], str] = lambda _: "",
) -> tuple[tuple[Item, ...], tuple[Skipped, ...]]:
    """Every row as an item or, if `make` or a check finds it `Unfit`, among the skipped.

    `called` says by what name a skipped row is listed, `uid_of` by which uid it is known; neither
    raises. Rows without a uid get one by their content.
    """
    items: list[Item] = []
    skipped: list[Skipped] = []
    for line, row in rows:
        try:
            items.append(checked(make(line, row), ask))
        except Unfit as unfit:
            uid = short(texts.line(uid_of(row), MOST_RAW))
            skipped.append(Skipped(line, unfit.why, tidied(called(row)), uid))
    return named(items), tuple(skipped)


def checked(item: Item, ask: Ask) -> Item:
    """The item with a tidy title and uid, if it makes sense, an absence if its title says so; raises
    `Unfit`.
    """
    tidy = replace(item, title=tidied(item.title), uid=short(texts.line(item.uid, MOST_RAW)))
    last = tidy.until or tidy.day
    most = races.MOST_MINUTES if item.what in ("race", "maybe_race") else workouts.MOST_MINUTES
    took = 1 if item.took_s is None else item.took_s
    wrong = {
        "years": not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (tidy.day, last)),
        "length": not timedelta(0) <= last - tidy.day <= LONGEST
        or not 1 <= took <= races.MOST_MINUTES * 60,
        "no_title": not tidy.title,
        "unit": not _within(tidy.minutes, most) or not _within(tidy.distance_m, races.MOST_METRES),
        "old": tidy.what not in ("race", "run") and last < ask.today - OLD,
    }
    for why, found in wrong.items():
        if found:
            raise Unfit(why)
    return absent.settled(tidy)


def named(items: list[Item]) -> tuple[Item, ...]:
    """Those without a uid are known by day, title, and which of the same they are. An absence not by
    its title: that can tell of an illness, and a uid is no secret.
    """
    seen: Counter[str] = Counter()
    found = []
    for item in items:
        if not item.uid:
            name = "absence" if item.what == "absence" else titles.key(item.title)
            uid = f"{item.day.isoformat()}/{name}"
            seen[uid] += 1
            which = f"/{seen[uid]}" if seen[uid] > 1 else ""
            item = replace(item, uid=short(uid, which))  # noqa: PLW2901
        found.append(item)
    return tuple(found)


def short(uid: str, which: str = "") -> str:
    """A uid that fits; a long one by its digest."""
    fits = len(uid) + len(which) <= MOST_UID
    return uid + which if fits else sha256(uid.encode()).hexdigest() + which


def tidied(title: str) -> str:
    """A title on one line, cut where it is longer than any title here."""
    return texts.line(title, MOST_TITLE)


def changed(item: Item, **fields: Any) -> Item:
    """The item with some fields anew."""
    return replace(item, **fields)


def trained(item: Item, *, running: bool, kind: str = "") -> Item:
    """The item as training of a kind (by its title, if none is given), or as what may be a race by
    its title. Other sports are cross training.
    """
    kind = kind or titles.kind_of(item.title)
    if not running:
        return replace(item, kind=kind if kind == "rest" else "cross_training")
    maybe = titles.looks_like_race(item.title)
    terrain = titles.terrain_of(item.title) if maybe else ""
    return replace(item, what="maybe_race" if maybe else "workout", kind=kind, terrain=terrain)


def minutes_of(seconds: float | None) -> int | None:
    """Whole minutes, None of nothing. Raises `Unfit` for what is no duration."""
    return _whole(seconds, 1 / 60)


def metres_of(distance: float | None, unit: str = "m") -> int | None:
    """Whole metres of a distance in one of `METRES`, None of nothing. Raises `Unfit`."""
    if unit not in METRES:
        raise Unfit("unit")
    return _whole(distance, METRES[unit])


def took(seconds: float | None) -> int | None:
    """Whole seconds of what is over, None of nothing."""
    return _whole(seconds, 1)


def _within(value: int | None, most: int) -> bool:
    return value is None or 1 <= value <= most


def _whole(value: float | None, factor: float) -> int | None:
    if not value:
        return None
    if not 0 < value * factor < 1e9:
        raise Unfit("unit")
    return max(1, round(value * factor))
