"""intervals.icu: its categories, clocks without a zone, ends at midnight."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.plans import intervals, jsons
from protocols.core.plans.shape import BadFile
from tests.protocols.core.plans.plans_tables import BERLIN, bad, event, listed, one, why


@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_a_category_makes_a_race_outright_with_its_priority(letter: str) -> None:
    race = one(
        intervals.read(
            listed(
                event(
                    category=f"RACE_{letter}",
                    name="Autumn marathon",
                    start_date_local="2027-09-26T09:15:00",
                    moving_time=12_600,
                    distance=42_195.0,
                )
            ),
            BERLIN,
        )
    )
    assert (race.what, race.priority, race.day, race.at) == (
        "race",
        letter,
        date(2027, 9, 26),
        time(9, 15),
    )
    assert (race.minutes, race.distance_m, race.zone, race.uid) == (210, 42_195, "", "71")


def test_midnight_means_that_the_day_alone_is_known() -> None:
    item = one(intervals.read(listed(event()), BERLIN))
    assert (item.what, item.kind, item.day, item.at) == (
        "workout",
        "threshold",
        date(2026, 12, 1),
        None,
    )
    assert (item.minutes, item.distance_m) == (60, None)


@pytest.mark.parametrize(
    ("end", "last"),
    [
        ("2026-12-09T00:00:00", 8),
        ("2026-12-09T12:00:00", 9),
        ("2026-12-09", 9),
        ("2026-12-02T00:00:00", 2),
        (None, 2),
    ],
)
def test_an_absence_ends_before_the_midnight_of_its_end(end: str | None, last: int) -> None:
    hurt = event(category="INJURED", start_date_local="2026-12-02T00:00:00", end_date_local=end)
    item = one(intervals.read(listed(hurt), BERLIN))
    assert (item.what, item.kind, item.day, item.until) == (
        "absence",
        "injured",
        date(2026, 12, 2),
        date(2026, 12, last),
    )


@pytest.mark.parametrize(
    ("sport", "name", "kind"),
    [
        ("Ride", "Long ride", "cross_training"),
        ("WeightTraining", "Tempo lifts", "cross_training"),
        ("TrailRun", "Long run", "long_run"),
        (None, "Easy 10", "easy"),
        ("Run", "Session 14", "unknown"),
    ],
)
def test_what_is_no_running_is_cross_training(sport: str | None, name: str, kind: str) -> None:
    assert one(intervals.read(listed(event(type=sport, name=name)), BERLIN)).kind == kind


def test_a_workout_that_is_called_a_race_is_a_suggestion() -> None:
    item = one(intervals.read(listed(event(name="parkrun")), BERLIN))
    assert (item.what, item.kind, item.priority) == ("maybe_race", "unknown", "")


def test_notes_and_goals_are_listed_and_left_out() -> None:
    names = ("NOTE", "TARGET", "PLAN", "SEASON_START", "SET_EFTP", "FITNESS_DAYS", "SOMETHING_NEW")
    found = intervals.read(listed(*(event(category=name) for name in names)), BERLIN)
    assert why(found) == [(line, "note") for line in range(1, 8)]


def test_the_plans_own_code_is_taken_unless_two_events_have_it() -> None:
    alone = event(external_id="plan-7", id=1)
    twins = [event(external_id="1234", id=2), event(external_id="1234", id=3)]
    found = intervals.read(listed(alone, *twins), BERLIN)
    assert [item.uid for item in found.items] == ["plan-7", "2", "3"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"name": ["a list"]}, "broken"),
        ({"id": True}, "broken"),
        ({"moving_time": "long"}, "broken"),
        ({"distance": {}}, "broken"),
        ({"category": None}, "broken"),
        ({"start_date_local": None}, "no_date"),
        ({"start_date_local": "soon"}, "no_date"),
        ({"start_date_local": "2026-02-30T00:00:00"}, "no_date"),
        ({"start_date_local": "1969-12-31T00:00:00"}, "years"),
        ({"start_date_local": "2201-01-01T00:00:00"}, "years"),
        ({"moving_time": -5}, "unit"),
        ({"distance": 1e300}, "unit"),
        ({"moving_time": 90_000}, "unit"),
        ({"start_date_local": "2025-01-01T00:00:00"}, "old"),
        ({"category": "SICK", "end_date_local": "2026-11-01T00:00:00"}, "length"),
        ({"category": "SICK", "end_date_local": "2036-11-01T00:00:00"}, "length"),
    ],
)
def test_a_broken_event_says_why_and_spoils_no_other(broken: Any, reason: str) -> None:
    found = intervals.read(listed(event(id=1), event(id=2) | broken, event(id=3)), BERLIN)
    assert why(found) == [(2, reason)]
    assert [item.uid for item in found.items] == ["1", "3"]


@pytest.mark.parametrize(
    "broken",
    [
        '{"id": 1, "id": 2, "category": "WORKOUT"}',
        '{"distance": NaN}',
        '{"distance": -Infinity}',
        '{"distance": 1e999}',
        '{"id": ' + "9" * 5000 + "}",
        '{"deep": ' + "[" * 50_000 + "]" * 50_000 + "}",
        '{"name": "never ends}, {}',
        '{"a": "b" "c"}',
        "}",
        "null",
        "[[], {}]",
        '{"name": "never ends' + '\\"' * 200_000,
    ],
)
def test_an_object_that_is_none_says_so_and_spoils_none_before_it(broken: str) -> None:
    text = f"[{json.dumps(event(id=1))}, {broken}, {json.dumps(event(id=3))}]"
    found = intervals.read(text.encode(), BERLIN)
    assert why(found)[0] == (2, "broken")
    assert [item.uid for item in found.items][:1] == ["1"]
    assert "never ends" in broken or [item.uid for item in found.items] == ["1", "3"]


def test_of_a_list_that_is_cut_off_the_beginning_is_read() -> None:
    found = intervals.read(listed(event(id=1), event(id=2))[:-30], BERLIN)
    assert [item.uid for item in found.items] == ["1"]
    assert why(found) == [(2, "broken")]


def test_events_may_stand_under_a_name_or_alone() -> None:
    held = json.dumps({"athlete": {"id": "i1"}, "events": [event()]}).encode()
    assert intervals.read(held, BERLIN) == intervals.read(listed(event()), BERLIN)
    assert intervals.read(json.dumps(event()).encode(), BERLIN).items[0].uid == "71"


def test_too_many_events_are_refused_before_any_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intervals, "_item", lambda *args: pytest.fail("read"))
    assert bad(intervals.read, listed(*[event()] * 5_001)) == "too_many"


def test_without_the_count_five_thousand_and_one_would_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jsons, "MOST_EVENTS", 10_000)
    assert bad(intervals.read, listed(*[event()] * 5_001)) == ""


@pytest.mark.parametrize("opener", [b"[", b'{"a":', b"[{", b'["'])
def test_a_tower_of_brackets_is_refused_or_broken(opener: bytes) -> None:
    assert bad(intervals.read, opener * 100_000) in ("", "not_known", "too_many")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=120)
@given(st.sampled_from(sorted(event())), VALUES, st.sampled_from(["WORKOUT", "RACE_A", "SICK"]))
def test_whatever_stands_in_a_field_the_others_are_kept(name: str, value: Any, kind: str) -> None:
    spoilt = event(id=2, category=kind) | {name: value}
    content = listed(event(id=-1), spoilt, event(id=-3))
    found = intervals.read(content, BERLIN)
    assert {"-1", "-3"} <= {item.uid for item in found.items}
    assert len(found.items) + len(found.skipped) == 3
    assert intervals.read(content, BERLIN) == found


@settings(max_examples=120)
@given(st.text(alphabet='[]{}",:\\ ntrue0123456789.eE-"id\n'), st.integers(0, 300))
def test_whatever_is_written_it_is_read_or_refused(junk: str, cut: int) -> None:
    for text in (junk, "[" + junk, listed(event()).decode()[:cut] + junk):
        content = text.encode()
        assert intervals.knows(content, "") in (True, False)
        try:
            intervals.read(content, BERLIN)
        except BadFile:
            continue
