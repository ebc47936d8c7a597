"""What the laws are tried on: random cases from seeds, and how many of them.

`HYPOTHESIS_PROFILE=thorough` tries forty times as many.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from hypothesis import settings
from hypothesis import strategies as st

from protocols.core import facts, zones
from protocols.core.parsing.case import read_case
from tests.protocols.core.cases import random_case

Json = dict[str, Any]
Test = TypeVar("Test", bound=Callable[..., None])
TIMES = 40 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 1


def examples(count: int) -> Callable[[Test], Test]:
    """So many examples, more when thorough."""
    return settings(max_examples=count * TIMES, deadline=None)


def _case(seed: int) -> Json:
    return cast("Json", random_case(random.Random(seed)))


seeds = st.integers(0, 2**32)
cases = seeds.map(_case)
chances = seeds.map(random.Random)


def moment(text: str) -> int:
    """An instant in microseconds since 1970."""
    return zones.instant(datetime.fromisoformat(text))


def cases_in(zone: str, near: str, rng: random.Random) -> Json:
    """A random case moved to a zone, its candidate to within a day and a half of an instant."""
    case = cast("Json", random_case(rng))
    shift = datetime.fromisoformat(near) - datetime.fromisoformat(case["candidate"]["start"])
    by = shift + timedelta(minutes=rng.randint(-2160, 2160))
    return cast("Json", moved(case, by) | {"timezone": zone})


def moved(value: Any, by: timedelta) -> Any:
    """The same case, every time and day later by so much."""
    if isinstance(value, dict):
        return {key: moved(inner, by) for key, inner in value.items()}
    if isinstance(value, list):
        return [moved(inner, by) for inner in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return (date.fromisoformat(value) + by).isoformat()
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return (datetime.fromisoformat(value) + by).isoformat()
    return value


def read(case: Json) -> facts.Case:
    """A case as the engine holds it."""
    return read_case(case)
