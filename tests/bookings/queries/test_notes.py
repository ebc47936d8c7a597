"""Looking notes up: which there are, in how many queries, and which wait for a signature."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import booking, notes
from bookings.models import Appointment
from bookings.queries import next_visit
from bookings.queries.notes import last_values, mine_to_sign, note_rows, notes_told
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from tests.bookings.noting import AFTER, START, ana, given, saved, signed
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


def earlier(row: Appointment, day: int) -> Appointment:
    wish = wanted(row.client, at(-day, 10), accept_caution=True)
    return booking.book(by=make.login_of(row.client), wanted=wish, now=NOW - timedelta(days=30))


def opened(rows: Any) -> Any:
    return notes_told(rows, access.read_each(ana(), rows, "test", now=AFTER))


def test_notes_come_newest_first_with_what_was_added() -> None:
    row = given()
    for day in (4, 11):
        note = signed(earlier(row, day), f"day {day}")
        notes.addend(by=ana(), note=note, words=f"more of {day}", now=AFTER)
    saved(row, "today")
    told = opened(note_rows(row.client))
    assert [one.content.s for one in told] == ["today", "day 4", "day 11"]
    assert [[each.words for each in one.addenda] for one in told[1:]] == [
        ["more of 4"],
        ["more of 11"],
    ]
    assert [one.signed for one in told] == [False, True, True]
    assert [one.content.s for one in opened(note_rows(row.client, before=START))] == [
        "day 4",
        "day 11",
    ]


def test_rows_are_two_queries_whatever_there_is(django_assert_num_queries: Any) -> None:
    row = given()
    for number in (1, 3):
        note = signed(earlier(row, 3 * number))
        for _each in range(number):
            notes.addend(by=ana(), note=note, words="more", now=AFTER)
        with django_assert_num_queries(2):
            told = notes_told(rows := note_rows(row.client), _plain(rows))
        with django_assert_num_queries(0):
            assert all(one.who and one.at for one in told)


def _plain(rows: Any) -> list[dict[str, str]]:
    content = '{"s": "", "o": "", "a": "", "p": "", "tests": {}, "worked": [], "next": null}'
    return [{"content": content, "words": ""} for _row in rows]


def test_the_last_value_of_a_side_is_of_the_newest_note_that_has_it() -> None:
    row = given()
    signed(earlier(row, 11), tests={"squat": {"left": 1, "right": 1}})
    signed(earlier(row, 4), tests={"squat": {"left": 3}})
    found = last_values(opened(note_rows(row.client)))["squat"]
    assert (found["left"].value, found["right"].value) == (3, 1)
    assert found["left"].day > found["right"].day


def test_drafts_of_begun_sessions_wait_for_their_writer(django_assert_num_queries: Any) -> None:
    row = given()
    draft = saved(row, "to sign")
    signed(earlier(row, 4))
    by = ana()
    with django_assert_num_queries(1):
        assert mine_to_sign(by, AFTER) == [draft]
    assert mine_to_sign(by, START - timedelta(minutes=1)) == []
    assert mine_to_sign(make.user("cem", Role.THERAPIST), AFTER) == []


def test_the_next_visit_costs_the_same_however_many_there_were(
    django_assert_max_num_queries: Any,
) -> None:
    row = given()
    for day in (4, 8, 12):
        earlier(row, day)
        with django_assert_max_num_queries(12):
            found = next_visit.suggested(ana(), row, now=AFTER)
    assert found.wish is not None
    assert found.booked is None
    assert all(found.wish.first <= best.entry.start.date() for best in found.times)


def test_nothing_is_looked_for_once_the_next_one_is_booked() -> None:
    row = given()
    later = booking.book(
        by=make.login_of(row.client),
        wanted=wanted(row.client, at(9, 10), accept_caution=True),
        now=NOW,
    )
    found = next_visit.suggested(ana(), row, now=AFTER)
    assert (found.booked, found.times) == (later, [])
