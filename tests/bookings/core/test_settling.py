"""What is news against a session, and which times are the best instead of an old one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.core import settling
from bookings.core.settling import Accepted, Objection, Time

DAY = 24 * 60
NEAR = Objection(
    "PRE-1", "blocked", "It would end 41 h before Boston; it needs 72 h.", False, False
)
AGAIN = Objection("FREQ-3", "caution", "It would be 20 h from your other deep work.", False, True)
SAID = {"said": {"reasons": [{"rule": "PRE-1", "effect": "caution", "because": NEAR.said}]}}

times = st.builds(
    Time,
    start=st.integers(0, 30 * DAY),
    verdict=st.sampled_from(["recommended", "fine", "caution"]),
    day=st.integers(0, 9),
    same=st.booleans(),
    crowded=st.booleans(),
)


def test_what_was_said_when_it_was_booked_is_no_news() -> None:
    held = settling.accepted(SAID, 1)
    assert settling.news([NEAR], held, [], version=1) == ()


@pytest.mark.parametrize(
    "found", [replace(NEAR, said="It would end 40 h before."), replace(NEAR, rule="PRE-2")]
)
def test_other_words_or_another_rule_are_news(found: Objection) -> None:
    assert settling.news([found], settling.accepted(SAID, 1), [], version=1) == (found,)


def test_rules_published_anew_may_say_the_same_in_other_words() -> None:
    held = settling.accepted(SAID, 1)
    assert settling.news([replace(NEAR, said="So near to Boston.")], held, [], version=2) == ()


def test_a_note_of_recommendation_accepts_nothing() -> None:
    told = {"said": {"reasons": [{"rule": "PRE-1", "effect": "note", "because": NEAR.said}]}}
    assert settling.accepted(told, 1).words == frozenset()
    assert settling.accepted({}, 1) == Accepted(version=1)


def test_what_concerns_two_sessions_may_be_accepted_with_either() -> None:
    other = Accepted(frozenset({(AGAIN.rule, "It would be 20 h from the other.")}), 1)
    assert settling.news([AGAIN], Accepted(version=1), [other], version=1) == ()
    assert settling.news([replace(AGAIN, beside=False)], Accepted(version=1), [other], version=1)


def test_a_rule_waived_for_the_other_session_is_no_news_here() -> None:
    other = Accepted(version=1, waivers=("FREQ-3",))
    assert settling.news([AGAIN], Accepted(version=1), [other], version=1) == ()


def test_news_are_the_same_in_any_order_and_others_with_another_start() -> None:
    told = settling.gist("a", "2026", [NEAR, AGAIN])
    assert told == settling.gist("a", "2026", [AGAIN, NEAR])
    assert told != settling.gist("a", "2027", [NEAR, AGAIN])


def test_health_is_told_by_one_sentence_for_all() -> None:
    assert settling.discreet([NEAR], "Look there.", hidden=False) == NEAR.said
    assert settling.discreet([NEAR], "Look there.", hidden=True) == "Look there."
    assert settling.discreet([replace(NEAR, health=True)], "Look.", hidden=False) == "Look."


def test_a_better_verdict_comes_before_a_nearer_day() -> None:
    far = Time(9 * DAY, "recommended", 9, same=False)
    near = Time(2 * DAY, "fine", 2, same=True)
    assert settling.best([near, far], DAY) == [far, near]


def test_of_one_day_the_hour_that_is_most_like_the_old_one_is_named() -> None:
    old = DAY + 14 * 60
    offered = [Time(2 * DAY + hour * 60, "fine", 2, same=True) for hour in (9, 13, 17)]
    assert [time.start for time in settling.best(offered, old)] == [2 * DAY + 13 * 60]


def test_a_day_beside_another_session_comes_last_of_its_verdict() -> None:
    close = Time(2 * DAY, "fine", 2, same=True, crowded=settling.crowded(2 * DAY, [DAY + 60]))
    apart = Time(6 * DAY, "fine", 6, same=True, crowded=settling.crowded(6 * DAY, [DAY + 60]))
    assert settling.best([close, apart], DAY) == [apart, close]


@given(st.lists(times, max_size=30), st.integers(0, 30 * DAY))
@settings(max_examples=60)
def test_the_best_are_few_one_a_day_and_never_the_old_time(offered: list[Time], old: int) -> None:
    best = settling.best(offered, old)
    assert len(best) <= settling.MOST
    assert len({time.day for time in best}) == len(best)
    assert old not in {time.start for time in best}


@given(st.lists(times, min_size=1, max_size=30), st.data())
@settings(max_examples=60)
def test_a_wished_time_is_there_whenever_it_is_free(
    offered: list[Time], data: st.DataObject
) -> None:
    wished = data.draw(st.sampled_from(offered)).start
    assert wished in {time.start for time in settling.best(offered, -1, keep=[wished])}
