"""What the engine is told: a runner's calendar and the session in question, as frozen values.

Instants are microseconds since 1970 in UTC, days are proleptic ordinals in the clinic's zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from protocols.core.units import MINUTE
from protocols.core.zones import LocalDays

RUNNING_TYPES = ("pre_event", "post_event", "general", "injury")
TYPES = (*RUNNING_TYPES, "none")
DEPTHS = ("light", "moderate", "deep")
BODY_SERVICES = ("swedish", "hot_stone", "prenatal", "couples")
HARD_KINDS = ("intervals", "threshold", "race_pace", "long_run", "hills")
GENTLE_KINDS = ("easy", "cross_training", "rest")
WORKOUT_KINDS = (*HARD_KINDS, *GENTLE_KINDS, "unknown")
PRIORITIES = ("A", "B", "C")
TERRAINS = ("flat", "hilly", "downhill", "trail")
STATUSES = ("planned", "finished", "dns", "dnf", "cancelled")
PHASES = ("taper", "peak", "recovery", "base", "maintenance")
INJURY_KINDS = ("tendinopathy", "ligament", "strain", "other")
DIAGNOSERS = ("doctor", "physio")
SMALL_RACE = 120 * MINUTE
LONG_RACE = 180 * MINUTE


@dataclass(frozen=True, slots=True)
class Runner:
    """What holds for the runner as a whole."""

    quiet_days_before_race: int = 0
    recreational: bool = False
    load_rising: bool = False
    masters: bool = False
    race_soreness: bool = False
    last_session_sore_over_36h: bool = False
    last_session_bruised: bool = False


@dataclass(frozen=True, slots=True)
class Race:
    """A race from gun to finish; `order` is its place in the list it came from."""

    name: str
    start: int
    finish: int
    priority: str
    terrain: str
    status: str
    order: int

    @property
    def counts(self) -> bool:
        return self.status not in ("dns", "cancelled")

    @property
    def small(self) -> bool:
        return self.priority == "C" and self.finish - self.start <= SMALL_RACE

    @property
    def demanding(self) -> bool:
        return self.terrain != "flat" or self.finish - self.start > LONG_RACE


@dataclass(frozen=True, slots=True)
class Workout:
    """A training session. One without times lasts from 05:00 to 21:00 of its day (`timed` is false).

    A small race is one too: `race` is true, `name` is its own and `order` is below zero, because
    races stand before workouts in a case.
    """

    start: int
    end: int
    day: int
    kind: str
    timed: bool
    order: int
    name: str = ""
    race: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """Another massage session of the runner, past or to come."""

    start: int
    end: int
    day: int
    type: str
    depth: str
    service: str | None
    order: int

    @property
    def running(self) -> bool:
        return self.type != "none"


@dataclass(frozen=True, slots=True)
class Away:
    """A stretch of time the runner is elsewhere."""

    start: int
    end: int
    order: int


@dataclass(frozen=True, slots=True)
class Injury:
    """The injury that the session is about, and who diagnosed it."""

    kind: str
    diagnosed_by: str | None


@dataclass(frozen=True, slots=True)
class Shape:
    """A session without its time: what a search tries at every start. `minutes` long."""

    type: str
    depth: str
    minutes: int
    service: str | None = None
    group_size: int = 1

    @property
    def length(self) -> int:
        return self.minutes * MINUTE


@dataclass(frozen=True)
class Calendar:
    """Everything about the runner that the rules look at."""

    days: LocalDays
    runner: Runner
    races: tuple[Race, ...]
    workouts: tuple[Workout, ...]
    sessions: tuple[Session, ...]
    away: tuple[Away, ...]
    injury: Injury | None
    screening: tuple[str, ...]
    cleared: frozenset[str]
    waivers: frozenset[str]

    @cached_property
    def counting(self) -> tuple[Race, ...]:
        """The races that were not dropped."""
        return tuple(race for race in self.races if race.counts)

    @cached_property
    def full(self) -> tuple[Race, ...]:
        """The races that make phases and fire every rule."""
        return tuple(race for race in self.counting if not race.small)

    @cached_property
    def small_as_workouts(self) -> tuple[Workout, ...]:
        """A small race is a hard workout from gun to finish."""
        return tuple(
            Workout(
                start=r.start,
                end=r.finish,
                day=self.days.day(r.start),
                kind="race_pace",
                timed=True,
                order=r.order - len(self.races),
                name=r.name,
                race=True,
            )
            for r in self.counting
            if r.small
        )

    @cached_property
    def training(self) -> tuple[Workout, ...]:
        """Workouts, small races among them."""
        return self.workouts + self.small_as_workouts

    @cached_property
    def training_on(self) -> Mapping[int, Sequence[Workout]]:
        """The same by local day."""
        days: dict[int, list[Workout]] = {}
        for workout in self.training:
            days.setdefault(workout.day, []).append(workout)
        return days

    @cached_property
    def hard(self) -> tuple[Workout, ...]:
        return tuple(w for w in self.training if w.kind in HARD_KINDS)

    @cached_property
    def running_sessions(self) -> tuple[Session, ...]:
        """Sessions of the running types by start; of equal starts the deepest comes last."""
        running = (s for s in self.sessions if s.running)
        return tuple(sorted(running, key=lambda s: (s.start, DEPTHS.index(s.depth), -s.order)))

    @cached_property
    def running_days(self) -> tuple[int, ...]:
        """Their local days, in order."""
        return tuple(sorted(session.day for session in self.running_sessions))

    @cached_property
    def full_by_start(self) -> tuple[Race, ...]:
        return tuple(sorted(self.full, key=lambda race: race.start))

    @cached_property
    def goals(self) -> tuple[Race, ...]:
        """The A races of them."""
        return tuple(race for race in self.full_by_start if race.priority == "A")

    @cached_property
    def finishes(self) -> tuple[int, ...]:
        """When full races are over, in order."""
        return tuple(sorted(race.finish for race in self.full))

    @cached_property
    def race_days(self) -> tuple[int, ...]:
        """The local days of the full races, in their order."""
        return tuple(self.days.day(race.start) for race in self.full)


@dataclass(frozen=True, slots=True)
class Case:
    """One question: does this session, at this start, fit this calendar?"""

    calendar: Calendar
    shape: Shape
    start: int
