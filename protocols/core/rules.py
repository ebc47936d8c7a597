"""A rule is a row: what kind it is, when, for which sessions, what follows, in which words.

Rules are the clinic's policy, drawn from practitioners. The owner edits rows and publishes them as
a version; the kinds that read them are a handful of functions in `kinds/`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

EFFECTS = ("blocked", "caution", "recommended", "note")  # worst first
RANK = {effect: rank for rank, effect in enumerate(EFFECTS)}
SOURCE_CLASSES = ("stated", "derived", "practice")


@dataclass(frozen=True, slots=True)
class Band:
    """One stretch of a rule and what follows in it. Empty and None mean: any.

    `start` and `until` are hours, half-open: `[start, until)`. `over` and `most` bound the
    session's minutes: longer than `over`, at most `most`. `demanding` asks what the race was.
    `codes` are the screening answers that fire it; `review` sends the booking to a therapist.
    """

    effect: str
    start: int = 0
    until: int = 0
    depths: tuple[str, ...] = ()
    over: int | None = None
    most: int | None = None
    demanding: bool | None = None
    codes: tuple[str, ...] = ()
    review: bool = False

    def fits(self, depth: str, minutes: int) -> bool:
        return (
            (not self.depths or depth in self.depths)
            and (self.over is None or minutes > self.over)
            and (self.most is None or minutes <= self.most)
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One timing rule. `types` may name `body`: the body services of type `none`.

    `small` lets it fire for small races too; `health`
    marks it as telling of the runner's body. `limits` are the figures of its kind, `only` its
    further conditions. `words`: language -> {"rule": what it says, "because": what it says of one case}.
    """

    id: str
    kind: str
    bands: tuple[Band, ...]
    words: Mapping[str, Mapping[str, str]]
    source: tuple[str, ...]
    source_class: str = "stated"
    types: tuple[str, ...] = ()
    depths: tuple[str, ...] = ()
    small: bool = False
    waivable: bool = False
    health: bool = False
    limits: Mapping[str, int] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    on: bool = True

    @property
    def sort_key(self) -> tuple[str, int]:
        """Letters, then number: TRAIN-2 before TRAIN-10."""
        letters, _, number = self.id.rpartition("-")
        return letters, int(number)

    def speaks_of(self, kind: str, depths: Collection[str], *, body: bool) -> bool:
        """Whether it speaks of this type at one of these depths; `body`: of a body service too."""
        known = not self.types or kind in self.types or (body and "body" in self.types)
        return self.on and known and (not self.depths or any(d in depths for d in self.depths))

    def to_row(self) -> dict[str, Any]:
        """The rule as JSON holds it."""
        return asdict(self)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Rule:
        """The rule that a row holds."""
        bands = tuple(
            Band(**{**band, "depths": tuple(band["depths"]), "codes": tuple(band["codes"])})
            for band in row["bands"]
        )
        lists = {key: tuple(row[key]) for key in ("source", "types", "depths")}
        only = {key: tuple(value) for key, value in row["only"].items()}
        return cls(**{**row, **lists, "bands": bands, "only": only})


@dataclass(frozen=True, slots=True)
class PhaseBounds:
    """Where phases begin: days before the next A (else B) race, hours after the latest finish."""

    taper_days: int = 14
    peak_days: int = 56
    base_days: int = 168
    recovery_first_hours: int = 96
    recovery_hours: int = 336


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A published version: its rules, whatever their order, and the bounds of the phases."""

    rules: tuple[Rule, ...]
    phases: PhaseBounds = PhaseBounds()
    # Which rules speak of which shape, kept as it is asked: a search asks ten thousand times.
    _speaking: dict[tuple[str, str, bool], tuple[Rule, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def speaking_of(self, kind: str, depth: str, *, body: bool) -> tuple[Rule, ...]:
        """The rules that speak of this type at this depth; `body`: it is a body service."""
        asked = kind, depth, body
        if asked not in self._speaking:
            self._speaking[asked] = tuple(
                rule for rule in self.rules if rule.speaks_of(kind, (depth,), body=body)
            )
        return self._speaking[asked]
