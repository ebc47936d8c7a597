"""Desks that drag at the same moment, through the real server: nothing overlaps, nothing is lost."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from bookings.actions import booking, changing, history
from bookings.models import Appointment, Occupancy, Therapist
from bookings.queries import plans
from clinic.foundation.codes import new_code
from clinic.foundation.errors import Conflict
from tests.bookings import studio
from tests.clinic.threads import together
from tests.concurrency.http import crowd
from tests.concurrency.http.crowd import Rush, at
from tests.concurrency.http.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows(transactional_db: None) -> list[Appointment]:
    """Six hours of six clients tomorrow and the day after, by two therapists in two rooms."""
    where = studio.clinic(therapists=2, rooms=2)
    kind = studio.service("Massage", kind="swedish", type="none", depths=["light"])
    found = []
    for number, who in enumerate(crowd.runners(6)):
        team = Therapist.objects.get(user__name=("Ana", "Ben")[number % 2]).code
        wish = studio.wanted(
            who.client,
            at(1 + number // 4, 10 + 2 * (number // 2 % 2)),
            service=kind,
            depth="light",
            location=where.code,
            therapist=team,
        )
        found.append(booking.book(by=studio.desk(), wanted=wish, now=timezone.now()))
    return found


def told(row: Appointment, **body: Any) -> dict[str, Any]:
    return {"once": new_code(), "seen": row.history.count()} | body


def wall(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def said(answers: list[Any]) -> Counter[str]:
    return Counter(a.json["error"]["code"] if a.status >= 400 else "done" for a in answers)


def whole() -> bool:
    """Whether each session that is to come takes one therapist and one room."""
    taken = Counter(Occupancy.objects.filter(live=True).values_list("appointment", flat=True))
    coming = Appointment.objects.filter(state="confirmed").values_list("pk", flat=True)
    return dict(taken) == dict.fromkeys(coming, 2)


def test_of_moves_to_one_time_one_wins_and_the_rest_hear_what_is_near(
    rush: Rush, rows: list[Appointment]
) -> None:
    desk, ana = Desk(rush, studio.desk()), Therapist.objects.get(user__name="Ana").code
    to = {"start": wall(at(2, 16)), "therapist": ana}
    calls = [desk.tells(f"/desk/calendar/{row.code}/move/", told(row, **to)) for row in rows]

    _, answers = rush([], *calls)

    assert said(answers) == {"done": 1, "taken": 5}
    for answer in answers:
        if answer.status == 409:
            near = [each["start"] for each in answer.json["error"]["alternatives"]]
            assert near
            assert to["start"] not in near
    assert whole()


def test_of_two_desks_on_one_session_the_second_hears_of_the_first(
    rush: Rush, rows: list[Appointment]
) -> None:
    desk, row = Desk(rush, studio.desk()), rows[0]
    where = f"/desk/calendar/{row.code}/move/"
    starts = [wall(at(2, hour)) for hour in (14, 16, 18)]

    _, answers = rush([], *(desk.tells(where, told(row, start=start)) for start in starts))

    assert said(answers) == {"done": 1, "changed": 2}
    done = next(a.json["session"]["s"] for a in answers if a.status == 200)
    assert {a.json["error"]["session"]["s"] for a in answers if a.status == 409} == {done}
    assert row.history.count() == 2


def test_without_what_was_seen_each_of_them_would_move_it(
    rows: list[Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "as_seen", lambda row, seen: None)
    by, row = studio.desk(), rows[0]
    wishes = [plans.as_booked(row, start=at(2, hour), waivers=(), seen=1) for hour in (14, 16)]
    moves = [
        lambda wish=wish: changing.move(by=by, wanted=wish, now=timezone.now()) for wish in wishes
    ]
    assert not any(isinstance(answer, Conflict) for answer in together(*moves))
    assert row.history.count() == 3


def test_swaps_against_cancellations_lose_nothing_and_wait_for_nobody_in_a_ring(
    rush: Rush, rows: list[Appointment]
) -> None:
    desk = Desk(rush, studio.desk())
    calls = []
    for number, row in enumerate(rows):  # each with its neighbour, all the way round
        other = rows[(number + 1) % len(rows)]
        body = told(row, seen_with=other.history.count(), **{"with": other.code})
        calls.append(desk.tells(f"/desk/calendar/{row.code}/swap/", body))
    gone = rows[0]

    def cancel() -> Any:
        return changing.cancel(
            by=studio.desk(), appointment=gone, now=timezone.now(), our_doing=True
        )

    _, (*answers, cancelled) = rush([], *calls, cancel)

    heard = said(answers)
    assert set(heard) <= {"done", "changed"}
    assert heard["done"] >= 1
    assert cancelled.state == "cancelled"
    assert whole()
    kept = Appointment.objects.exclude(pk=gone.pk)
    assert kept.filter(state="confirmed").count() == 5
    moved = sum(row.history.filter(did="swapped").count() for row in rows)
    assert moved == 2 * heard["done"]
