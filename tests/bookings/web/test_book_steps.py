"""The first steps: what do you need, and which session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.way import clock, mara  # noqa: F401 - fixtures
from tests.protocols import rows

pytestmark = pytest.mark.django_db


def menu() -> None:
    studio.location()
    studio.service("Sports massage")
    studio.service("Tune-up", type="pre_event", depths=["light"], lengths=[[45, 6200]])
    studio.service("Flush", type="post_event", depths=["light"])
    studio.service("Injury", type="injury")
    studio.service("Swedish", type="none", kind="swedish", depths=["light", "moderate"])
    studio.service("By telephone only", online=False)


@pytest.mark.parametrize("address", ["/book/", "/book/services/", "/book/services/?need=what"])
def test_strangers_may_look_around(client: Browser, address: str) -> None:
    menu()

    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("need", "names"),
    [
        ("race", ["Tune-up", "Sports massage"]),
        ("raced", ["Flush"]),
        ("training", ["Sports massage"]),
        ("hurts", ["Injury", "Sports massage"]),
        ("relax", ["Swedish"]),
    ],
)
def test_a_need_leads_to_the_sessions_that_suit_it(
    client: Browser, need: str, names: list[str]
) -> None:
    menu()

    page = client.get(f"/book/services/?need={need}")

    assert [line.service.name for line in page.context["lines"]] == names


def test_what_is_booked_by_telephone_only_is_not_offered(client: Browser) -> None:
    menu()

    assert b"By telephone only" not in client.get("/book/services/").content


def test_the_nearest_race_is_named_with_its_days(client: Browser, mara: Client) -> None:  # noqa: F811
    rows.race(mara, name="Berlin Marathon", local_start=datetime(2026, 12, 27, 9), priority="A")

    page = client.get("/book/").text

    assert "Berlin Marathon" in page
    assert "in 34 days" in page


def test_a_race_that_was_dropped_is_not_named(client: Browser, mara: Client) -> None:  # noqa: F811
    rows.race(mara, name="Berlin Marathon", status="dns")

    assert "Berlin Marathon" not in client.get("/book/").text


def test_a_tune_up_is_looked_for_in_the_week_of_its_race(client: Browser, mara: Client) -> None:  # noqa: F811
    menu()
    rows.race(mara, local_start=datetime(2026, 12, 27, 9), priority="A")

    (tune_up, _general) = client.get("/book/services/?need=race").context["lines"]

    assert "from=2026-12-21" in tune_up.lengths[0].url
    assert "depth=light" in tune_up.lengths[0].url


def test_what_hurts_leads_to_the_questions_first(client: Browser, mara: Client) -> None:  # noqa: F811
    menu()

    lines = client.get("/book/services/?need=hurts").context["lines"]
    assert all(one.url.startswith("/check/?next=%2Fbook%2Ftimes") for one in lines[0].lengths)

    rows.answers(mara)
    lines = client.get("/book/services/?need=hurts").context["lines"]
    assert all(one.url.startswith("/book/times/?") for one in lines[0].lengths)


@pytest.mark.parametrize("races", [1, 3])
def test_the_steps_need_a_fixed_number_of_queries(
    client: Browser,
    mara: Client,  # noqa: F811
    races: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(races):
        menu()
        rows.race(mara, local_start=datetime(2026, 12, 6 + number, 9))

    with django_assert_num_queries(3):
        client.get("/book/")
    with django_assert_num_queries(6):
        client.get("/book/services/?need=race")
