"""The sheet of a day: what each therapist and each room has, ready to print."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.models import Therapist
from bookings.queries import sheet
from bookings.queries.sheet import Block
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import MARKED, booked, caller, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture(autouse=True)
def clinic() -> None:
    studio.clinic(therapists=2, rooms=2)


def therapist(name: str = "ana") -> Therapist:
    return Therapist.objects.get(user__email=f"{name}@example.org")


def block(name: str, **asked: Any) -> Block:
    (found,) = [one for one in sheet.read(None, NOW, **asked).blocks if one.name == name]
    return found


def test_a_therapist_has_sessions_breaks_and_time_off_by_time() -> None:
    therapist().shifts.update(hours=[[0, 540, 720], [0, 780, 1260]])
    studio.off(therapist(), at(0, 18), at(0, 19))
    booked(caller("Otto Berg"), at(0, 14), therapist=therapist().code)
    told = [(entry.kind, f"{entry.at:%H:%M}") for entry in block("Ana").entries]
    assert told == [("break", "12:00"), ("session", "14:00"), ("off", "18:00")]
    assert [entry.client for entry in block("Ana").entries] == ["", "Otto Berg", ""]


def test_an_absence_of_days_is_cut_to_the_day_of_the_sheet() -> None:
    studio.off(therapist(), at(0, 12), at(2, 9))
    told = []
    for day in range(3):
        (found, _ben) = sheet.read(at(day, 12).date(), NOW).blocks
        told += [(f"{off.at:%H:%M}", off.ends, off.all_day) for off in found.entries]
    assert told == [("12:00", "24:00", False), ("00:00", "24:00", True), ("00:00", "09:00", False)]
    page = jo().get("/desk/sheet/?day=2026-11-24").text
    assert "All day" in page


def test_a_room_has_its_sessions_with_who_gives_them() -> None:
    booked(caller("Otto Berg"), at(0, 14), therapist=therapist("ben").code)
    told = {
        one.name: [e.beside for e in one.entries] for one in sheet.read(None, NOW, by="room").blocks
    }
    assert sorted(told) == ["Room 1", "Room 2"]
    assert sorted(told.values()) == [[], ["Ben"]]


def test_the_page_says_the_race_in_words_and_no_number_no_price_no_health() -> None:
    mara = make.client("mara", note=f"{MARKED} in the record")
    rows.race(mara, name="Berlin Marathon", local_start=datetime(2026, 11, 26, 9), priority="A")
    rows.answers(mara, ["anticoagulant"])
    booked(mara, at(0, 14), note=f"{MARKED} in the note")
    booked(caller("Otto Berg", phone="0176 1234567"), at(0, 16))
    page = jo().get("/desk/sheet/").text
    assert "3 d to Berlin Marathon (A)" in page
    for private in (MARKED, "1234567", "90.00", "€", "anticoagulant"):
        assert private not in page


@pytest.mark.parametrize(("kind", "kind_of"), [("prenatal", "general"), ("deep_tissue", "injury")])
def test_a_service_whose_name_tells_of_a_body_is_a_session_on_the_sheet(
    kind: str, kind_of: str
) -> None:
    service = studio.service("Mother to be, calf", kind=kind, type=kind_of)
    booked(caller(), at(0, 14), service=service, depth="light")
    (entry,) = [e for one in sheet.read(None, NOW).blocks for e in one.entries]
    assert (entry.service, entry.state) == ("Massage session", "confirmed")  # review or not


def test_without_its_guard_the_sheet_would_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "_unnamed", lambda sessions: None)
    service = studio.service("Mother to be", kind="prenatal")
    booked(caller(), at(0, 14), service=service, depth="light")
    assert "Mother to be" in jo().get("/desk/sheet/").text


def jo() -> Browser:
    return signed_in(desk())


@pytest.mark.parametrize("asked", ["day=9999-12-31", "day=x&by=y", "location=%00", "by=room"])
def test_what_an_address_does_not_know_is_left_out(asked: str) -> None:
    page = jo().get(f"/desk/sheet/?{asked}")
    assert page.status_code == 200
    assert f"{page.context['sheet'].day}" == "2026-11-23"


def test_a_day_on_which_nobody_works_says_what_would_stand_there() -> None:
    for name in ("ana", "ben"):
        therapist(name).shifts.update(hours=[])
    assert "Nobody works on this day" in jo().get("/desk/sheet/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_takes_nine_queries(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        booked(caller(f"Caller {number}"), at(0, 11 + 2 * number))
    sheet.read(None, NOW)
    for by in ("therapist", "room"):
        with django_assert_num_queries(10):
            sheet.read(None, NOW, by=by)
