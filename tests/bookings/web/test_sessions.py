"""A client's own sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from icalendar import Calendar

from bookings.actions import booking, changing
from bookings.models import Appointment, Service
from bookings.queries import standing
from bookings.web.party import Party
from clinic.foundation.models import Client, Look
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.way import browser_of, clock, hold, mara, token  # noqa: F401 - fixtures
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic() -> None:
    studio.clinic(therapists=2, rooms=2)


def booked(client: Client, day: int = 3, **other: Any) -> Appointment:
    told = wanted(client, at(day, 14), accept_caution=True, **other)
    return booking.book(by=make.login_of(client), wanted=told, now=NOW)


def test_what_is_to_come_and_what_was_stand_apart(
    client: Browser,
    mara: Client,  # noqa: F811
    clock: Any,  # noqa: F811
) -> None:
    booked(mara, 1)
    booked(mara, 5)
    clock.shift(timedelta(days=2))
    client.force_login(make.login_of(mara))

    page = client.get("/appointments/")

    assert [card.start.day for card in page.context["coming"]] == [28]
    assert [(card.start.day, card.state) for card in page.context["past"]] == [(24, "done")]


def test_a_hold_leads_back_to_its_summary(client: Browser, mara: Client) -> None:  # noqa: F811
    summary = hold(client, at(1, 14)).headers["Location"]

    page = client.get("/appointments/")

    assert f'href="{summary}"' in page.text
    assert "Finish booking" in page.text
    assert client.get(f"/appointments/{summary.split('/')[2]}/").headers["Location"] == summary


def test_an_empty_list_teaches_what_will_stand_there(client: Browser, mara: Client) -> None:  # noqa: F811
    assert "Your sessions will stand here" in client.get("/appointments/").text


def test_a_session_shows_its_own_note_and_the_look_is_on_file(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    row = booked(mara, note="left calf")

    page = client.get(f"/appointments/{row.code}/")

    assert "left calf" in page.text
    assert Look.objects.get().record == f"Appointment:{row.code}"


def test_a_session_without_a_note_is_no_look(client: Browser, mara: Client) -> None:  # noqa: F811
    client.get(f"/appointments/{booked(mara).code}/")

    assert not Look.objects.exists()


@pytest.mark.parametrize("way", ["", "session.ics", "move/", "cancel/"])
def test_a_session_of_somebody_else_is_as_good_as_none(
    client: Browser,
    mara: Client,  # noqa: F811
    way: str,
) -> None:
    row = booked(make.client("otto"))

    theirs = client.get(f"/appointments/{row.code}/{way}")
    none = client.get(f"/appointments/nosuchcode22/{way}")

    assert (theirs.status_code, none.status_code) == (404, 404)


@pytest.mark.parametrize("way", ["move/", "cancel/", "undo/"])
def test_a_session_of_somebody_else_cannot_be_changed(
    client: Browser,
    mara: Client,  # noqa: F811
    way: str,
) -> None:
    row = booked(make.client("otto"))

    answer = client.post(f"/appointments/{row.code}/{way}", {"once": "t", "pick": "x"})

    row.refresh_from_db()
    assert (answer.status_code, row.state) == (404, "confirmed")


def test_whoever_works_at_the_desk_too_sees_only_their_own_here(client: Browser) -> None:
    row = booked(make.client("otto"))
    client.force_login(make.user("jo", Role.CLIENT, Role.DESK))

    assert client.get(f"/appointments/{row.code}/").status_code == 404


def test_without_the_guard_the_desk_would_see_others_among_their_own(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = booked(make.client("otto"))
    client.force_login(make.user("jo", Role.CLIENT, Role.DESK))
    monkeypatch.setattr(
        Party,
        "appointment",
        lambda me, code: standing.appointment(me.by, code, now=me.now)[0],
    )

    assert client.get(f"/appointments/{row.code}/").status_code == 200


def test_a_calendar_file_tells_when_and_nothing_of_health(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    Service.objects.update(name="Injury session")
    row = booked(mara, note="left calf")

    answer = client.get(f"/appointments/{row.code}/session.ics")

    event: Any = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert (event["DTSTART"].dt, event["SEQUENCE"]) == (row.start_at, 1)
    assert event["SUMMARY"] == "Session at Riverside"
    assert b"calf" not in answer.content
    assert b"Injury" not in answer.content


def test_each_change_makes_the_calendar_file_a_newer_one(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    row = booked(mara)
    changing.cancel(by=make.login_of(mara), appointment=row, now=NOW)

    event = Calendar.from_ical(client.get(f"/appointments/{row.code}/session.ics").content)

    assert event.walk("VEVENT")[0]["SEQUENCE"] == 2
    assert event.walk("VEVENT")[0]["STATUS"] == "CANCELLED"


def test_cancelling_in_time_is_free_and_asked_once_more(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara)
    address = f"/appointments/{row.code}/cancel/"
    page = client.get(address)

    answer = client.post(address, {"once": token(page)})

    row.refresh_from_db()
    assert "It costs nothing." in page.text
    assert answer.headers["Location"] == f"/appointments/{row.code}/"
    assert (row.state, row.fee) == ("cancelled", 0)


def test_cancelling_late_says_what_is_due_first(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara, 0)
    address = f"/appointments/{row.code}/cancel/"
    page = client.get(address)

    unticked = client.post(address, {"once": token(page)})
    assert "50 % of the price is due: €45." in unticked.text
    client.post(address, {"once": token(page), "accept_late": "on"})

    row.refresh_from_db()
    assert (row.state, row.fee) == ("late_cancelled", 4500)


def test_a_late_cancellation_that_costs_nothing_says_so(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara, 0)
    Appointment.objects.update(late_fee_percent=0)
    page = client.get(f"/appointments/{row.code}/cancel/")

    client.post(f"/appointments/{row.code}/cancel/", {"once": token(page)})

    row.refresh_from_db()
    assert ("It costs nothing" in page.text, "0 %" in page.text) == (True, False)
    assert (row.state, row.fee) == ("late_cancelled", 0)


def test_a_cancelled_session_comes_back_within_three_minutes(
    client: Browser,
    mara: Client,  # noqa: F811
    clock: Any,  # noqa: F811
) -> None:
    row = booked(mara)
    changing.cancel(by=make.login_of(mara), appointment=row, now=NOW)
    clock.shift(timedelta(minutes=2))
    page = client.get(f"/appointments/{row.code}/")

    client.post(f"/appointments/{row.code}/undo/", {"once": token(page)})

    row.refresh_from_db()
    assert "It can be taken back until 10:03." in page.text
    assert row.state == "confirmed"


def test_after_three_minutes_there_is_nothing_to_take_back(
    client: Browser,
    mara: Client,  # noqa: F811
    clock: Any,  # noqa: F811
) -> None:
    row = booked(mara)
    changing.cancel(by=make.login_of(mara), appointment=row, now=NOW)
    clock.shift(timedelta(minutes=3))

    page = client.get(f"/appointments/{row.code}/")
    answer = client.post(f"/appointments/{row.code}/undo/", {"once": "t"}, follow=True)

    row.refresh_from_db()
    assert "Take it back" not in page.text
    assert "There is nothing to take back" in answer.text
    assert row.state == "cancelled"


def test_the_same_again_begins_with_the_same_choice(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara, depth="light")

    page = client.get(f"/appointments/{row.code}/")

    again = page.context["again"]
    assert f"service={row.service.code}" in again
    assert "minutes=60&depth=light" in again
    assert client.get(f"/book/times/?{again}").context["week"].count > 0


def test_the_start_page_names_the_next_session(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara)

    part = client.get("/appointments/next/").text

    assert f"/appointments/{row.code}/" in part
    assert 'hx-get="/appointments/next/"' in client.get("/account/").text


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_need_a_fixed_number_of_queries(
    client: Browser,
    mara: Client,  # noqa: F811
    many: int,
    django_assert_num_queries: Any,
) -> None:
    rows = [booked(mara, 3 + 7 * number) for number in range(many)]
    client.get(f"/appointments/{rows[0].code}/")

    with django_assert_num_queries(5):
        client.get("/appointments/")
    with django_assert_num_queries(16):  # three of them how far the questions are
        client.get(f"/appointments/{rows[0].code}/")
