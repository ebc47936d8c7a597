"""Reports of a small clinic, reckoned by hand; and a fixed number of queries for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.actions import booking, changing, visits
from bookings.core.reports import Period, Report, Table
from bookings.models import Appointment, Closure, Location, Occupancy, Room, Therapist
from bookings.queries.reports import income, lead, load, missed, returning
from bookings.queries.reports.scope import Scope
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
WEEK = Period(MONDAY, MONDAY + timedelta(days=6))
LATER = NOW + timedelta(weeks=8)
QUERIES: dict[Callable[[Scope], Report], int] = {
    load.report: 6,
    missed.report: 4,
    returning.report: 3,
    lead.report: 1,
    income.report: 2,
}


def scope(now: Any = LATER, location: str = "", days: Period = WEEK) -> Scope:
    return Scope(days, location, now)


def table(report: Report, code: str) -> Table:
    return next(each for each in report.tables if each.code == code)


def rows(report: Report, code: str) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in table(report, code).rows}


def booked(client: Client, day: int, hour: int, **other: Any) -> Appointment:
    told = wanted(client, at(day, hour), accept_caution=True, staff=True, **other)
    return booking.book(by=studio.desk(), wanted=told, now=NOW)


@pytest.mark.parametrize("report", QUERIES, ids=lambda report: report.__module__)
def test_a_report_takes_the_same_queries_with_one_row_or_three(
    report: Callable[[Scope], Report], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    studio.clinic(therapists=3, rooms=3)
    booked(make.client(), 1, 10)
    report(scope())
    with django_assert_num_queries(QUERIES[report]):
        report(scope())
    for name in ("otto", "lena"):
        row = booked(make.client(name), 1, 10)
        changing.cancel(by=studio.desk(), appointment=row, now=NOW, why="weather")
        booked(row.client, 2, 12, service=studio.service(f"For {name}"))
    with django_assert_num_queries(QUERIES[report]):
        report(scope())


@pytest.mark.parametrize("report", QUERIES, ids=lambda report: report.__module__)
def test_a_new_clinic_has_reports_that_say_what_will_be_in_them(
    report: Callable[[Scope], Report],
) -> None:
    told = report(scope())
    assert told.empty
    assert not any(each.rows for each in told.tables)


def test_load_is_booked_minutes_of_hours_without_closures_and_time_off() -> None:
    where = studio.clinic()
    ana = Therapist.objects.get()
    booked(make.client(), 1, 10)
    tuesday = MONDAY + timedelta(days=1)
    Closure.objects.create(
        location=where, name="Fair", first_day=tuesday, last_day=tuesday, hours=[[540, 900]]
    )
    studio.off(ana, at(2, 9), at(2, 21))

    told = load.report(scope())

    there = (7 * 12 - 6 - 12) * 60
    assert rows(told, "therapists") == {"Ana": (1, 60, 15, there, 2)}
    assert rows(told, "rooms") == {"Room 1": (1, 60, 15, (7 * 12 - 6) * 60, 1)}
    hours = rows(told, "hours")
    assert hours["Tue"][:7] == (0, 100, 0, 0, 0, 0, None)
    assert set(hours["Wed"]) == {None}
    assert len(hours["Mon"]) == 12


def test_time_off_that_is_only_asked_for_takes_nothing_away() -> None:
    studio.clinic()
    off = studio.off(Therapist.objects.get(), at(2, 9), at(2, 21))
    type(off).objects.update(state="asked")
    assert rows(load.report(scope()), "therapists")["Ana"][3] == 7 * 12 * 60


@pytest.mark.parametrize(
    ("zone", "day", "hour"), [("America/Los_Angeles", 6, 18), ("Pacific/Auckland", 0, 9)]
)
def test_time_off_at_the_edge_of_the_days_counts_far_from_greenwich(
    zone: str, day: int, hour: int
) -> None:
    studio.location(zone=zone)
    ana = studio.therapist(Location.objects.get())
    studio.off(ana, at(day, hour, zone=zone), at(day, hour + 3, zone=zone))
    assert rows(load.report(scope()), "therapists")["Ana"][3] == (7 * 12 - 3) * 60


def test_who_left_and_a_room_out_of_use_keep_their_sessions_without_a_share() -> None:
    studio.clinic()
    booked(make.client(), 1, 10)
    Therapist.objects.update(active=False)
    Room.objects.update(active=False)
    told = load.report(scope())
    assert rows(told, "therapists") == {"Ana": (1, 60, 15, None, None)}
    assert rows(told, "rooms") == {"Room 1": (1, 60, 15, None, None)}


def test_a_studio_alone_is_told_apart_from_all_of_them() -> None:
    here = studio.clinic()
    there = studio.location("Hill", zone="America/New_York")
    studio.therapist(there, "zoe")
    studio.room(there, "Attic")
    booked(make.client(), 1, 10, location=here.code)
    assert set(rows(load.report(scope()), "rooms")) == {"Room 1 · Riverside", "Attic · Hill"}
    hill = load.report(scope(location=there.code))
    assert rows(hill, "therapists") == {"Zoe": (0, 0, 0, 7 * 12 * 60, 0)}
    assert set(rows(hill, "rooms")) == {"Attic"}


def test_the_week_in_which_clocks_go_back_has_an_hour_more() -> None:
    always = [[day, 0, 1440] for day in range(7)]
    where = studio.location(hours=always)
    studio.therapist(where, hours=always)
    sunday = date(2026, 10, 25)
    told = load.report(scope(days=Period(sunday, sunday)))
    assert rows(told, "therapists")["Ana"][3] == 25 * 60


def test_what_fell_through_is_told_by_state_reason_and_notice() -> None:
    studio.clinic()
    desk = studio.desk()
    soon, far, gone, kept = (
        booked(make.client(n), 2, h) for n, h in zip("abcd", (10, 12, 14, 16), strict=True)
    )
    changing.cancel(by=desk, appointment=far, now=NOW, why="plans")
    changing.cancel(by=desk, appointment=soon, now=at(2, 9), why="weather")
    visits.mark(by=desk, appointment=gone, state="no_show", now=at(2, 15), why="forgot")

    told = missed.report(scope())

    assert rows(told, "services") == {"Sports massage": (4, 1, 1, 1, 75)}
    assert rows(told, "therapists") == {"Ana": (4, 1, 1, 1, 75)}
    assert rows(told, "reasons") == {
        "Their plans changed": (1, 0, 0),
        "The weather": (0, 1, 0),
        "They forgot": (0, 0, 1),
    }
    assert rows(told, "notice")["Less than 2 hours"] == (0, 1)
    assert rows(told, "notice")["2 to 7 days"] == (1, 0)
    assert kept.state == "confirmed"


def test_a_hold_that_was_let_go_was_never_cancelled() -> None:
    studio.clinic()
    told = wanted(make.client(), at(1, 10))
    booking.drop(
        by=studio.desk(), appointment=booking.hold(by=studio.desk(), wanted=told, now=NOW), now=NOW
    )
    assert missed.report(scope()).empty


def test_a_client_came_again_by_when_the_next_session_was_booked() -> None:
    studio.clinic()
    mara, otto, lena = (make.client(name) for name in ("mara", "otto", "lena"))
    booked(mara, 0, 12)
    booked(mara, 20, 12)  # booked before the first one ended
    late = booked(otto, 1, 12)
    told = wanted(otto, at(30, 12), accept_caution=True)
    booking.book(by=studio.desk(), wanted=told, now=late.end_at + timedelta(days=9))
    booked(lena, 2, 12)

    after = rows(returning.report(scope()), "therapists")
    before = rows(returning.report(scope(now=at(20, 9))), "therapists")

    assert after == {"Ana": (3, 1, 1, 0, 1, 67)}
    assert before == {"Ana": (3, 1, 1, 1, 0, 67)}


def test_a_client_is_new_until_their_first_session_is_over() -> None:
    studio.clinic()
    mara = make.client()
    booked(mara, 1, 10)
    booked(mara, 8, 10)
    next_week = Period(WEEK.first + timedelta(weeks=1), WEEK.last + timedelta(weeks=1))
    assert rows(returning.report(scope()), "clients")["New"] == (1, 1)
    assert rows(returning.report(scope(days=next_week)), "clients")["Returning"] == (1, 1)


def test_whoever_was_here_on_the_evening_before_is_not_new_behind_greenwich() -> None:
    west = "America/Los_Angeles"
    studio.location(zone=west)
    studio.therapist(Location.objects.get())
    studio.room(Location.objects.get())
    studio.service()
    mara = make.client()
    for day, hour in ((6, 18), (9, 12)):  # Sunday evening there is Monday in Greenwich
        told = wanted(mara, at(day, hour, zone=west), accept_caution=True, staff=True)
        booking.book(by=studio.desk(), wanted=told, now=NOW)
    next_week = Period(WEEK.first + timedelta(weeks=1), WEEK.last + timedelta(weeks=1))
    assert rows(returning.report(scope(days=next_week)), "clients") == {
        "New": (0, 0),
        "Returning": (1, 1),
    }


def test_lead_time_tells_online_from_the_desk() -> None:
    studio.clinic()
    mara = make.client()
    for day in (1, 2, 3):
        booked(mara, day, 10)
    told = wanted(mara, at(4, 10), accept_caution=True)
    booking.book(by=make.login_of(mara), wanted=told, now=NOW)
    found = {row[1]: row[2:] for row in table(lead.report(scope()), "services").rows}
    day = 24 * 60
    assert found["at the desk"] == (3, day * 3 // 2, day * 2, day * 5 // 2)
    assert found["online"] == (1, day * 4, day * 4, day * 4)


def test_income_is_paid_due_or_ahead_and_fees_are_of_it() -> None:
    studio.clinic()
    desk = studio.desk()
    paid, due, missed_one, ahead = (
        booked(make.client(n), d, 10) for n, d in zip("abcd", (1, 2, 3, 6), strict=True)
    )
    visits.pay(by=desk, appointment=paid, how="card", now=NOW)
    visits.mark(by=desk, appointment=missed_one, state="no_show", now=at(3, 12))

    told = income.report(scope(now=at(4, 9)))

    assert rows(told, "months") == {"2026-11": ("EUR", 9000, 13500, 9000, 4500, 0)}
    assert rows(told, "services") == {"Sports massage": ("EUR", 9000, 13500, 9000, 4500, 0)}
    assert rows(told, "fees") == {"Not there": ("EUR", 1, 0, 4500)}
    assert due.price == ahead.price == 9000


def test_what_is_paid_and_falls_through_is_to_be_given_back_but_for_its_fee() -> None:
    studio.clinic()
    desk = studio.desk()
    in_time, late, fee = (
        booked(make.client(n), d, 10) for n, d in zip("abc", (3, 1, 2), strict=True)
    )
    for row in (in_time, late):
        visits.pay(by=desk, appointment=row, how="card", now=NOW)
    for row, when in ((in_time, NOW), (late, at(1, 9)), (fee, at(2, 9))):
        changing.cancel(by=desk, appointment=row, now=when)
    visits.pay(by=desk, appointment=fee, how="cash", now=at(2, 9))  # as a fee: that is kept

    owed = rows(income.report(scope(now=at(4, 9))), "months")
    for row in (in_time, late):
        visits.give_back(by=desk, appointment=row, how="cash", now=at(4, 9))
    settled = income.report(scope(now=at(4, 9)))

    assert owed == {"2026-11": ("EUR", 9000, 0, 0, 9000, 9000 + 4500)}
    assert rows(settled, "months") == {"2026-11": ("EUR", 9000, 0, 0, 9000, 0)}
    assert rows(settled, "fees") == {"Cancelled late": ("EUR", 2, 9000, 0)}


def test_a_session_of_two_is_split_to_the_cent() -> None:
    where = studio.clinic(therapists=2, rooms=0)
    studio.room(where, tables=2)
    couple = studio.service(
        "Couples", therapists=2, lengths=[[60, 9001]], type="none", kind="couples", depths=["light"]
    )
    booked(make.client(), 1, 10, service=couple, depth="light")
    found = rows(income.report(scope(now=NOW)), "therapists")
    assert found == {"Ana": ("EUR", 0, 0, 4501, 0, 0), "Ben": ("EUR", 0, 0, 4500, 0, 0)}


def test_without_the_split_each_of_two_would_earn_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where = studio.clinic(therapists=2, rooms=0)
    studio.room(where, tables=2)
    couple = studio.service(
        "Couples", therapists=2, lengths=[[60, 9001]], type="none", kind="couples", depths=["light"]
    )
    booked(make.client(), 1, 10, service=couple, depth="light")
    monkeypatch.setattr(income, "split", lambda amount, among: (amount,) * among)
    found = rows(income.report(scope(now=NOW)), "therapists")
    assert sum(row[3] for row in found.values()) == 2 * 9001


def test_currencies_are_never_added_up() -> None:
    studio.clinic()
    booked(make.client("a"), 1, 10)
    francs = studio.service("In francs", currency="CHF", lengths=[[60, 8000]])
    booked(make.client("b"), 1, 12, service=francs)
    found = [row[:2] for row in table(income.report(scope(now=NOW)), "months").rows]
    assert found == [("2026-11", "CHF"), ("2026-11", "EUR")]


def test_a_session_counts_on_the_day_of_its_studios_wall() -> None:
    studio.clinic()
    booked(make.client(), 6, 20)  # Sunday evening
    assert rows(load.report(scope()), "therapists")["Ana"][0] == 1
    monday = Period(WEEK.end, WEEK.end)
    assert rows(load.report(scope(days=monday)), "therapists")["Ana"][0] == 0
    assert Occupancy.objects.filter(live=True).count() == 2
    assert Location.objects.get().zone == "Europe/Berlin"


def test_the_parts_of_every_report_add_up_to_the_same_whole() -> None:
    studio.clinic(therapists=3, rooms=2)
    flush = studio.service("Flush", lengths=[[60, 4501]], type="none", depths=["light"])
    desk, made = studio.desk(), []
    for n in range(9):
        other = {"service": flush, "depth": "light"} if n % 2 else {}
        whom = Therapist.objects.order_by("pk")[n % 3].code
        made.append(booked(make.client(f"c{n}"), n % 5, 12 + n, therapist=whom, **other))
    visits.pay(by=desk, appointment=made[1], how="card", now=NOW)
    changing.cancel(by=desk, appointment=made[1], now=NOW, why="plans")
    changing.cancel(by=desk, appointment=made[2], now=at(2, 9), why="weather")
    changing.cancel(by=desk, appointment=made[7], now=at(2, 11))
    visits.mark(by=desk, appointment=made[3], state="no_show", now=at(3, 17), why="forgot")
    visits.pay(by=desk, appointment=made[5], how="card", now=NOW)
    now = scope(now=at(3, 20))

    money = {tuple(_sum(each, 2, 7)) for each in income.report(now).tables[:3]}
    fell = missed.report(now)
    given = load.report(now)

    assert len(money) == 1
    assert _sum(table(income.report(now), "fees"), 3, 5)[1] == next(iter(money))[3]
    assert next(iter(money))[4] == made[1].price
    assert (
        _sum(table(fell, "services"), 1, 5) == _sum(table(fell, "therapists"), 1, 5) == [9, 1, 2, 1]
    )
    assert _sum(table(fell, "reasons"), 1, 4) == [1, 2, 1]
    assert _sum(table(fell, "notice"), 1, 3) == [1, 2]
    assert _sum(table(given, "therapists"), 1, 4) == _sum(table(given, "rooms"), 1, 4)
    assert _sum(table(lead.report(now), "services"), 2, 3) == [6]  # five stand, one was missed


def _sum(found: Table, begin: int, end: int) -> list[int]:
    """The sums of some columns."""
    return [sum(int(row[at] or 0) for row in found.rows) for at in range(begin, end)]
