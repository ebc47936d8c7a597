"""The owner's pages of the menu, and the first page, which says what is missing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.actions import therapists
from bookings.models import Location, Service, Therapist
from clinic.foundation.models import User
from clinic.foundation.roles import Role
from tests.bookings import owner
from tests.bookings.owner import WEEK
from tests.clinic import make

pytestmark = pytest.mark.django_db
LINE: dict[str, Any] = {
    "name": "Sports massage",
    "kind": "sports_massage",
    "type": "general",
    "depths": ["light", "deep"],
    "currency": "eur",
    "lengths-0-from": ["60", "30", ""],
    "lengths-0-until": ["78", "45,50", ""],
    "buffer_before": "0",
    "buffer_after": "15",
    "notice_minutes": "120",
    "horizon_days": "90",
    "change_hours": "24",
    "late_fee_percent": "50",
    "therapists": "1",
    "group_least": "1",
    "group_most": "1",
    "guest_minutes": "0",
    "online": "on",
    "position": "1",
}


@pytest.fixture
def ines() -> User:
    return owner.owner()


@pytest.fixture
def page(client: Browser, ines: User) -> Browser:
    """A browser of the owner."""
    client.force_login(ines)
    return client


def test_a_service_is_added_with_its_prices_in_minor_units(page: Browser) -> None:
    page.post("/clinic/services/new/", LINE)
    made = Service.objects.get()
    assert (made.lengths, made.currency) == ([[30, 4550], [60, 7800]], "EUR")
    assert (made.depths, made.online, made.off_site) == (["light", "deep"], True, False)
    assert "30 min €45.50" in page.get("/clinic/services/").text


def test_a_service_comes_back_into_the_form_as_it_was_typed(page: Browser, ines: User) -> None:
    made = owner.service(ines, lengths=((60, 7800),))
    shown = page.get(f"/clinic/services/{made.code}/").text
    assert 'value="60"' in shown
    assert 'value="78.00"' in shown


@pytest.mark.parametrize(
    ("other", "field", "said"),
    [
        ({"lengths-0-from": [""], "lengths-0-until": [""]}, "lengths", "Give at least one length"),
        (
            {"lengths-0-from": ["60"], "lengths-0-until": [""]},
            "lengths",
            "its minutes and its price",
        ),
        ({"lengths-0-from": ["61"], "lengths-0-until": ["5"]}, "lengths", "in steps of five"),
        ({"lengths-0-until": ["NaN", "1", ""]}, "lengths", "its minutes and its price"),
        ({"currency": "JPY"}, "lengths", "JPY has 0 digits after the point"),
        ({"currency": "E1R"}, "currency", "Three capital letters"),
        ({"type": "none"}, "depths", "Other services are never deep."),
        ({"type": "general", "kind": "chair_massage"}, "type", "one of the other services"),
        ({"depths": []}, "depths", "required"),
        ({"skills_others": "¿?"}, "skills", "A code is letters"),
        ({"off_site": "on", "group_least": "5"}, "group_most", "The end comes before"),
    ],
)
def test_a_line_that_makes_no_sense_is_told_beside_its_field(
    page: Browser, other: dict[str, Any], field: str, said: str
) -> None:
    shown = page.post("/clinic/services/new/", LINE | other).text
    assert f'id="id_{field}_error"' in shown
    assert said in shown
    assert not Service.objects.exists()


def test_what_follows_from_the_terms_stands_beside_them(page: Browser, ines: User) -> None:
    made = owner.service(ines, notice_minutes=90, change_hours=48)
    shown = page.get(f"/clinic/services/{made.code}/").text
    assert "Booked from 90 min to 90 days ahead." in shown
    assert "Free to change until 2 days before the start." in shown
    assert "50 % of the price is due" in shown


def test_the_sentences_follow_the_figures_while_they_are_typed(page: Browser) -> None:
    shown = page.post("/clinic/services/terms/", LINE | {"late_fee_percent": "0"}).text
    assert "Booked from 2 h to 90 days ahead." in shown
    assert "nothing is due" in shown
    assert "Fill in" in page.post("/clinic/services/terms/", {"horizon_days": "x"}).text


def test_a_service_is_changed_and_says_that_booked_sessions_stay(page: Browser, ines: User) -> None:
    made = owner.service(ines)
    address = f"/clinic/services/{made.code}/"
    assert "Booked sessions keep the length" in page.get(address).text
    page.post(address, LINE | {"name": "Deep work"})
    made.refresh_from_db()
    assert made.name == "Deep work"


def test_a_new_clinic_is_led_from_step_to_step(page: Browser, ines: User) -> None:
    assert page.get("/clinic/").text.count("to do") == 4

    where = owner.studio(ines)
    owner.room(ines, where)
    assert page.get("/clinic/").text.count("to do") == 2

    ana = make.user("ana", Role.THERAPIST)
    assert "Cannot be booked yet" in page.get("/clinic/").text
    limits = {"pause_minutes": "30", "travel_minutes": "45", "position": "0"}
    page.post("/clinic/therapists/new/", limits | {"person": ana.code})
    sent = {"hours-0-from": "9:00", "hours-0-until": "17:00"}
    page.post(f"/clinic/therapists/{Therapist.objects.get().code}/at/{where.code}/", sent)
    page.post("/clinic/services/new/", LINE)
    assert "One service of 1 can be booked." in page.get("/clinic/").text


def test_a_service_that_nobody_can_give_says_why(page: Browser, ines: User) -> None:
    where, ana = owner.studio(ines), owner.therapist(ines)
    owner.room(ines, where)
    therapists.keep_hours(by=ines, therapist=ana, location=where, hours=WEEK)
    owner.service(ines)
    owner.service(ines, name="Ashiatsu", features=("bars",))
    owner.service(ines, name="Hot stones", skills=("hot_stone",))
    owner.service(ines, name="For two", therapists=2)
    for address in ("/clinic/", "/clinic/services/"):
        shown = page.get(address).text
        assert "no room has: Bars overhead." in shown
        assert "Nobody at work has: Hot stones." in shown
        assert "At no studio are there enough therapists" in shown


def test_empty_lists_teach_what_belongs_into_them(page: Browser) -> None:
    for name in ("studios", "therapists", "services"):
        shown = page.get(f"/clinic/{name}/").text
        assert 'class="empty"' in shown
        assert "will stand here" in shown


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("/clinic/", 9), ("/clinic/services/", 5)])
def test_menu_and_first_page_take_as_many_queries_for_three_as_for_one(
    page: Browser,
    ines: User,
    number: int,
    address: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for at in range(number):
        where, made = owner.studio(ines), owner.therapist(ines, f"ana{at}")
        owner.room(ines, where)
        therapists.keep_hours(by=ines, therapist=made, location=where, hours=WEEK)
        owner.service(ines, name=f"Service {at}")
    with django_assert_num_queries(queries):
        page.get(address)
    assert Location.objects.count() == number
