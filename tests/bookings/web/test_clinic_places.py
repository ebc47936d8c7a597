"""The owner's pages of studios: hours, special days, rooms."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.actions import places
from bookings.core.places import ClosureEntry
from bookings.models import Closure, Location, Room
from clinic.foundation.models import User
from tests.bookings import owner

pytestmark = pytest.mark.django_db
STUDIO = {"name": "Harbour Lane", "zone": "Europe/Berlin", "position": "1"}


@pytest.fixture
def ines() -> User:
    return owner.owner()


@pytest.fixture
def page(client: Browser, ines: User) -> Browser:
    """A browser of the owner."""
    client.force_login(ines)
    return client


def typed(**days: str) -> dict[str, list[str]]:
    """`d0="9:00-13:00 14:00-21:00"` as the form of hours sends it."""
    sent: dict[str, list[str]] = {}
    for day, text in days.items():
        pairs = [span.split("-") for span in text.split()]
        sent[f"hours-{day[1:]}-from"] = [begin for begin, _until in pairs]
        sent[f"hours-{day[1:]}-until"] = [until for _begin, until in pairs]
    return sent


def test_a_new_studio_leads_to_its_hours(page: Browser) -> None:
    answer = page.post("/clinic/studios/new/", STUDIO)
    code = Location.objects.get().code
    assert answer.url == f"/clinic/studios/{code}/hours/"  # type: ignore[attr-defined]


def test_a_studio_without_a_name_is_asked_for_it_beside_the_field(page: Browser) -> None:
    shown = page.post("/clinic/studios/new/", STUDIO | {"name": ""}).text
    assert 'id="id_name_error"' in shown
    assert not Location.objects.exists()


def test_what_the_action_refuses_is_told_beside_its_field(page: Browser) -> None:
    shown = page.post("/clinic/studios/new/", STUDIO | {"phone": "none"}).text
    assert 'id="id_phone_error"' in shown


def test_hours_are_kept_with_pauses_and_over_midnight(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    sent = typed(d0="09:00-13:00 14:00-21:00", d2="00:00-00:00", d5="22:00-02:00")
    page.post(f"/clinic/studios/{where.code}/hours/", sent)
    where.refresh_from_db()
    assert where.hours == [[0, 540, 780], [0, 840, 1260], [2, 0, 1440], [5, 1320, 1560]]


def test_hours_come_back_into_the_form_as_they_were_typed(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    address = f"/clinic/studios/{where.code}/hours/"
    page.post(address, typed(d5="22:00-02:00"))
    shown = page.get(address).text
    assert 'value="22:00"' in shown
    assert 'value="02:00"' in shown


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (typed(d1="09:00-13:00 12:00-15:00"), "Tuesday: Two spans overlap."),
        (typed(d1="09:00-"), "Tuesday: Give each span two times"),
        (typed(d6="29:00-30:00"), "Sunday: Give each span two times"),
        (typed(d6="22:00-02:00", d0="01:00-05:00"), "Monday: Two spans overlap."),
    ],
)
def test_a_fault_in_the_hours_names_its_day_and_keeps_what_was_typed(
    page: Browser, ines: User, sent: dict[str, Any], said: str
) -> None:
    where = owner.studio(ines)
    shown = page.post(f"/clinic/studios/{where.code}/hours/", sent).text
    assert said in shown
    assert next(text for texts in sent.values() for text in texts) in shown
    assert Location.objects.get().hours == [list(row) for row in owner.WEEK]


def test_the_day_at_fault_is_marked_and_the_summary_leads_to_it(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    shown = page.post(f"/clinic/studios/{where.code}/hours/", typed(d3="09:00-")).text
    marked = re.findall(r'name="hours-(\d)-\w+"[^>]*aria-invalid="true"', shown)
    assert set(marked) == {"3"}
    assert re.search(r'name="hours-3-from"[^>]*id="id_hours_0"', shown)
    assert 'href="#id_hours_0"' in shown


def test_empty_hours_close_the_studio_for_the_week(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    page.post(f"/clinic/studios/{where.code}/hours/", typed(d0="-"))
    assert Location.objects.get().hours == []
    assert "No hours yet" in page.get(f"/clinic/studios/{where.code}/").text


def test_a_studio_shows_its_hours_rooms_and_special_days(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    owner.room(ines, where, name="Bars", features=("bars",))
    page.post(
        f"/clinic/studios/{where.code}/days/",
        {
            "name": "Christmas Eve",
            "first_day": "2099-12-24",
            "hours-0-from": "9:00",
            "hours-0-until": "13:00",
        },
    )
    shown = page.get(f"/clinic/studios/{where.code}/").text
    for text in (
        "9:00–13:00, 14:00–21:00",
        "closed",
        "Bars overhead",
        "Christmas Eve",
        "24 Dec 2099",
    ):
        assert text in shown


def test_special_days_are_changed_and_removed(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    sent = {"name": "Works", "first_day": "2099-03-01", "last_day": "2099-03-03"}
    page.post(f"/clinic/studios/{where.code}/days/", sent)
    address = f"/clinic/days/{Closure.objects.get().code}/"

    page.post(address, sent | {"name": "Painting"})
    assert Closure.objects.get().name == "Painting"

    page.post(address, {"remove": "yes"})
    assert not Closure.objects.exists()
    assert page.get(address).status_code == 404


def test_special_days_that_overlap_are_told_beside_the_field(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    sent = {"name": "Works", "first_day": "2099-03-01"}
    page.post(f"/clinic/studios/{where.code}/days/", sent)
    shown = page.post(f"/clinic/studios/{where.code}/days/", sent).text
    assert 'id="id_first_day_error"' in shown
    assert Closure.objects.count() == 1


YEAR = "?country=DE&year=2027&part=BE"


def test_a_years_public_holidays_are_shown_before_they_are_kept(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    shown = page.get(f"/clinic/studios/{where.code}/holidays/{YEAR}").text
    assert shown.count('name="days"') == 10
    assert shown.count(" checked") == 10
    assert "Mon 8 Mar, Women&#x27;s Day" in shown  # Berlin alone has it
    assert not Closure.objects.exists()


def test_only_the_ticked_holidays_are_kept_and_only_once(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    address = f"/clinic/studios/{where.code}/holidays/{YEAR}"
    for _twice in range(2):
        page.post(address, {"days": ["2027-01-01", "2027-12-25"]})
    assert list(Closure.objects.values_list("first_day__month", "hours")) == [(1, []), (12, [])]
    shown = page.get(address).text
    assert shown.count(" checked") == 8
    assert "kept already as" in shown


def test_days_that_are_no_holidays_are_not_kept(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    page.post(f"/clinic/studios/{where.code}/holidays/{YEAR}", {"days": ["2027-06-02"]})
    assert not Closure.objects.exists()


@pytest.mark.parametrize(
    "asked", ["", "?country=XX", "?country=DE&year=abc", "?country=FR&year=2027&part=BE"]
)
def test_whatever_is_asked_for_the_page_of_holidays_stands(
    page: Browser, ines: User, asked: str
) -> None:
    where = owner.studio(ines)
    assert page.get(f"/clinic/studios/{where.code}/holidays/{asked}").status_code == 200


def test_a_room_is_added_with_what_it_has(page: Browser, ines: User) -> None:
    where = owner.studio(ines)
    sent = {"name": "Bars", "tables": "2", "features": ["bars"], "features_others": "Cold tub, "}
    page.post(f"/clinic/studios/{where.code}/rooms/", sent)
    room = Room.objects.get()
    assert (room.name, room.tables, room.features) == ("Bars", 2, ["bars", "cold_tub"])
    assert "Cold tub" in page.get(f"/clinic/rooms/{room.code}/").text


def test_a_room_is_changed_and_keeps_its_studio(page: Browser, ines: User) -> None:
    room = owner.room(ines, owner.studio(ines))
    page.post(f"/clinic/rooms/{room.code}/", {"name": "Quiet", "tables": "1"})
    room.refresh_from_db()
    assert room.name == "Quiet"


def test_a_studio_is_changed_and_shows_its_number_as_one_dials_it(
    page: Browser, ines: User
) -> None:
    where = owner.studio(ines)
    page.post(f"/clinic/studios/{where.code}/edit/", STUDIO | {"phone": "030 1234567"})
    assert Location.objects.get().phone == "+49301234567"
    assert "+49 30 1234567" in page.get(f"/clinic/studios/{where.code}/edit/").text


@pytest.mark.parametrize("number", [1, 3])
def test_the_studios_take_as_many_queries_for_three_as_for_one(
    page: Browser,
    ines: User,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for at in range(number):
        where = owner.studio(ines, name=f"Studio {at}")
        for room in range(number):
            owner.room(ines, where, name=f"Room {room}")
    with django_assert_num_queries(4):  # session, person; studios, rooms
        page.get("/clinic/studios/")


@pytest.mark.parametrize("number", [1, 3])
def test_a_studio_takes_as_many_queries_with_much_as_with_little(
    page: Browser,
    ines: User,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    where = owner.studio(ines)
    for at in range(number):
        owner.room(ines, where, name=f"Room {at}")
        day = date(2099, 1, 1 + at)
        places.add_closure(by=ines, location=where, entry=ClosureEntry("Day", day, day))
    # session, person, the clinic's zone; studio, rooms, special days
    with django_assert_num_queries(6):
        page.get(f"/clinic/studios/{where.code}/")
