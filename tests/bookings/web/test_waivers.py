"""The therapist is asked to waive a rule, on the page of their day."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.models import Appointment, Location, Service, Therapist, WaiverRequest
from bookings.queries import plans
from clinic.foundation.codes import new_code
from clinic.foundation.models import Client, Look, User
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.web.desk_rows import booked, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def mara() -> Client:
    """A client whom Ana treats, with a race on Thursday."""
    studio.clinic(therapists=2)
    mara = make.client()
    booked(mara, at(20, 14), therapist=ana_code(), depth="light")
    rows.race(mara, name="Big Race", local_start=datetime(2026, 11, 26, 9), priority="A")
    return mara


@pytest.fixture
def ana(mara: Client) -> Browser:
    return signed_in(User.objects.get(email="ana@example.org"))


def ana_code() -> str:
    return Therapist.objects.get(user__name="Ana").code


def ask(whom: Client, /, **other: Any) -> Any:
    """Deep work on the day before the race, asked for at the desk."""
    told = {
        "once": new_code(),
        "client": whom.code,
        "service": Service.objects.get().code,
        "minutes": 60,
        "depth": "deep",
        "location": Location.objects.get().code,
        "start": "2026-11-25T14:00",
        "therapist": ana_code(),
    } | other
    where = "/desk/calendar/waiver/"
    return signed_in(desk()).post(where, json.dumps(told), content_type="application/json")


def waive(browser: Browser, code: str, **sent: Any) -> Any:
    where = f"/day/waivers/{code}/"
    seen = re.findall(r'name="seen" value="([^"]+)"', browser.get(where).text)[0]
    told = {"once": "t", "waive": ["PRE-1"], "reason": "She knows her legs.", "seen": seen}
    return browser.post(where, told | sent)


def test_what_the_desk_asks_stands_on_the_day_and_leads_to_the_booking(
    ana: Browser, mara: Client
) -> None:
    answer = ask(mara).json()
    code = answer["waiver"]
    assert answer["message"].startswith("Ana is asked")
    day = ana.get("/day/")
    assert f'href="/day/waivers/{code}/"' in day.text
    assert "The desk asks you for one time that a rule blocks" in day.text

    done = waive(ana, code)

    row = Appointment.objects.get(start_at=at(2, 14))
    assert done.headers["Location"] == f"/day/{row.code}/"
    assert plans.waived(row) == ("PRE-1",)
    assert f"/day/waivers/{code}/" not in ana.get("/day/").text


def test_a_new_request_is_something_new_on_the_day(ana: Browser, mara: Client) -> None:
    known = ana.get("/day/").context["page"].seen
    ask(mara)
    assert ana.get("/day/part/", {"seen": known}).status_code == 200


def test_a_session_that_is_to_be_moved_says_where_it_was(ana: Browser, mara: Client) -> None:
    row = Appointment.objects.get()
    Appointment.objects.update(depth="deep")
    code = ask(mara, code=row.code).json()["waiver"]
    page = ana.get(f"/day/waivers/{code}/")
    assert "from Sun 13 Dec, 14:00 to Wed 25 Nov, 14:00" in " ".join(page.text.split())
    waive(ana, code)
    row.refresh_from_db()
    assert row.start_at == at(2, 14)


def test_opening_it_is_a_look_on_file(ana: Browser, mara: Client) -> None:
    code = ask(mara).json()["waiver"]
    before = Look.objects.count()
    ana.get(f"/day/waivers/{code}/")
    assert Look.objects.count() == before + 1


def test_it_is_declined_once(ana: Browser, mara: Client) -> None:
    code = ask(mara).json()["waiver"]
    for key in ("a", "b"):
        ana.post(f"/day/waivers/{code}/decline/", {"once": key})
    assert WaiverRequest.objects.get().state == "declined"
    assert ana.get(f"/day/waivers/{code}/").headers["Location"] == "/day/"


def test_the_desk_withdraws_what_it_needs_no_more(ana: Browser, mara: Client) -> None:
    code = ask(mara).json()["waiver"]
    where = f"/desk/waivers/{code}/withdraw/"
    answer = signed_in(desk()).post(where, '{"once": "w"}', content_type="application/json")
    assert (answer.status_code, WaiverRequest.objects.get().state) == (200, "withdrawn")


def test_nobody_else_sees_it_or_answers(ana: Browser, mara: Client) -> None:
    where = f"/day/waivers/{ask(mara).json()['waiver']}/"
    ben = signed_in(User.objects.get(email="ben@example.org"))
    assert ben.get(where).status_code == 404
    assert ben.post(where, {"once": "x", "waive": ["PRE-1"], "reason": "y"}).status_code == 404
    assert ben.post(f"{where}decline/", {"once": "x"}).status_code == 404
    assert "day/waivers" not in ben.get("/day/").text


def test_what_is_new_since_the_page_was_read_has_to_be_read(ana: Browser, mara: Client) -> None:
    code = ask(mara).json()["waiver"]
    answer = waive(ana, code, seen="something else")
    assert "Something is new since you looked" in answer.text
    assert WaiverRequest.objects.get().state == "open"


def test_the_rules_not_waived_still_block(ana: Browser, mara: Client) -> None:
    code = ask(mara).json()["waiver"]
    assert waive(ana, code, waive=[]).status_code == 200
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"therapist": "x"}, 404),
        ({"client": "x"}, 404),
        ({"location": "x"}, 404),
        ({"start": ""}, 422),
    ],
)
def test_what_is_asked_of_nobody_is_refused(mara: Client, more: Any, status: int) -> None:
    assert ask(mara, **more).status_code == status
