"""`/services`, `/locations`, `/therapists`: what anybody may know."""

from __future__ import annotations

from typing import Any

import pytest

from bookings.api.shapes import Locations, Services, Therapists
from bookings.models import Service, Therapist
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.api.calls import Caller, error
from tests.clinic import make

pytestmark = pytest.mark.django_db


def test_the_menu_tells_lengths_prices_and_needs() -> None:
    studio.service(skills=["prenatal"], features=["bars"], lengths=[[90, 12500], [60, 9000]])

    (told,) = Caller(None).get("/services").json()["items"]

    assert told["minutes"] == [60, 90]
    assert told["price"]["amount"] == 9000
    assert told["prices"][1] == {"minutes": 90, "amount": 12500, "currency": "EUR"}
    assert told["needs"] == {"skills": ["prenatal"], "features": ["bars"], "therapists": 1}


def test_studios_and_therapists_tell_zone_skills_and_hours() -> None:
    where = studio.location(hours=[[0, 9 * 60, 26 * 60]])
    studio.therapist(where, languages=["de"], skills=["bars"], hours=[[6, 600, 660]])

    (place,) = Caller(None).get("/locations").json()["items"]
    (person,) = Caller(None).get("/therapists").json()["items"]

    assert place["zone"] == "Europe/Berlin"
    assert place["hours"] == [{"weekday": "mon", "from": "09:00", "until": "26:00"}]
    assert person["skills"] == ["bars"]
    hours = [{"weekday": "sun", "from": "10:00", "until": "11:00"}]
    assert person["locations"] == [{"location": where.code, "hours": hours}]


def test_the_answers_are_as_the_document_says() -> None:
    studio.clinic(therapists=2)
    for path, shape in (
        ("/services", Services),
        ("/locations", Locations),
        ("/therapists", Therapists),
    ):
        assert shape.model_validate(Caller(None).get(path).json()).items


def test_what_is_not_offered_any_more_is_not_told() -> None:
    studio.clinic()
    Service.objects.update(active=False)
    Therapist.objects.update(active=False)

    assert Caller(None).get("/services").json()["items"] == []
    assert Caller(None).get("/therapists").json()["items"] == []


def test_what_only_the_clinic_books_is_told_to_staff() -> None:
    studio.service(online=False)

    assert Caller(make.user("jo", Role.DESK)).get("/services").json()["items"] != []
    assert Caller(make.user("mara", Role.CLIENT)).get("/services").json()["items"] == []


def test_a_list_comes_in_pages_that_miss_nothing() -> None:
    names = [studio.service(f"Massage {number}").name for number in range(5)]
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}

    for _page in range(3):
        answer = Caller(None).get("/services", **query).json()
        seen += [told["name"] for told in answer["items"]]
        query["cursor"] = answer["next"]

    assert seen == names
    assert answer["next"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"cursor": "made up"}, "cursor"),
        ({"sort": "name"}, "sort"),
    ],
)
def test_a_page_that_cannot_be_is_refused(query: dict[str, Any], field: str) -> None:
    assert error(Caller(None).get("/services", **query)) == (422, "invalid", field)


@pytest.mark.parametrize("therapists", [1, 3])
def test_the_lists_ask_a_fixed_number_of_queries(
    therapists: int, django_assert_num_queries: Any
) -> None:
    studio.clinic(therapists=therapists, rooms=therapists)
    stranger = Caller(None)
    with django_assert_num_queries(3):  # the therapists, their shifts, the studios of those
        stranger.get("/therapists")
    with django_assert_num_queries(2):
        stranger.get("/services")
        stranger.get("/locations")
