"""Many starts at once are judged as each by itself: verdict, reasons and words."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given

from bookings.core import judging
from bookings.core.judging import Judge
from protocols.core import DEFAULTS
from protocols.core.engine import judge
from protocols.core.units import MINUTE
from tests.protocols.core.strategies import Json, cases, chances, examples, read

DAYS = 4 * 1440


def assert_alike(case: Json, chance: random.Random) -> None:
    """At some starts of eight days, in no order, the reasons are those of judging each anew."""
    read_, middle = read(case), read(case).start // MINUTE
    many = Judge(DEFAULTS, read_, middle - DAYS, middle + DAYS)
    for start in (middle + chance.randrange(-DAYS, DAYS) for _ in range(40)):
        one = replace(read_, start=start * MINUTE)
        alone = judge(DEFAULTS, one)
        for discreet in (False, True):
            told = alone.as_json(one, discreet=discreet)["reasons"]
            assert many.reasons(start, discreet=discreet) == told
        assert many.verdict(start) == alone.verdict


@examples(60)
@given(cases, chances)
def test_reasons_of_many_starts_are_those_of_each(case: Json, chance: random.Random) -> None:
    assert_alike(case, chance)


def test_words_kept_without_their_gap_would_be_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "hours", lambda *_: "")
    with pytest.raises(AssertionError):
        test_reasons_of_many_starts_are_those_of_each()
