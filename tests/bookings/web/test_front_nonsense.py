"""Promise 12 at the front desk: whatever is sent to what it can do hears what is wrong, never a 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.forms import calendar as forms
from bookings.models import Location, Service, Therapist, WaitlistEntry
from clinic.foundation import http
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.waiting import waits
from tests.bookings.web.desk_rows import booked, clock, desk, signed_in
from tests.clinic import make

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
NONSENSE: tuple[Any, ...] = (
    True,
    [1],
    {"a": {}},
    10**18,
    1.5,
    "\x00",
    "\ud800",
    "9999-12-31T23:59",
)


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=2)
    browser = signed_in(desk())
    browser.raise_request_exception = False
    return browser


def sent(browser: Browser, where: str, body: dict[str, Any]) -> int:
    told = json.dumps(body)
    answer = browser.post(f"/desk/calendar/{where}/", told, content_type="application/json")
    assert answer["Content-Type"] == "application/json" or answer.status_code >= 500
    return answer.status_code


def wish() -> dict[str, Any]:
    return {
        "service": Service.objects.get().code,
        "location": Location.objects.get().code,
        "therapist": Therapist.objects.earliest("pk").code,
        "minutes": 60,
        "depth": "light",
        "group_size": 1,
        "code": "",
    }


@pytest.mark.parametrize("field", ["from", "days", "client", "minutes", "group_size", "depth"])
def test_no_value_of_json_breaks_what_a_drag_asks(jo: Browser, field: str) -> None:
    good = wish() | {"from": "2026-11-23", "days": 1, "client": ""}
    found = {sent(jo, "fit", good | {field: value}) for value in NONSENSE}
    assert found <= {200, 404, 422}
    assert sent(jo, "fit", good) == 200


@pytest.mark.parametrize("field", ["once", "seen", "start", "room", "accept_caution", "tell"])
def test_no_value_of_json_breaks_a_move(jo: Browser, field: str) -> None:
    where = f"{booked(make.client(), at(3, 14), depth='light').code}/move"
    good = {"once": "k", "seen": 9, "start": "2026-11-26T10:00", "therapist": "", "room": ""}
    found = {sent(jo, where, good | {field: value}) for value in NONSENSE}
    assert found <= {200, 404, 409, 422}


def test_a_yes_or_no_and_a_number_come_through_as_they_were_meant() -> None:
    told = forms.body(b'{"yes": true, "no": false, "n": 7, "none": null, "text": "a"}')
    assert told == {"yes": "true", "no": "false", "n": "7", "none": None, "text": "a"}
    form = forms.CautionForm({"once": "k", **forms.body(b'{"accept_caution": false}')})
    assert form.told()["accept_caution"] is False


def test_without_words_for_its_values_json_would_break_a_form(
    jo: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "_word", lambda value: value)
    jo.raise_request_exception = True
    with pytest.raises(AttributeError):
        sent(jo, "fit", wish() | {"from": True})


def with_files() -> int:
    """What a form with files, its token in order, hears where JSON is read."""
    browser = Browser(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(desk())
    browser.cookies["csrftoken"] = token = "a" * 32
    answer = browser.post("/desk/calendar/fit/", {"code": "x"}, headers={"X-CSRFToken": token})
    return answer.status_code


def test_a_form_with_files_is_refused_where_json_is_read() -> None:
    assert with_files() == 422


def test_without_its_guard_a_form_with_files_would_break_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "RawPostDataException", ZeroDivisionError)
    assert with_files() == 500


@pytest.mark.parametrize("where", ["calendar/new/", "party/", "free/", "clients/x%00/wait/"])
def test_what_is_no_code_of_a_client_is_not_there(jo: Browser, where: str) -> None:
    for code in ("%00", "%ed%a0%80", "a b", "9" * 400):
        assert jo.get(f"/desk/{where}?client={code}").status_code in (200, 404, 422)


@pytest.mark.parametrize("what", ["", "\x00", "x" * 300, "drop"])
def test_a_button_that_there_is_not_does_nothing_to_who_waits(jo: Browser, what: str) -> None:
    entry = waits()
    answer = jo.post(f"/desk/waitlist/{entry.code}/do/", {"once": "k", "do": what})
    assert answer.status_code == 404
    assert WaitlistEntry.objects.get().first_at is None
