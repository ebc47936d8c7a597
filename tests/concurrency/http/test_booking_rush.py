"""A hundred at once through the web server: one time is given once, whoever asks how."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

import pytest
from django.utils import timezone

from bookings.actions import booking
from bookings.models import Appointment, Location, Occupancy, Service, Therapist
from bookings.queries.plans import Wanted
from clinic.foundation.errors import Conflict
from tests.bookings import studio
from tests.concurrency.http import crowd
from tests.concurrency.http.crowd import Answer, Call, Runner, Rush, at, wish

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(2, 2 + int(os.environ.get("ROUNDS", "1")))  # days from today; ten in `make bench`


def massage(name: str = "Massage", **other: Any) -> Service:
    """An hour that no rule of anybody's calendar speaks of."""
    terms: dict[str, Any] = {"kind": "swedish", "type": "none", "depths": ["light"]}
    return studio.service(name, **(terms | other))


def clinic(*, therapists: int = 1, rooms: int = 1, tables: int = 1) -> Location:
    """A studio with so many therapists (Ana, Ben, Cem) and rooms."""
    where = studio.location()
    for name in ("ana", "ben", "cem")[:therapists]:
        studio.therapist(where, name)
    for number in range(rooms):
        studio.room(where, f"Room {number + 1}", tables=tables)
    massage()
    return where


def bookings(everybody: list[Runner], *wishes: dict[str, Any]) -> list[Call]:
    """Everybody books; the wishes go round."""
    return [Call(runner, "/appointments", told) for runner, told in zip(everybody, cycle(wishes))]


def won(answers: list[Answer]) -> list[Answer]:
    """The winners; everybody else has to have heard *taken*, with at most five alternatives."""
    for answer in answers:
        if answer.status not in (200, 201):
            assert answer.said == "409 taken"
            assert len(answer.body["error"]["alternatives"]) <= 5
    return [answer for answer in answers if answer.status in (200, 201)]


def booked(runner: Runner, told: dict[str, Any]) -> Appointment:
    """An appointment, made beforehand by the action."""
    order = studio.wanted(runner.client, timezone.now(), depth="light").order
    start = datetime.fromisoformat(told["start"])
    wanted = Wanted(runner.client, order, told["location"], start)
    assert runner.client.user is not None
    return booking.book(by=runner.client.user, wanted=wanted, now=timezone.now())


def test_one_time_is_given_to_one_and_the_rest_hear_what_is_near(
    rush: Rush, everybody: list[Runner]
) -> None:
    clinic()
    for day in ROUNDS:
        answers, _ = rush(bookings(everybody, wish(at(day, 14))))

        assert len(won(answers)) == 1
        begin, end = (at(day, 14), at(day, 15, 15))
        for answer in answers:
            for near in answer.body.get("error", {}).get("alternatives", []):
                start = datetime.fromisoformat(near["start"])
                assert start + timedelta(minutes=75) <= begin or end <= start


def test_of_starts_shifted_by_minutes_one_wins(rush: Rush, everybody: list[Runner]) -> None:
    clinic()
    for day in ROUNDS:
        starts = [wish(at(day, 14, minute)) for minute in (0, 15, 30, 45)]
        answers, _ = rush(bookings(everybody, *starts))
        assert len(won(answers)) == 1


def test_of_any_of_three_therapists_three_are_given(rush: Rush, everybody: list[Runner]) -> None:
    clinic(therapists=3, rooms=3)
    for day in ROUNDS:
        answers, _ = rush(bookings(everybody, wish(at(day, 14))))
        assert len({answer.body["therapist"] for answer in won(answers)}) == 3


def test_crossed_pairs_of_therapist_and_room_make_two(rush: Rush, everybody: list[Runner]) -> None:
    where = clinic(therapists=2, rooms=0)
    studio.room(where, "Warm", features=["heat"])
    studio.room(where, "Barred", features=["bars"])
    massage("Warm", features=["heat"])
    massage("Ashiatsu", features=["bars"])
    for day in ROUNDS:
        pairs = [(s, t) for s in ("Warm", "Ashiatsu") for t in ("Ana", "Ben")]
        answers, _ = rush(bookings(everybody, *(wish(at(day, 14), *pair) for pair in pairs)))

        winners = won(answers)
        assert len({answer.body["therapist"] for answer in winners}) == len(winners) == 2
        assert len({answer.body["service"] for answer in winners}) == 2


def test_couples_and_single_sessions_share_two_therapists(
    rush: Rush, everybody: list[Runner]
) -> None:
    clinic(therapists=2, rooms=1, tables=2)
    massage("Couples", kind="couples", therapists=2)
    for day in ROUNDS:
        couples = wish(at(day, 14), "Couples")
        answers, _ = rush(bookings(everybody, couples, couples, wish(at(day, 14), "Massage")))

        winners = won(answers)
        assert len(winners) == 1  # there is one room
        taken = Occupancy.objects.filter(appointment__code=winners[0].body["code"]).count()
        assert taken == 1 + len(winners[0].body["therapists"])


def test_two_who_swap_their_times_both_keep_what_they_have(
    rush: Rush, everybody: list[Runner]
) -> None:
    clinic()
    half = crowd.SIZE // 2
    early = [booked(r, wish(at(2 + n, 10))) for n, r in enumerate(everybody[:half])]
    late = [booked(r, wish(at(2 + n, 14))) for n, r in enumerate(everybody[half:])]
    calls = [
        Call(runner, f"/appointments/{own.code}/move", {"start": other.start_at.isoformat()})
        for runner, own, other in zip(everybody, early + late, late + early, strict=True)
    ]
    for _round in ROUNDS:
        answers, _ = rush(calls)
        assert won(answers) == []
    assert Appointment.objects.filter(start_at__in=[a.start_at for a in early]).count() == half


def test_a_time_that_is_cancelled_goes_to_one_at_most(rush: Rush, everybody: list[Runner]) -> None:
    clinic()
    for day in ROUNDS:
        told = wish(at(day, 14))
        gone = booked(everybody[0], told)
        cancel = Call(everybody[0], f"/appointments/{gone.code}/cancel", {})
        (cancelled, *answers), _ = rush([cancel, *bookings(everybody[1:], told)])

        assert cancelled.status == 200
        assert len(won(answers)) <= 1


def test_time_off_and_a_booking_never_share_a_therapist(
    rush: Rush, everybody: list[Runner]
) -> None:
    clinic()
    ana = Therapist.objects.get()
    for day in ROUNDS:
        begin, end = at(day, 13), at(day, 18)

        def post(begin: Any = begin, end: Any = end) -> Any:
            return studio.off(ana, begin, end, timezone.now())

        answers, (off,) = rush(bookings(everybody[1:], wish(at(day, 14))), post)

        assert len(won(answers)) <= 1
        assert off.pk is not None
        parts = Occupancy.objects.filter(time_off=off, live=True).count()
        assert parts == 1 + len(won(answers))  # around the session that was first


def test_a_hold_that_lapses_goes_to_one_be_it_its_holder(
    rush: Rush, everybody: list[Runner]
) -> None:
    clinic()
    for day in ROUNDS:
        told, holder = wish(at(day, 14)), everybody[0].client
        order = studio.wanted(holder, timezone.now(), depth="light").order
        wanted = Wanted(holder, order, told["location"], at(day, 14))
        by, ago = holder.user, timezone.now() - timedelta(minutes=10)
        assert by is not None
        held = booking.hold(by=by, wanted=wanted, now=ago)

        def confirm(by: Any = by, held: Any = held, wanted: Any = wanted) -> Any:
            return booking.confirm(by=by, appointment=held, wanted=wanted, now=timezone.now())

        beside = [confirm] if day % 2 else []  # on even days the holder has gone
        answers, confirmed = rush(bookings(everybody[1:], told), *beside)

        kept = sum(isinstance(one, Appointment) for one in confirmed)
        assert all(isinstance(one, Appointment | Conflict) for one in confirmed)
        assert len(won(answers)) + kept == 1


def test_twenty_retries_of_one_key_book_once(rush: Rush, everybody: list[Runner]) -> None:
    clinic()
    five = everybody[:5]
    for day in ROUNDS:
        calls = [
            Call(runner, "/appointments", wish(at(day, 9 + 2 * n)), key=f"{day} {n}")
            for n, runner in enumerate(five)
            for _retry in range(20)
        ]
        before = Appointment.objects.count()
        answers, _ = rush(calls)

        assert {answer.said for answer in answers} <= {"201", "409 in_flight"}
        codes = {answer.body["code"] for answer in answers if answer.status == 201}
        assert len(codes) == 5 == Appointment.objects.count() - before
