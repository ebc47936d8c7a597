"""What a drag is told before it is dropped."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.models import Appointment, Location, Room, Service, Therapist
from bookings.queries import calendar_fit
from bookings.queries.plans import as_booked
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import MARKED, booked, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=2, rooms=2)
    return signed_in(desk())


@pytest.fixture
def row(jo: Browser) -> Appointment:
    """Mara's hour with Ana on Wednesday at 14:00; a big race on Sunday."""
    row = booked(make.client(), at(2, 14), therapist=code_of("Ana"), depth="light")
    start = datetime(2026, 11, 29, 9)
    rows.race(row.client, name="Big Race", local_start=start, priority="A")
    return row


def code_of(name: str) -> str:
    return Therapist.objects.get(user__name=name).code


def asked(browser: Browser, **body: Any) -> Any:
    told = {"from": "2026-11-25", "days": 1} | body
    return browser.post("/desk/calendar/fit/", json.dumps(told), content_type="application/json")


def wish(client: Client | None = None) -> dict[str, Any]:
    told = {"service": Service.objects.get().code, "minutes": 60, "depth": "light"}
    return told | ({"client": client.code} if client else {})


def test_who_is_free_when_is_told_in_the_studio_s_time(jo: Browser, row: Appointment) -> None:
    booked(make.client("otto"), at(2, 11), therapist=code_of("Ben"), depth="light")
    free = asked(jo, code=row.code).json()["free"]
    day = "2026-11-25T"
    assert free[code_of("Ana")] == [[f"{day}09:00", f"{day}20:00"]]  # itself is in nobody's way
    assert free[code_of("Ben")] == [[f"{day}09:00", f"{day}09:45"], [f"{day}12:15", f"{day}20:00"]]


def test_rooms_are_told_beside(jo: Browser, row: Appointment) -> None:
    warm = Room.objects.get(name="Room 2")
    Service.objects.update(features=["heat"])
    assert asked(jo, code=row.code).json()["rooms"] == {"": []}
    Room.objects.filter(pk=warm.pk).update(features=["heat"])
    day = "2026-11-25T"
    rooms = asked(jo, code=row.code).json()["rooms"]
    assert rooms == {key: [[f"{day}09:00", f"{day}20:00"]] for key in ("", warm.code)}


def test_verdicts_come_in_pieces_with_their_sentences(jo: Browser, row: Appointment) -> None:
    pieces = asked(jo, code=row.code).json()["pieces"]
    begin, end, verdict, said = pieces[0]
    assert (begin, end, verdict) == ("2026-11-25T09:00", "2026-11-25T09:15", "caution")
    assert said == [
        "A session of 60 min would end 95 h before Big Race; inside 120 h keep it to 45 min."
    ]
    assert pieces[-1][1] == "2026-11-25T20:15"


def test_what_is_told_beforehand_is_what_a_drop_says(jo: Browser, row: Appointment) -> None:
    for begin, _end, verdict, said in asked(jo, code=row.code, days=5).json()["pieces"][::9]:
        body = {"once": begin, "start": begin, "therapist": code_of("Ben")}
        where = f"/desk/calendar/{row.code}/move/"
        answer = jo.post(where, json.dumps(body), content_type="application/json")
        if verdict in ("caution", "blocked"):
            assert answer.json()["error"]["code"] == verdict
            assert set(answer.json()["error"]["sentences"]) <= set(said)
        else:
            assert answer.status_code == 200


def test_a_new_session_is_judged_for_its_client_and_for_nobody(
    jo: Browser, row: Appointment
) -> None:
    assert {p[2] for p in asked(jo, **wish(row.client)).json()["pieces"]} == {"blocked", "caution"}
    told = asked(jo, **wish()).json()
    assert (told["pieces"], set(told["free"])) == ([], {code_of("Ana"), code_of("Ben")})


def test_no_word_of_health_is_told(jo: Browser, row: Appointment) -> None:
    rows.injury(row.client, what=f"{MARKED} in the calf")
    rows.answers(row.client, ["anticoagulant"])
    Appointment.objects.filter(pk=row.pk).update(depth="deep")
    answer = asked(jo, code=row.code, days=3)
    assert {piece[2] for piece in answer.json()["pieces"]} == {"blocked"}
    for word in (MARKED, "anticoag", "blood"):
        assert word not in answer.text


def test_without_discretion_the_desk_would_hear_of_it(
    jo: Browser, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = calendar_fit.fit
    rows.answers(row.client, ["anticoagulant"])
    Appointment.objects.filter(pk=row.pk).update(depth="deep")
    open_ = as_booked(Appointment.objects.get(pk=row.pk)).ask(staff=True)
    pieces = told(open_, now=NOW, discreet=False)["pieces"]
    assert "blood" in json.dumps(pieces) or "anticoag" in json.dumps(pieces)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"days": 15}, "days"),
        ({"days": 0}, "days"),
        ({"from": "soon"}, "from"),
        ({"minutes": 61}, "minutes"),
        ({"depth": "knee"}, "depth"),
        ({"group_size": 7}, "group_size"),
    ],
)
def test_wrong_questions_are_told_their_field(jo: Browser, body: Any, field: str) -> None:
    answer = asked(jo, **wish() | body)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


def test_what_is_not_there_is_not_there(jo: Browser) -> None:
    for body in (
        {"code": "x"},
        wish() | {"client": "x"},
        {"service": "x"},
        wish() | {"location": "x"},
    ):
        assert asked(jo, **body).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_drag_asks_the_database_as_often_with_many(
    jo: Browser, row: Appointment, number: int, django_assert_num_queries: Any
) -> None:
    for n in range(number):
        studio.therapist(Location.objects.get(), f"more{n}")
        booked(make.client(f"otto{n}"), at(2, 10 + 2 * n), depth="light")
    wanted = as_booked(row).ask(staff=True)
    with django_assert_num_queries(4):
        calendar_fit.fit(wanted, now=NOW, discreet=True)
