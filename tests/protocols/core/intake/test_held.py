"""How long a red flag counts, and what a later "no" does to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.defaults import DEFAULTS, SCREENING
from protocols.core.intake import held as module
from protocols.core.intake.held import HOLDS, LONGEST, NEVER, SLOW, Said, held, said_from, since
from protocols.core.runners import answers_text

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)
WEEK = timedelta(days=7)
ALL = frozenset(SCREENING)
# The contract, written out: code -> days that it holds, and what a later "no" does.
CONTRACT = {
    **dict.fromkeys(
        ("hot_tendon", "acute_strain", "contusion", "boggy_swelling", "numbness_below_knee"),
        (7, "at once"),
    ),
    "short_sleep": (7, "at once"),
    "fever": (7, "never"),
    "anticoagulant": (90, "never"),
    "medication_change": (90, "at once"),
    "calf_clot_signs": (365, "never"),
    "pregnancy": (365, "at once"),
    **dict.fromkeys(
        (
            *("skin_infection", "open_wound", "recent_surgery", "uncontrolled_blood_pressure"),
            *("focal_bone_pain", "dark_urine_or_collapse", "chest_pain"),
        ),
        (365, "a week later"),
    ),
}

moments = st.integers(0, 400 * 24).map(lambda hours: NOW - timedelta(hours=hours))
some = st.frozensets(st.sampled_from(SCREENING), max_size=4)
saids = st.lists(
    st.builds(lambda at, codes, more: Said(at, codes, codes | more), moments, some, some),
    max_size=6,
)


def yes(code: str, at: datetime) -> Said:
    return Said(at, frozenset({code}), ALL)


def no(at: datetime, asked: frozenset[str] = ALL) -> Said:
    return Said(at, frozenset(), asked)


def test_the_contract_speaks_of_every_code() -> None:
    assert set(CONTRACT) == set(SCREENING)
    not_now = {c for r in DEFAULTS.rules if r.id == "FLAG-7" for b in r.bands for c in b.codes}
    assert not_now <= SLOW | NEVER


@pytest.mark.parametrize("code", SCREENING)
def test_a_flag_ends_at_its_second(code: str) -> None:
    end = NOW + timedelta(days=CONTRACT[code][0])
    assert held([yes(code, NOW)], NOW) == [code]
    assert held([yes(code, NOW)], end - TICK) == [code]
    assert held([yes(code, NOW)], end) == []


@pytest.mark.parametrize("code", SCREENING)
def test_a_later_no_does_what_the_contract_says(code: str) -> None:
    days, what = CONTRACT[code]
    if what == "at once":
        assert held([yes(code, NOW), no(NOW + TICK)], NOW + TICK) == []
    else:
        early = NOW + min(timedelta(days=days), WEEK) - TICK
        assert held([yes(code, NOW), no(early)], early) == [code]
    if days > 7 and what == "a week later":
        assert held([yes(code, NOW), no(NOW + WEEK)], NOW + WEEK) == []
    if days > 7 and what == "never":
        assert held([yes(code, NOW), no(NOW + WEEK)], NOW + WEEK) == [code]


def test_with_every_no_at_once_chest_pain_would_be_answered_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = [yes("chest_pain", NOW), no(NOW + TICK)]
    assert held(story, NOW + TICK) == ["chest_pain"]
    monkeypatch.setattr(module, "SLOW", frozenset())
    assert held(story, NOW + TICK) == []


def test_a_yes_again_makes_a_slow_flag_wait_anew() -> None:
    story = [yes("open_wound", NOW), yes("open_wound", NOW + 3 * TICK), no(NOW + WEEK)]
    assert held(story, NOW + WEEK) == ["open_wound"]
    assert held([*story, no(NOW + WEEK + 3 * TICK)], NOW + WEEK + 3 * TICK) == []


def test_yes_and_no_in_one_moment_is_a_yes() -> None:
    assert held([no(NOW), yes("hot_tendon", NOW)], NOW) == ["hot_tendon"]


def test_a_no_to_something_else_lifts_nothing() -> None:
    other = no(NOW + TICK, frozenset({"pregnancy"}))
    assert held([yes("hot_tendon", NOW), other], NOW + TICK) == ["hot_tendon"]


@given(saids, st.permutations(range(6)))
@settings(max_examples=60)
def test_the_order_of_rows_changes_nothing(said: list[Said], order: list[int]) -> None:
    shuffled = [said[place] for place in order if place < len(said)]
    assert held(shuffled, NOW) == held(said, NOW)
    assert since(shuffled, NOW) == since(said, NOW)


@given(saids, moments)
@settings(max_examples=60)
def test_answers_to_nothing_change_nothing(said: list[Said], at: datetime) -> None:
    assert held([*said, Said(at, frozenset(), frozenset())], NOW) == held(said, NOW)


@given(saids, moments, some)
@settings(max_examples=60)
def test_one_more_yes_never_takes_a_flag_away(
    said: list[Said], at: datetime, codes: frozenset[str]
) -> None:
    more = held([*said, Said(at, codes, codes)], NOW)
    for code in held(said, NOW):
        assert code in more


@given(saids, moments)
@settings(max_examples=60)
def test_what_a_doctor_must_lift_is_never_lifted_early(said: list[Said], at: datetime) -> None:
    for code in NEVER:
        last = max((one.at for one in said if code in one.codes), default=None)
        stays = last is not None and last + HOLDS[code] > NOW
        assert (code in held([*said, no(at)], NOW)) is stays


@given(saids, moments)
@settings(max_examples=60)
def test_a_slow_flag_outlives_every_no_of_its_first_week(said: list[Said], at: datetime) -> None:
    for code in SLOW:
        last = max((one.at for one in said if code in one.codes), default=None)
        if last is not None and last + WEEK > NOW:
            assert code in held([*said, no(at)], NOW)


@given(saids)
@settings(max_examples=60)
def test_what_is_not_known_yet_and_what_is_too_old_does_not_count(said: list[Said]) -> None:
    later = [replace(one, at=one.at + LONGEST * 2) for one in said]
    earlier = [replace(one, at=one.at - LONGEST) for one in said]
    assert held([*said, *later, *earlier], NOW) == held(said, NOW)


@given(saids)
@settings(max_examples=60)
def test_since_names_every_flag_that_holds_and_a_moment_it_was_said(said: list[Said]) -> None:
    begins = since(said, NOW)
    assert list(begins) == held(said, NOW)
    for code, at in begins.items():
        assert at in {one.at for one in said if code in one.codes}


def test_since_begins_anew_after_a_gap() -> None:
    first, again = NOW - 8 * WEEK, NOW - timedelta(days=1)
    assert since([yes("fever", first), yes("fever", again)], NOW) == {"fever": again}
    near = again - timedelta(days=2)
    assert since([yes("fever", near), yes("fever", again)], NOW) == {"fever": near}


def test_rows_that_name_no_questions_were_asked_all() -> None:
    old = said_from(NOW, '{"codes": ["fever"]}')
    assert old == Said(NOW, frozenset({"fever"}), ALL)
    part = answers_text(["fever"], ["fever", "pregnancy"])
    assert isinstance(part, str)
    assert said_from(NOW, part).asked == {"fever", "pregnancy"}
