"""The address of the calendar's feed: who may ask it what, and how it answers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.models import Location, Therapist
from clinic import urls
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import MARKED, booked, caller, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
FEED = "/desk/calendar/feed/"
TODAY = {"from": "2026-11-23", "days": "1"}


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=2, rooms=3)
    return signed_in(desk())


def test_a_page_that_knows_the_day_hears_that_nothing_is_new(jo: Browser) -> None:
    booked(caller("Otto Berg"), at(0, 14))
    told = jo.get(FEED, TODAY).json()
    known = ",".join(f"{day}:{part['v']}" for day, part in told["parts"].items())
    assert [one["cl"] for one in told["parts"]["2026-11-23"]["sessions"]] == ["Otto Berg"]
    assert jo.get(FEED, {**TODAY, "known": known}).json() == {
        "now": "2026-11-23T10:00",
        "parts": {},
    }


def test_of_one_therapist_nothing_of_another_is_told(jo: Browser) -> None:
    ana, ben = Therapist.objects.order_by("position")
    for name, whom in (("Otto Berg", ana), ("Mia Roth", ben)):
        booked(caller(name), at(0, 14), therapist=whom.code)
        studio.off(whom, at(0, 16), at(0, 17))
    asked = {**TODAY, "therapist": ben.code, "location": Location.objects.get().code}
    told = jo.get(FEED, asked).json()["parts"]["2026-11-23"]
    assert [one["cl"] for one in told["sessions"]] == ["Mia Roth"]
    assert {one["t"] for one in told["offs"] + told["hours"]} == {ben.code}


def test_nobody_on_the_way_keeps_the_feed(jo: Browser) -> None:
    answer = jo.get(FEED, TODAY, headers={"accept-encoding": "gzip"})
    assert set(answer["Cache-Control"].split(", ")) == {"no-store", "private"}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "2026-11-23", "days": "0"}, "days"),
        ({"from": "2026-11-23", "days": "62"}, "days"),
        ({"from": "2026-11-23", "days": "a week"}, "days"),
        ({"from": "9999-12-31", "days": "7"}, "from"),
        ({"from": "tomorrow", "days": "7"}, "from"),
        ({"days": "7"}, "from"),
        ({**TODAY, "location": "no\x00where"}, "location"),
        ({**TODAY, "therapist": "no\x00body"}, "therapist"),
    ],
)
def test_what_cannot_be_asked_is_told_at_its_field(
    jo: Browser, asked: dict[str, str], field: str
) -> None:
    answer = jo.get(FEED, asked)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


@pytest.mark.parametrize("known", ["\x00", ":::", "x" * 5_000, "2026-11-23", "٣:4,,"])
def test_versions_that_are_none_are_passed_over(jo: Browser, known: str) -> None:
    answer = jo.get(FEED, {**TODAY, "known": known})
    assert list(answer.json()["parts"]) == ["2026-11-23"]


def test_a_poll_keeps_nobody_at_the_desk_signed_in(jo: Browser) -> None:
    assert poll_after_a_quarter(jo).status_code == 302


def test_were_the_route_no_poll_it_would_keep_the_desk_signed_in(
    jo: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = replace(urls.policies["calendar_feed"], polling=False)
    monkeypatch.setitem(urls.policies, "calendar_feed", usual)
    assert poll_after_a_quarter(jo).status_code == 200


def poll_after_a_quarter(browser: Browser) -> Any:
    with time_machine.travel(NOW, tick=False) as travelling:
        for _poll in range(5):
            answer = browser.get(FEED, TODAY)
            travelling.shift(240)
    return answer


def test_no_word_of_health_stands_in_the_feed(jo: Browser) -> None:
    mara = make.client(note=f"{MARKED} in the record")
    rows.injury(mara, what=f"{MARKED} in the calf")
    rows.answers(mara, ["anticoagulant"])
    booked(mara, at(1, 14), note=f"{MARKED} in the note")
    told = jo.get(FEED, {**TODAY, "days": "7"}).json()
    assert "Mara" in json.dumps(told)
    assert MARKED not in json.dumps(told)
    assert "anticoagulant" not in json.dumps(told)


@pytest.mark.parametrize("count", [1, 3])
def test_to_ask_takes_the_feed_s_queries_and_the_login_s(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        booked(caller(f"Caller {number}"), at(0, 11 + 2 * number))
    jo.get(FEED, TODAY)
    with django_assert_num_queries(7):
        jo.get(FEED, TODAY)
