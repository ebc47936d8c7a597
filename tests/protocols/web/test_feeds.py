"""The pages of feeds."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.models import Client
from protocols.models import Imported, Source, Workout
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with
from tests.protocols.feeding import ADDRESS, NOW, SECRET, Web, at, feed, plan, web, workout

__all__ = ["web"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def mara(client: Browser) -> Client:
    mara = make.client()
    client.force_login(make.login_of(mara))
    return mara


def give(client: Browser, address: str) -> Any:
    return client.post(reverse("feed_new"), {"address": address})


def test_a_page_of_feeds_stands_under_plans(client: Browser, mara: Client) -> None:
    page = client.get(reverse("feed_new")).text

    assert '<a href="/imports/" aria-current="true">' in page


def test_an_address_is_read_and_leads_by_the_sessions_to_its_page(
    client: Browser, mara: Client, web: Web
) -> None:
    answer = give(client, f" webcal{ADDRESS.removeprefix('https')} ")
    source = Source.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].startswith("/season/settle/?back=")
    page = client.get(reverse("feed", args=[source.code])).text
    for words in ("Mara&#x27;s plan", "feed.example.org", "TrainingPeaks", "1 race", "2 workouts"):
        assert words in page
    assert SECRET not in page


def test_an_address_sent_twice_is_one_feed(client: Browser, mara: Client, web: Web) -> None:
    assert give(client, ADDRESS)["Location"] == give(client, ADDRESS)["Location"]
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Paste the address"),
        ("http://feed.example.org/a.ics", "begin with https"),
        ("https://192.168.1.1/", "public web"),
        ("https://elsewhere.example.org/", "no such place"),
        ("\x00", "Null characters"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(
    client: Browser, mara: Client, web: Web, address: str, words: str
) -> None:
    answer = give(client, address)
    assert answer.status_code == 200
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert not Source.objects.exists()


def test_too_many_tries_are_said_beside_the_field_too(
    client: Browser, mara: Client, web: Web
) -> None:
    for n in range(20):
        give(client, f"https://feed.example.org/{n}")
    assert "Too many tries" in give(client, ADDRESS).text


def test_it_is_read_when_its_runner_presses(client: Browser, mara: Client, web: Web) -> None:
    source = feed(mara, at(-2))
    web.at[ADDRESS] = plan(workout("new", 4))
    client.post(reverse("feed_read", args=[source.code]))
    assert Imported.objects.filter(uid="new").exists()
    page = client.post(reverse("feed_read", args=[source.code]), follow=True).text
    assert "less than a minute ago" in page


def test_trouble_is_told_with_what_to_do(client: Browser, mara: Client, web: Web) -> None:
    source = feed(mara, at(-2))
    web.at[ADDRESS] = "http_404"
    client.post(reverse("feed_read", args=[source.code]))
    page = client.get(reverse("feed", args=[source.code])).text
    for words in (
        "Not readable since",
        "Copy it anew",
        "tried again by itself",
        "could not be read",
    ):
        assert words in page


def test_it_is_given_a_new_address_on_a_page_of_its_own(
    client: Browser, mara: Client, web: Web
) -> None:
    source, where = feed(mara), f"{ADDRESS}?new"
    web.at[where] = plan(workout("new", 4))
    page = reverse("feed_address", args=[source.code])
    assert SECRET not in client.get(page).text
    assert "no such place" in client.post(page, {"address": f"{ADDRESS}?other"}).text
    assert client.post(page, {"address": where})["Location"].startswith("/season/settle/")
    assert Imported.objects.filter(uid="new", source=source).exists()


@pytest.mark.parametrize("with_things", [True, False])
def test_it_is_read_no_more_after_a_question(
    client: Browser, mara: Client, web: Web, *, with_things: bool
) -> None:
    source = feed(mara)
    where = reverse("feed_remove", args=[source.code])
    assert "no more" in client.get(where).text
    assert Source.objects.exists()
    client.post(where, {"with_things": "on"} if with_things else {})
    assert not Source.objects.exists()
    assert Workout.objects.count() == (0 if with_things else 2)


def test_somebody_elses_feed_is_not_there(client: Browser, mara: Client, web: Web) -> None:
    source = feed(make.client("ben"))
    for name in ("feed", "feed_address", "feed_remove"):
        assert client.get(reverse(name, args=[source.code])).status_code == 404
    for name in ("feed_read", "feed_address", "feed_remove"):
        assert client.post(reverse(name, args=[source.code])).status_code == 404
    assert Source.objects.exists()


def test_a_hostile_name_of_a_calendar_is_only_text(client: Browser, mara: Client, web: Web) -> None:
    web.at[ADDRESS] = plan(name="<script>alert(1)</script>\u202e" + "x" * 150)
    source = feed(mara)
    page = client.get(reverse("feed", args=[source.code])).text
    assert "<script>alert" not in page
    assert "<bdi>&lt;script&gt;" in page


def test_the_address_is_in_no_table_and_no_session(client: Browser, mara: Client, web: Web) -> None:
    give(client, ADDRESS)
    web.at[ADDRESS] = "html"
    give(client, ADDRESS + "?other")
    assert tables_with(SECRET) == set()


def test_the_overview_lists_them(client: Browser, mara: Client, web: Web) -> None:
    assert "Give an address" in client.get(reverse("imports")).text
    source = feed(mara)
    page = client.get(reverse("imports")).text
    assert reverse("feed", args=[source.code]) in page
    assert SECRET not in page
