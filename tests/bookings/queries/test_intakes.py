"""What is asked before a session, and how far it is answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.actions import booking
from bookings.models import Appointment
from bookings.queries import intakes
from clinic.foundation.models import Client
from protocols.core.intake.asking import asked
from protocols.queries import forms
from tests.bookings import studio
from tests.bookings.answering import sent_in
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def mara() -> Client:
    studio.clinic(therapists=3, rooms=3)
    return make.client()


def booked(client: Client, day: int = 3, **other: Any) -> Appointment:
    made = wanted(client, at(day, 14), **({"accept_caution": True} | other))
    return booking.book(by=make.login_of(client), wanted=made, now=NOW)


def codes(row: Appointment, now: Any = NOW) -> list[str]:
    return [one.code for one in intakes.open_of(row, None, now)]


def test_a_session_is_open_until_everything_it_asks_is_answered(mara: Client) -> None:
    row = booked(mara)
    assert intakes.states([row], NOW) == {row.pk: "open"}
    sent_in(mara, codes(row))
    assert intakes.states([row], NOW) == {row.pk: "complete"}


def test_a_session_that_waits_for_a_look_says_that_and_nothing_else(mara: Client) -> None:
    row = booked(mara)
    row.state = "review"
    assert intakes.states([row], NOW) == {row.pk: "review"}


def test_answers_count_for_a_session_to_the_second_that_they_end(mara: Client) -> None:
    row = booked(mara)
    week = row.start_at - timedelta(days=7)
    sent_in(mara, codes(row), week)
    assert intakes.states([row], NOW) == {row.pk: "open"}
    sent_in(mara, ["flags", "body"], week + SECOND)
    assert "flags" not in codes(row, week + 2 * SECOND)


def test_only_what_is_stale_is_asked_again(mara: Client) -> None:
    row = booked(mara, day=20)
    everything = codes(row)
    sent_in(mara, everything)
    assert codes(row) == []
    later = codes(row, NOW + timedelta(days=18))
    assert later
    assert set(later) < set(everything)
    acute = {one.code for one in forms.current()[1].sections if one.lasts == "acute"}
    assert set(later) == set(everything) & acute


def test_the_questions_of_an_injury_are_asked_for_such_a_session_alone(mara: Client) -> None:
    row = booked(mara)
    assert "injury" not in codes(row)
    row.type = "injury"
    assert "injury" in codes(row)


def test_nobody_is_asked_how_sore_they_are_from_a_race_that_they_have_yet_to_run(
    mara: Client,
) -> None:
    row = booked(mara, day=5)
    run = {"local_start": datetime(2026, 11, 26, 10), "expected_minutes": 240}
    race = rows.race(mara, **run)
    assert "after_race" not in codes(row)
    over = race.start_at + timedelta(hours=4)
    assert "after_race" not in codes(row, over - SECOND)
    assert "after_race" in codes(row, over)


def test_without_a_session_what_everybody_is_asked_is_open(mara: Client) -> None:
    found = intakes.open_for(mara, None, NOW)
    assert found.row is None
    wholly = asked(forms.current()[1], types=(), ahead=None, behind=None, answered={}, at=NOW)
    assert found.sections == wholly


def test_the_soonest_session_that_asks_is_the_one_that_is_asked_for(mara: Client) -> None:
    first, second = booked(mara), booked(mara, day=5)
    assert intakes.open_for(mara, None, NOW).row == first
    sent_in(mara, codes(first))
    assert intakes.open_for(mara, None, NOW).row == first
    second.refresh_from_db()
    assert intakes.open_for(mara, None, NOW).sections == ()


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_states_takes_three_queries_however_long(
    mara: Client, count: int, django_assert_num_queries: Any
) -> None:
    rows = [booked(mara)]
    for name in ("nora", "olga")[: count - 1]:
        rows.append(booked(make.client(name)))  # noqa: PERF401
    forms.current()
    with django_assert_num_queries(3):
        assert len(intakes.states(rows, NOW)) == count


def test_no_list_of_states_opens_anything_sealed(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = booked(mara)
    sent_in(mara, codes(row), goals="secret")
    monkeypatch.setattr("clinic.foundation.queries.vault.open_several", None)
    assert intakes.states([row], NOW) == {row.pk: "complete"}
