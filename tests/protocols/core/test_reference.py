"""The engine against an independent one, naive and slow, on random cases that crowd the edges."""

from __future__ import annotations

import random
from typing import cast

import pytest

from protocols.core import DEFAULTS, BadInput, evaluate
from protocols.core.engine import Judgement, Reason, judge
from protocols.core.facts import Away, Race, Session, Workout
from tests.protocols.core.cases import random_case, spoil
from tests.protocols.core.reference import Bad, reference
from tests.protocols.core.strategies import TIMES, Json, read

ROUNDS, CASES = range(8), 30 * TIMES


def told_of(reason: Reason, case: Json) -> list[object] | None:
    """The array and the place of what a reason tells of."""
    thing = reason.window.thing
    if isinstance(thing, Workout) and thing.race:
        return ["races", thing.order + len(case["races"])]
    arrays = {Race: "races", Workout: "workouts", Session: "sessions", Away: "away"}
    return [arrays[type(thing)], thing.order] if thing else None


def as_reference(judgement: Judgement, case: Json, like: Json) -> Json:
    """A judgement in the reference's terms; where that names nothing, nothing is compared."""
    answer = judgement.as_json(read(case))
    pairs = zip(answer["reasons"], judgement.reasons, strict=True)
    named = {reason["rule"]: reason["nearest"] for reason in like["reasons"]}
    answer["reasons"] = [
        {key: said[key] for key in ("rule", "effect", "source")}
        | {"nearest": named.get(said["rule"]) and told_of(reason, case)}
        for said, reason in pairs
    ]
    return answer


@pytest.mark.parametrize("seed", ROUNDS)
def test_both_say_the_same_of_random_cases(seed: int) -> None:
    rng = random.Random(seed)
    for case in (cast("Json", random_case(rng)) for _ in range(CASES)):
        wanted = cast("Json", reference(case))

        found = as_reference(judge(DEFAULTS, read(case)), case, wanted)

        assert found == wanted, case


@pytest.mark.parametrize("seed", ROUNDS)
def test_both_name_the_same_fault_of_spoilt_cases(seed: int) -> None:
    rng = random.Random(seed)
    for spoilt in (spoil(rng, random_case(rng)) for _ in range(CASES)):
        with pytest.raises(Bad) as wanted:
            reference(spoilt)

        with pytest.raises(BadInput) as found:
            evaluate(spoilt)

        assert found.value.field == wanted.value.field, spoilt
