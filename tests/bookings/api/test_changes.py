"""Moving, cancelling and undoing by the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.models import Appointment, HistoryLine
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.api.calls import Caller, body, error, local
from tests.bookings.studio import NOW, at
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    studio.clinic()
    return make.client()


@pytest.fixture
def caller(mara: Client) -> Caller:
    return Caller(make.login_of(mara))


@pytest.fixture
def booked(caller: Caller) -> str:
    """The address of an appointment tomorrow, or rather in two days, at 14:00."""
    return f"/appointments/{caller.post('/appointments', body(at(2, 14))).json()['code']}"


def test_moved_by_an_hour_it_is_not_in_its_own_way(caller: Caller, booked: str) -> None:
    answer = caller.post(f"{booked}/move", {"start": local(at(2, 14, 30))})

    assert answer.status_code == 200
    assert answer.json()["start"] == local(at(2, 14, 30))
    assert Appointment.objects.count() == 1


def test_a_move_into_somebodys_time_is_taken(caller: Caller, booked: str) -> None:
    otto = Caller(make.user("otto", Role.CLIENT))
    otto.post("/appointments", body(at(3, 14)))

    answer = caller.post(f"{booked}/move", {"start": local(at(3, 14))})

    assert error(answer) == (409, "taken", "start")
    assert len(answer.json()["error"]["alternatives"]) == 5
    assert caller.get(booked).json()["start"] == local(at(2, 14))


def test_a_move_inside_the_change_window_is_too_late(
    caller: Caller, booked: str, clock: Any
) -> None:
    clock.move_to(at(1, 15), tick=False)
    answer = caller.post(f"{booked}/move", {"start": local(at(3, 14))})
    assert error(answer) == (422, "too_late", "start")


def test_a_late_cancellation_is_accepted_with_its_fee(
    caller: Caller, booked: str, clock: Any
) -> None:
    clock.move_to(at(1, 15), tick=False)

    asked = caller.post(f"{booked}/cancel")
    done = caller.post(f"{booked}/cancel", {"accept_late": True})

    assert error(asked) == (422, "late", "accept_late")
    assert asked.json()["error"]["fee"] == 4500
    assert done.json()["state"] == "late_cancelled"
    assert done.json()["fee"] == {"amount": 4500, "currency": "EUR"}


def test_what_was_cancelled_comes_back_within_three_minutes(
    caller: Caller, booked: str, clock: Any
) -> None:
    caller.post(f"{booked}/cancel")
    clock.move_to(NOW + timedelta(minutes=2, seconds=59), tick=False)

    answer = caller.post(f"{booked}/undo")

    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")


def test_after_three_minutes_there_is_nothing_to_undo(
    caller: Caller, booked: str, clock: Any
) -> None:
    caller.post(f"{booked}/cancel")
    clock.move_to(NOW + timedelta(minutes=3), tick=False)
    assert error(caller.post(f"{booked}/undo"))[:2] == (422, "nothing_to_undo")


def test_an_undo_into_a_time_taken_meanwhile_is_a_conflict(caller: Caller, booked: str) -> None:
    caller.post(f"{booked}/cancel")
    Caller(make.user("otto", Role.CLIENT)).post("/appointments", body(at(2, 14)))
    assert error(caller.post(f"{booked}/undo"))[:2] == (409, "taken")


@pytest.mark.parametrize(
    ("call", "told"),
    [("move", {"start": local(at(4, 14))}), ("cancel", {}), ("undo", {})],
)
def test_a_change_sent_twice_under_one_key_is_made_once(
    caller: Caller, booked: str, call: str, told: dict[str, Any]
) -> None:
    if call == "undo":
        caller.post(f"{booked}/cancel")
    first = caller.post(f"{booked}/{call}", told, key="k-1")
    lines = HistoryLine.objects.count()

    again = caller.post(f"{booked}/{call}", told, key="k-1")

    assert first.status_code == 200
    assert (again.status_code, again.json()) == (200, first.json())
    assert HistoryLine.objects.count() == lines


@pytest.mark.parametrize(
    ("call", "told", "field"),
    [
        ("move", {}, "start"),
        ("move", {"start": "14:00"}, "start"),
        ("move", {"start": local(at(3, 14)), "minutes": 90}, "minutes"),
        ("move", {"start": local(at(3, 14)), "state": "done"}, "state"),
        ("cancel", {"fee": 0}, "fee"),
        ("cancel", {"accept_late": "yes"}, "accept_late"),
        ("undo", {"state": "confirmed"}, "state"),
    ],
)
def test_a_change_that_cannot_be_names_its_field(
    caller: Caller, booked: str, call: str, told: dict[str, Any], field: str
) -> None:
    assert error(caller.post(f"{booked}/{call}", told)) == (422, "invalid", field)


def test_the_desk_moves_and_cancels_for_a_client(booked: str, clock: Any) -> None:
    clock.move_to(at(1, 15), tick=False)
    jo = Caller(make.user("jo", Role.DESK))
    moved = jo.post(f"{booked}/move", {"start": local(at(2, 14, 45))})
    cancelled = jo.post(f"{booked}/cancel")
    assert (moved.status_code, cancelled.json()["state"]) == (200, "late_cancelled")


def test_every_answer_is_declared_in_the_document(caller: Caller) -> None:
    paths = caller.get("/openapi.json").json()["paths"]
    declared = {
        f"{method} {path.removeprefix('/api/v1')}": set(call["responses"])
        for path, calls in paths.items()
        for method, call in calls.items()
    }
    writing = {"401", "403", "404", "409", "413", "422"}
    assert declared["post /appointments"] == writing | {"201"}
    for call in ("move", "cancel", "undo"):
        assert declared[f"post /appointments/{{code}}/{call}"] == writing | {"200"}
    assert declared["get /appointments"] == {"200", "401", "403", "404", "422"}
    assert declared["get /appointments/{code}"] == {"200", "401", "403", "404", "422"}
    assert declared["get /slots"] == {"200", "401", "404", "422", "429"}
    for path in ("/services", "/locations", "/therapists"):
        assert {"200", "422"} <= declared[f"get {path}"]
