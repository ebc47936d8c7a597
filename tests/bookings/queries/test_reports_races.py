"""Races ahead: who runs, who has a session at a time that the rules recommend, what is left."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.actions import booking
from bookings.models import Shift
from bookings.queries.reports import races_told
from bookings.queries.reports.races import Event, ahead
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 12, 6, 10)  # the day 13 of `at`
MARATHON: dict[str, Any] = {"name": "City Marathon", "priority": "A", "expected_minutes": 240}


@pytest.fixture
def flush() -> Any:
    """A clinic with a session for after a race, which is given from Monday 9:00 to 10:00 alone."""
    studio.clinic()
    Shift.objects.update(hours=[[0, 9 * 60, 10 * 60]])
    return studio.service(
        "Flush", type="post_event", depths=["light"], lengths=[[30, 4500]], buffer_after=0
    )


def runs(who: str, **more: Any) -> Client:
    client = make.client(who)
    rows.race(client, **({"local_start": SUNDAY} | MARATHON | more))
    return client


def the_event() -> Event:
    (event,) = ahead(NOW)[0]
    return event


def test_runners_of_one_race_stand_together_and_what_is_left_is_told(flush: Any) -> None:
    for name, priority in (("mara", "A"), ("otto", "B"), ("lena", "A")):
        runs(name, priority=priority)
    event = the_event()
    after = event.sides["after"]
    assert (len(event.runners), event.priorities["A"], event.week) == (3, 2, date(2026, 11, 30))
    assert (after.left, len(after.booked)) == (2, 0)
    assert not event.sides["before"].offered


def test_a_session_in_the_window_is_booked_and_takes_one_of_the_times(flush: Any) -> None:
    mara = runs("mara")
    told = wanted(mara, at(14, 9), service=flush, minutes=30, depth="light", accept_caution=True)
    booking.book(by=studio.desk(), wanted=told, now=NOW)
    after = the_event().sides["after"]
    assert after.booked == {mara.pk: datetime(2026, 12, 7, 9)}
    assert after.left == 1
    (line,) = races_told.report(NOW, "").facts
    assert line.startswith("1 runs City Marathon on Sun 6 Dec.")
    assert "1 has a session after it, 1 suitable time is left from" in line


def test_a_session_weeks_before_the_race_is_none_for_the_race(flush: Any) -> None:
    mara = runs("mara")
    told = wanted(mara, at(7, 9), service=flush, minutes=30, depth="light", accept_caution=True)
    booking.book(by=studio.desk(), wanted=told, now=NOW)
    assert the_event().sides["after"].booked == {}


def test_a_race_that_was_dropped_or_called_off_brings_nobody(flush: Any) -> None:
    runs("mara", status="dns")
    listed = rows.listed(local_start=SUNDAY, zone="Europe/Berlin")
    race = rows.picked(make.client("otto"), listed)
    assert [event.name for event in ahead(NOW)[0]] == [race.name]
    type(listed).objects.update(cancelled=True)
    assert ahead(NOW) == ([], [])


def test_the_windows_are_those_of_whom_it_matters_to_most(flush: Any) -> None:
    runs("mara", priority="C", expected_minutes=300)
    runs("otto", priority="A", expected_minutes=180)
    runs("lena", priority="A", expected_minutes=260)
    assert the_event().typical.client_name == "Otto"


def test_two_races_of_a_week_share_what_is_left_of_it(flush: Any) -> None:
    runs("mara")
    runs("otto", name="Night Run")
    _events, (week,) = ahead(NOW)
    assert [event.sides["after"].left for event in week.events] == [2, 2]
    assert week.left["after"] == 2


def test_the_sentence_tells_who_runs_and_from_when_to_when_there_is_time(flush: Any) -> None:
    runs("mara")
    runs("otto")
    report = races_told.report(NOW, "")
    assert [each.sentence for each in report.tables] == [
        "Who runs, by week: Mon 30 Nov: 2",
        "With a session after the race: City Marathon: 0 of 2",
    ]
    (line,) = report.facts
    assert line.startswith("2 run City Marathon on Sun 6 Dec. The menu has no session before it.")
    assert line.endswith(
        "Nobody has a session after it, 2 suitable times are left from Sun 6 Dec to Thu 10 Dec."
    )


def test_a_race_whose_day_is_over_where_it_is_run_was_run(flush: Any) -> None:
    runs("mara", zone="America/New_York", local_start=SUNDAY - timedelta(days=1))
    midnight = datetime(2026, 12, 6, 5, tzinfo=UTC)  # there; six hours after that of the clinic
    told = [
        next(iter(races_told.report(now, "").facts)).partition(".")[0]
        for now in (midnight - timedelta(microseconds=1), midnight)
    ]
    assert told == ["1 runs City Marathon on Sat 5 Dec", "1 ran City Marathon on Sat 5 Dec"]


def test_on_monday_sundays_race_is_there_while_a_session_after_it_suits(flush: Any) -> None:
    for who, days in (("mara", 14), ("otto", 19)):
        runs(who, local_start=SUNDAY - timedelta(days=days), name=who)
    (event,), (week,) = ahead(NOW)
    assert (event.name, event.over, week.monday) == ("mara", True, date(2026, 11, 16))
    (line,) = races_told.report(NOW, "").facts
    assert line.startswith("1 ran mara on Sun 22 Nov.")


def test_races_take_the_same_queries_with_one_runner_or_three(
    flush: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    runs("mara")
    ahead(NOW)
    with django_assert_num_queries(7):
        ahead(NOW)
    runs("otto", name="Night Run")
    runs("lena", name="Park Run")
    with django_assert_num_queries(7):
        ahead(NOW)


def test_who_runs_a_race_begins_with_those_who_have_nothing_after_it(flush: Any) -> None:
    mara, otto = runs("mara"), runs("otto")
    told = wanted(mara, at(14, 9), service=flush, minutes=30, depth="light", accept_caution=True)
    booking.book(by=studio.desk(), wanted=told, now=NOW)
    who = races_told.who(the_event().code, NOW, "")
    assert [entry.runner.client for entry in who.entries] == [otto.pk, mara.pk]
    with pytest.raises(NotFound):
        races_told.who("nobodyatall2", NOW, "")


def test_a_clinic_without_races_says_what_will_be_there() -> None:
    studio.clinic()
    assert races_told.report(NOW, "").empty
