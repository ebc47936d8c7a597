"""Whether a service can be booked at all, and what is missing if not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A studio: the skills of each who works there, and each room's tables and features."""

    people: Sequence[frozenset[str]]
    rooms: Sequence[tuple[int, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Needs:
    """What a service takes. `rooms` is false away from our rooms."""

    skills: frozenset[str]
    features: frozenset[str]
    workers: int = 1
    rooms: bool = True


def lacking(needs: Needs, places: Collection[Place]) -> tuple[str, tuple[str, ...]]:
    """What hinders the service everywhere, as (code, the codes that nobody or no room has).

    "" if it can be booked somewhere; else "nobody" (works anywhere), "skills", "people" (too few
    with the skills at one studio), "features" or "room" (too few, where the people are).
    """
    able = [sum(needs.skills <= skills for skills in place.people) for place in places]
    manned = [p for p, count in zip(places, able, strict=True) if count >= needs.workers]
    if not any(place.people for place in places):
        return "nobody", ()
    if not any(able):
        known = frozenset[str]().union(*(skills for p in places for skills in p.people))
        return "skills", tuple(sorted(needs.skills - known)) or tuple(sorted(needs.skills))
    if not manned:
        return "people", ()
    if not needs.rooms or any(_room(needs, place) for place in manned):
        return "", ()
    known = frozenset[str]().union(*(features for p in manned for _tables, features in p.rooms))
    missing = tuple(sorted(needs.features - known))
    return ("features", missing) if missing else ("room", ())


def _room(needs: Needs, place: Place) -> bool:
    """One room with tables for all, or one each."""
    fit = [tables for tables, features in place.rooms if needs.features <= features]
    return len(fit) >= needs.workers or any(tables >= needs.workers for tables in fit)
