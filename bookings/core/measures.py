"""What a therapist measures on a runner, on each side: range of movement and simple tests.

Protocols §9: assess ankle dorsiflexion, eversion and inversion, hip rotation, squat or heel raise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

SIDES = ("left", "right")
# test -> side -> value
Tests = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Measure:
    """One test. `low` and `high` are what a body can come to, `step` is what can be read off.

    `unit` is *cm*, *degrees*, *points* (0 cannot, 3 without fault) or *times*.
    """

    code: str
    unit: str
    low: float
    high: float
    step: float


MEASURES: tuple[Measure, ...] = (
    Measure("dorsiflexion", "cm", 0, 25, 0.5),  # knee to wall: from the toe to the wall
    Measure("eversion", "degrees", 0, 40, 1),
    Measure("inversion", "degrees", 0, 60, 1),
    Measure("hip_internal", "degrees", 0, 80, 1),
    Measure("straight_leg", "degrees", 0, 130, 1),
    Measure("squat", "points", 0, 3, 1),
    Measure("heel_raise", "times", 0, 100, 1),
)
BY_CODE: Mapping[str, Measure] = {one.code: one for one in MEASURES}


def settled_value(measure: Measure, value: object) -> float | None:
    """A value within the bounds, on the measure's step; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not (math.isfinite(value) and measure.low <= value <= measure.high):
        return None
    steps = round(value / measure.step)
    return float(steps * measure.step)


def settled_tests(value: object) -> tuple[Tests | None, str]:
    """Tests as they are kept, without empty ones; or None and the field that is at fault."""
    if not isinstance(value, dict):
        return None, "tests"
    kept: dict[str, dict[str, float]] = {}
    for measure in MEASURES:
        sides = value.get(measure.code)
        if sides is None:
            continue
        if not isinstance(sides, dict) or not sides.keys() <= {*SIDES}:
            return None, f"{measure.code}-left"
        for side in SIDES:
            if sides.get(side) is None:
                continue
            settled = settled_value(measure, sides[side])
            if settled is None:
                return None, f"{measure.code}-{side}"
            kept.setdefault(measure.code, {})[side] = settled
    return (kept, "") if value.keys() <= BY_CODE.keys() else (None, "tests")
