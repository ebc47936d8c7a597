"""What holds of every merge, whatever was read and whatever the runner did in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.plans import steps
from protocols.core.plans.shape import Item, Skipped
from tests.protocols.core.plans.sheet import NOW, Sheet

TODAY = date(2026, 11, 23)
days = st.integers(-20, 40).map(lambda n: TODAY + timedelta(days=n))
titles = st.sampled_from(["Easy run", "Club night", "City 10K", "Half Marathon", "Race", "Tempo"])


@st.composite
def items(draw: st.DrawFn, uid: str = "") -> Item:
    """An event of any sort, some of them beyond use."""
    what = draw(st.sampled_from(["race", "maybe_race", "workout", "workout", "absence"]))
    day = draw(days)
    return Item(
        uid=uid or draw(st.sampled_from("abcdefgh")),
        line=draw(st.integers(1, 99)),
        what=what,
        title=draw(titles),
        day=day,
        at=draw(st.none() | st.sampled_from([time(7), time(18, 30)])),
        zone=draw(st.sampled_from(["", "", "America/New_York", "Mars/Base"])),
        kind="sick" if what == "absence" else draw(st.sampled_from(["easy", "unknown", "hills"])),
        until=day + timedelta(days=draw(st.integers(0, 9))) if what == "absence" else None,
        minutes=draw(st.none() | st.sampled_from([45, 90])),
        distance_m=draw(st.none() | st.sampled_from([10_000, 21_097])),
        priority=draw(st.sampled_from(["", "A"])),
    )


plan = st.lists(items(), max_size=8)
future = days.map(lambda day: max(day, TODAY + timedelta(days=2)))


def unlike(found: list[Item]) -> list[Item]:
    """With another day each, so that no two of them are the same race."""
    by_uid = {item.uid: item for item in found}
    return [
        replace(item, day=TODAY + timedelta(days=3 + 11 * n), until=None)
        for n, item in enumerate(by_uid.values())
    ]


@given(plan, plan, st.booleans())
@settings(max_examples=60)
def test_importing_twice_equals_once(first: list[Item], second: list[Item], feed: bool) -> None:
    sheet = Sheet(feed)
    sheet.read(first)
    sheet.read(second)
    before = sheet.calendar()
    again = sheet.read(second)
    assert sheet.calendar() == before
    assert {step.do for step in again.steps} <= {"same"}


@given(plan.map(unlike), plan.map(unlike), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_events_does_not_matter(
    first: list[Item], second: list[Item], chance: Any
) -> None:
    one, other = Sheet(), Sheet()
    for found in (first, second):
        shuffled = list(found)
        chance.shuffle(shuffled)
        one.read(found)
        other.read(shuffled)
    assert one.calendar() == other.calendar()


@given(plan)
@settings(max_examples=60)
def test_every_event_is_told_of_exactly_once(found: list[Item]) -> None:
    merged = Sheet().read(found)
    told = [step.item for step in merged.steps] + [None] * len(merged.skipped)
    assert len(told) == len(found)
    assert len({step.uid for step in merged.steps}) == len(merged.steps)


@given(plan.map(unlike), items(uid="z"), st.sampled_from(["broken", "zone", "no_date"]))
@settings(max_examples=60)
def test_a_broken_event_never_loses_a_good_one(good: list[Item], bad: Item, why: str) -> None:
    alone, beside = Sheet(), Sheet()
    alone.read(good)
    for _ in range(2):
        beside.read([*good, replace(bad, zone="Mars/Base")], [Skipped(5, why, bad.title)])
    assert beside.calendar() == alone.calendar()


@given(plan.map(unlike), st.lists(plan, max_size=3), st.data())
@settings(max_examples=80)
def test_what_was_edited_by_hand_survives_any_feed(
    first: list[Item], later: list[list[Item]], data: st.DataObject
) -> None:
    sheet = Sheet()
    sheet.read(first)
    made = sorted(uid for uid in sheet.known if sheet.row_of(uid) is not None)
    if not made:
        return
    uid = data.draw(st.sampled_from(made))
    sheet.edit(uid, zone="Asia/Tokyo")
    number, row = sheet.number_of(uid), dict(sheet.row_of(uid) or {})
    for found in later:
        sheet.read(found)
        assert sheet.rows[number] == row


@given(plan.map(unlike), st.lists(plan.map(unlike), max_size=3), st.data())
@settings(max_examples=80)
def test_what_was_removed_never_comes_back(
    first: list[Item], later: list[list[Item]], data: st.DataObject
) -> None:
    sheet = Sheet()
    sheet.read(first)
    made = sorted(uid for uid in sheet.known if sheet.row_of(uid) is not None)
    if not made:
        return
    uid = data.draw(st.sampled_from(made))
    sheet.remove(uid)
    removed = sheet.known[uid].key  # its name may pass to another event, when the feed renames it
    for found in later:
        sheet.read(found)
        (name,) = [known.uid for known in sheet.known.values() if known.key == removed]
        assert sheet.row_of(name) is None


def test_a_name_that_was_given_up_is_free_for_another_event() -> None:
    sheet, day = Sheet(), TODAY + timedelta(days=3)
    run = Item(uid="c", line=1, what="workout", title="Easy run", day=day, kind="easy")
    sheet.read([run])
    sheet.remove("c")
    sheet.read([replace(run, uid="b")])
    sheet.read([replace(run, uid="c", what="race", day=day + timedelta(days=11))])
    assert len(sheet.calendar()) == 1
    sheet.read([run])
    assert sheet.row_of("b") is None


@given(plan.map(unlike), items(uid="z"))
@settings(max_examples=60)
def test_gone_and_back_again_is_as_if_nothing_had_happened(found: list[Item], other: Item) -> None:
    sheet = Sheet()
    kept = replace(other, zone="", what="workout", kind="easy", until=None, day=TODAY)
    sheet.read([*found, kept])
    before = sheet.calendar()
    sheet.read([kept])
    sheet.read([*found, kept])
    assert sheet.calendar() == before
    assert not any(known.gone for known in sheet.known.values())


@given(plan.map(unlike), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_new_names_for_the_same_events_change_nothing(found: list[Item], chance: Any) -> None:
    sheet = Sheet()
    sheet.read(found)
    before, names = sheet.calendar(), [f"new {n}" for n in range(len(found))]
    chance.shuffle(names)
    anew = [replace(item, uid=name) for item, name in zip(found, names, strict=True)]
    merged = sheet.read(anew)
    assert {step.do for step in merged.steps} <= {"same"}
    assert sheet.calendar() == before
    assert set(sheet.known) <= set(names)


@given(plan, plan)
@settings(max_examples=60)
def test_a_file_never_makes_anything_gone(first: list[Item], second: list[Item]) -> None:
    sheet = Sheet(feed=False)
    sheet.read(first)
    before = set(sheet.known)
    merged = sheet.read(second)
    assert "gone" not in {step.do for step in merged.steps}
    assert before <= set(sheet.known)


@given(plan, plan)
@settings(max_examples=60)
def test_what_is_over_is_never_gone(first: list[Item], second: list[Item]) -> None:
    sheet = Sheet()
    sheet.read(first)
    later = NOW + timedelta(days=60)
    assert "gone" not in {step.do for step in sheet.read(second, now=later).steps}


@pytest.mark.parametrize("law", ["edited", "removed"])
def test_without_the_row_as_written_those_laws_do_not_hold(
    law: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = TODAY + timedelta(days=9)
    workout = Item("a", 1, "workout", "Tempo", day, kind="threshold")
    sheet = Sheet()
    sheet.read([workout])
    if law == "edited":
        monkeypatch.setattr(steps.Known, "clean", property(lambda known: True))
        sheet.edit("a", minutes=10)
        sheet.read([replace(workout, title="Tempo!")])
        assert (sheet.row_of("a") or {})["minutes"] == 60
    else:
        monkeypatch.setattr(steps.Known, "removed", property(lambda known: False))
        monkeypatch.setattr(steps.Known, "taken", property(lambda known: known.now is None))
        sheet.remove("a")
        sheet.read([workout])
        assert sheet.row_of("a") is not None
