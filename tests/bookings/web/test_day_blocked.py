"""A therapist books for their client at a time that a rule blocks."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import booking
from bookings.forms.day import WaiveForm
from bookings.models import Appointment, Location, Service, Therapist
from bookings.queries import plans
from clinic.foundation.models import Client, Look, User
from protocols.models import RunnerProfile
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.web.desk_rows import booked, clock, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def mara() -> Client:
    """A client whom Ana treats, with a race on Thursday."""
    studio.clinic()
    mara = make.client()
    code = Therapist.objects.get().code
    booked(mara, at(20, 14), therapist=code, depth="light")
    rows.race(mara, name="Big Race", local_start=datetime(2026, 11, 26, 9), priority="A")
    return mara


@pytest.fixture
def ana(mara: Client) -> Browser:
    return signed_in(User.objects.get(email="ana@example.org"))


def address(client: Client, **other: str) -> str:
    """Deep work on the day before the race."""
    told = {
        "service": f"{Service.objects.get().code}:60",
        "depth": "deep",
        "location": Location.objects.get().code,
        "day": "2026-11-25",
        "time": "14:00",
    } | other
    asked = "&".join(f"{name}={value}" for name, value in told.items())
    return f"/day/clients/{client.code}/book-blocked/?{asked}"


def shown(page: Any) -> str:
    """What the page's form says that its reader was told."""
    return str(re.findall(r'name="seen" value="([^"]+)"', page.text)[0])


def waived(browser: Browser, client: Client, **sent: Any) -> Any:
    seen = sent.get("seen") or shown(browser.get(address(client)))
    told = {"once": "t", "waive": ["PRE-1"], "reason": "She knows her legs.", "seen": seen}
    return browser.post(address(client), told | sent)


def test_the_page_begins_with_the_session(ana: Browser, mara: Client) -> None:
    page = ana.get(f"/day/clients/{mara.code}/book-blocked/")
    assert "First the session" in page.text
    assert page.context["asking"].found is None


def test_what_stands_against_the_time_is_told_and_may_be_waived(ana: Browser, mara: Client) -> None:
    found = ana.get(address(mara)).context["asking"].found
    assert found.verdict == "blocked"
    assert [rule for rule, _said in found.waivable] == ["PRE-1"]


def test_seeing_the_reasons_is_a_look_on_file(ana: Browser, mara: Client) -> None:
    ana.get(address(mara))
    look = Look.objects.get()
    assert (look.client, look.why) == (mara, "Booking at a time that a rule blocks")


def test_waived_with_a_reason_it_is_booked_with_the_therapist(ana: Browser, mara: Client) -> None:
    answer = waived(ana, mara)
    made = Appointment.objects.get(start_at=at(2, 14))
    assert (plans.waived(made), made.depth, made.state) == (("PRE-1",), "deep", "confirmed")
    assert answer["Location"] == f"/day/{made.code}/"
    assert "Waived: PRE-1 – She knows her legs." in ana.get(answer["Location"]).text


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_waived(ana: Browser, mara: Client, reason: str) -> None:
    answer = waived(ana, mara, reason=reason)
    assert "reason" in answer.context["asking"].waive.errors
    assert Appointment.objects.count() == 1


def test_without_the_tick_it_stays_blocked(ana: Browser, mara: Client) -> None:
    answer = waived(ana, mara, waive=[])
    assert "before Big Race" in str(answer.context["asking"].waive.errors)
    assert Appointment.objects.count() == 1


def test_a_rule_that_is_not_offered_cannot_be_waived(ana: Browser, mara: Client) -> None:
    assert "waive" in waived(ana, mara, waive=["CLASH-1"]).context["asking"].waive.errors


def test_quiet_days_are_the_clients_and_nobody_waives_them(ana: Browser, mara: Client) -> None:
    RunnerProfile.objects.create(client=mara, quiet_days=3)
    page = ana.get(address(mara))
    assert "Some of this cannot be waived" in page.text
    assert "Waive and book" not in page.text


def test_sent_twice_it_is_booked_once(ana: Browser, mara: Client) -> None:
    seen = shown(ana.get(address(mara)))
    answers = [waived(ana, mara, seen=seen) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Appointment.objects.count() == 2
    assert "already" not in str(answers[1].context)


def test_a_time_that_somebody_took_is_told(ana: Browser, mara: Client) -> None:
    booked(make.client("otto"), at(2, 14))
    answer = waived(ana, mara)
    assert "has just been taken" in answer.text


def test_a_time_that_nothing_blocks_is_booked_without_a_waiver(ana: Browser, mara: Client) -> None:
    where = address(mara, day="2026-12-09", depth="light")
    page = ana.get(where)
    assert "Waive for this booking" not in page.text
    ana.post(where, {"once": "t", "seen": shown(page)})
    assert Appointment.objects.filter(start_at=at(16, 14)).exists()


def test_what_came_up_since_is_read_before_it_is_booked(ana: Browser, mara: Client) -> None:
    seen = shown(ana.get(address(mara)))
    rows.answers(mara, ["numbness_below_knee"])

    again = waived(ana, mara, seen=seen)
    assert "Something is new since you looked" in again.text
    assert Appointment.objects.count() == 1

    waived(ana, mara, seen=shown(again))
    assert Appointment.objects.count() == 2


def test_without_the_guard_what_came_up_since_would_go_unread(
    ana: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = shown(ana.get(address(mara)))
    rows.answers(mara, ["numbness_below_knee"])
    monkeypatch.setattr(WaiveForm, "tells", lambda *_asked: None)

    waived(ana, mara, seen=seen)

    assert Appointment.objects.count() == 2


def test_what_comes_up_while_it_is_booked_takes_it_back(
    ana: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = booking.book

    def slowly(**asked: Any) -> Appointment:
        rows.answers(mara, ["numbness_below_knee"])
        return book(**asked)

    monkeypatch.setattr(booking, "book", slowly)

    assert "Something is new since you looked" in waived(ana, mara).text
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    "asked", [{"service": "x:60"}, {"location": "x"}, {"day": "x"}, {"time": ""}, {"depth": "x"}]
)
def test_a_fault_in_the_session_stands_beside_its_field(
    ana: Browser, mara: Client, asked: dict[str, str]
) -> None:
    page = ana.get(address(mara, **asked))
    assert page.context["asking"].form.errors.keys() == asked.keys()
