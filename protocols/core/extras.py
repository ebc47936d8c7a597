"""What some runners get beside the rules: minutes more, and what their therapist is told to do.

Section *Length and delivery* of docs/protocols.md, as values. No rule of the engine is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

MORE_MINUTES = 10  # for a slower warm-up
PRE_EVENT_MOST, LAST_DAY_MOST = 45, 30
AHEAD, BEHIND = 28, 14  # days in which a race's ground is in the legs, or soon will be
FINAL_DAYS = 5  # before a race: 30 to 45 minutes are enough
WINTER = (12, 1, 2)  # north of the equator
HILLS = ("hilly", "downhill")


@dataclass(frozen=True, slots=True)
class NearRace:
    """A race in `days` from the session by the calendar, below 0 for one that is over."""

    name: str
    terrain: str
    days: int

    @property
    def since(self) -> int:
        """Days since the race, for one that is over."""
        return -self.days


@dataclass(frozen=True, slots=True)
class Do:
    """One thing to do in the session: a code that has words, and its sources."""

    code: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """Things to do for one reason (`why` is a code); `race` is the one that makes it."""

    why: str
    does: tuple[Do, ...]
    race: NearRace | None = None


_S2, _DERIVED = ("S2",), ("S2", "derived")
DOES: dict[str, tuple[Do, ...]] = {
    "first_visit": (Do("moderate", ("S4",)), Do("time_to_talk", ("S4",))),
    "masters": (
        Do("warm_room", _S2),
        Do("slow_strokes", _S2),
        Do("joint_play", _S2),
        Do("less_depth", _S2),
        Do("longer_recovery", _DERIVED),
    ),
    "before_race": (Do("short", _S2),),
    "pre_event": (Do("few_passes", ("S3",)), Do("with_movement", ("S3",))),
    "trail": (Do("peroneals", _S2), Do("ankle_turns", _S2), Do("peroneal_nerve", _S2)),
    "hills": (
        Do("outer_quads", _S2),
        Do("calves", _S2),
        Do("gentle_tendons", _S2),
        Do("ankle_mobility", _S2),
    ),
    "winter": (Do("cold_calves", _S2),),
}


def most_minutes(type_: str, days_left: int | None) -> int | None:
    """The longest length to offer unasked, so many days before a race; None for no limit."""
    last_day = days_left is not None and 0 <= days_left <= 1 and type_ != "none"
    if last_day:
        return LAST_DAY_MOST
    return PRE_EVENT_MOST if type_ == "pre_event" else None


def usual(lengths: Sequence[int]) -> int:
    """The length that is offered to everybody: the middle of the menu, the shorter of two."""
    return sorted(lengths)[(len(lengths) - 1) // 2]


def offered(
    lengths: Sequence[int], type_: str, *, masters: bool, days_left: int | None = None
) -> int:
    """The length that is offered unasked, of `lengths` in minutes.

    A masters runner's is the shortest with room for ten minutes more than usual, where the menu has
    one and the days before a race allow it.
    """
    most = most_minutes(type_, days_left)
    allowed = [each for each in lengths if most is None or each <= most] or [min(lengths)]
    start = min(usual(lengths), max(allowed))
    if not masters or type_ == "none":
        return start
    longer = [each for each in allowed if each >= usual(lengths) + MORE_MINUTES]
    return min(longer, default=start)


def advice(
    day: date, type_: str, *, masters: bool, first_visit: bool, races: Iterable[NearRace]
) -> tuple[Advice, ...]:
    """What the therapist of a session on that day is told for this runner, with its reasons.

    Nothing for a service that has nothing to do with running. `races` are those that count.
    """
    if type_ == "none":
        return ()
    near = [race for race in races if -BEHIND <= race.days <= AHEAD]
    soon = _nearest(race for race in near if 0 <= race.days <= FINAL_DAYS)
    trail = _nearest(race for race in near if race.terrain == "trail")
    hills = _nearest(race for race in near if race.terrain in HILLS)
    told = (
        ("first_visit", first_visit, None),
        ("masters", masters, None),
        ("before_race", soon, soon),
        ("pre_event", type_ == "pre_event", None),
        ("trail", trail, trail),
        ("hills", hills, hills),
        ("winter", day.month in WINTER, None),
    )
    return tuple(Advice(why, DOES[why], race) for why, holds, race in told if holds)


def _nearest(races: Iterable[NearRace]) -> NearRace | None:
    """The one fewest days away; of two the one to come."""
    return min(races, key=lambda race: (abs(race.days), race.days < 0), default=None)
