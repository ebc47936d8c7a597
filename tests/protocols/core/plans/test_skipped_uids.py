"""What could not be read keeps its name: an event that is damaged today is not gone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from protocols.core.plans import final_surge, intervals
from protocols.core.plans.shape import Item, Read, Skipped
from tests.protocols.core.plans.files import ASK, event, read
from tests.protocols.core.plans.sheet import Sheet

GOOD, LOST = "DTSTART:20261206T090000", "DTSTART:soon"
OTHER = event("DTSTART:20261208T090000", uid="other@example.org", summary="Easy run")


def test_a_name_of_what_was_skipped_is_written_and_read_only_where_there_is_one() -> None:
    found = Read("ical", "", (), (Skipped(1, "broken"), Skipped(2, "zone", "Run", "a")))
    assert [set(each) for each in found.to_json()["skipped"]] == [
        {"line", "why", "title"},
        {"line", "why", "title", "uid"},
    ]
    assert Read.from_json(found.to_json()) == found


@pytest.mark.parametrize("uid", ["one@example.org", "u" * 300, "COMPLETED_PLAN_WORKOUT-1"])
def test_a_damaged_event_is_skipped_by_the_name_that_it_had(uid: str) -> None:
    (item,) = read(event(GOOD, uid=uid)).items
    (skipped,) = read(event(LOST, uid=uid)).skipped
    assert skipped.uid == item.uid


def test_a_damaged_object_is_skipped_by_its_own_name() -> None:
    workout = {"id": 7, "category": "WORKOUT", "start_date_local": "soon"}
    day = {"WorkoutKey": "k7", "WorkoutDate": "soon"}
    found = [
        reader.read(json.dumps([told]).encode(), ASK).skipped[0].uid
        for reader, told in ((intervals, workout), (final_surge, day))
    ]
    assert found == ["7", "k7"]


@pytest.mark.parametrize("more", [(), ("RRULE:FREQ=WEEKLY;COUNT=3",)])
def test_an_event_that_became_damaged_and_was_renamed_is_not_gone(more: tuple[str, ...]) -> None:
    feed = Sheet()
    feed.read(read(event(GOOD, *more), OTHER).items)
    found = read(event(LOST, *more, summary="Another name"), OTHER)
    assert "gone" not in {step.do for step in feed.read(found.items, found.skipped).steps}


def test_without_its_name_it_would_be_gone() -> None:
    feed = Sheet()
    feed.read(read(event(GOOD), OTHER).items)
    found = read(event(LOST, summary="Another name"), OTHER)
    nameless = [replace(each, uid="") for each in found.skipped]
    assert "gone" in {step.do for step in feed.read(found.items, nameless).steps}


def test_an_event_that_its_calendar_calls_off_is_gone_all_the_same() -> None:
    feed, items = Sheet(), list[Item](read(event(GOOD), OTHER).items)
    feed.read(items)
    found = read(event(GOOD, "STATUS:CANCELLED"), OTHER)
    assert "gone" in {step.do for step in feed.read(found.items, found.skipped).steps}
