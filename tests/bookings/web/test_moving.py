"""Moving a session by the times page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import booking
from bookings.models import Appointment, HistoryLine
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.way import button, clock, mara, ticks, token  # noqa: F401 - fixtures
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic() -> None:
    studio.clinic()


def booked(client: Client, day: int = 3, **other: Any) -> Appointment:
    told = wanted(client, at(day, 14), accept_caution=True, **other)
    return booking.book(by=make.login_of(client), wanted=told, now=NOW)


def press(browser: Browser, row: Appointment, start: datetime, **sent: Any) -> Any:
    address = f"/appointments/{row.code}/move/"
    told = {"once": token(browser.get(address)), "pick": button(start)}
    return browser.post(address, told | sent)


def test_the_session_is_in_nobodys_way_while_it_is_moved(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara)

    page = client.get(f"/appointments/{row.code}/move/")

    assert page.context["choice"].first.isoformat() == "2026-11-26"
    assert f'value="{button(at(3, 14, 15))}"' in page.text


def test_one_press_moves_what_nothing_speaks_against(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara)

    answer = press(client, row, at(4, 11))

    row.refresh_from_db()
    assert answer.headers["Location"] == f"/appointments/{row.code}/"
    assert (row.local_start, row.state) == ("2026-11-27T11:00", "confirmed")


def test_a_move_keeps_the_note_that_was_written(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara, note="left calf")

    press(client, row, at(4, 11))

    assert "left calf" in client.get(f"/appointments/{row.code}/").text


def test_a_move_sent_twice_moves_once(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara)
    address = f"/appointments/{row.code}/move/"
    sent = {"once": token(client.get(address)), "pick": button(at(4, 11))}

    for _ in range(2):
        client.post(address, sent)

    assert HistoryLine.objects.filter(did="moved").count() == 1


def test_a_caution_is_ticked_on_a_page_of_its_own(client: Browser, mara: Client) -> None:  # noqa: F811
    rows.race(mara, local_start=datetime(2026, 12, 12, 10), priority="A")
    row = booked(mara, depth="deep")
    asked = press(client, row, at(14, 20), depth="deep")
    assert "would leave more room" in asked.text
    assert "error-summary" not in asked.text

    sent = {"once": token(asked), "pick": button(at(14, 20)), "seen": "1"}
    unticked = client.post(f"/appointments/{row.code}/move/", sent)
    assert "error-summary" in unticked.text
    client.post(f"/appointments/{row.code}/move/", sent | ticks(asked))

    row.refresh_from_db()
    assert row.local_start == "2026-12-07T20:00"


def test_inside_the_change_window_it_stays_where_it_is(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara, 0)

    page = press(client, row, at(4, 11))

    row.refresh_from_db()
    assert page.status_code == 422
    assert "ask the front desk to move it" in page.text
    assert row.local_start == "2026-11-23T14:00"


@pytest.mark.parametrize("year", ["0001", "1969", "2201", "9999"])
def test_nothing_is_moved_out_of_every_calendar(
    client: Browser,
    mara: Client,  # noqa: F811
    year: str,
) -> None:
    row = booked(mara)
    _start, where = button(at(4, 11)).split("|", 1)

    page = press(client, row, at(4, 11), pick=f"{year}-12-31T23:45+00:00|{where}")

    assert page.status_code == 422
    assert "Choose one of the times." in page.text


def test_a_time_that_is_gone_leads_to_the_nearest(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara)
    otto = make.client("otto")
    booking.book(by=make.login_of(otto), wanted=wanted(otto, at(4, 11)), now=NOW)

    page = press(client, row, at(4, 11))

    assert page.status_code == 409
    assert len(page.context["trouble"].instead) == 5


def test_what_is_over_cannot_be_moved(client: Browser, mara: Client) -> None:  # noqa: F811
    row = booked(mara)
    Appointment.objects.update(state="cancelled")

    answer = client.get(f"/appointments/{row.code}/move/")

    assert answer.headers["Location"] == f"/appointments/{row.code}/"


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_needs_a_fixed_number_of_queries(
    client: Browser,
    mara: Client,  # noqa: F811
    many: int,
    django_assert_num_queries: Any,
) -> None:
    made = [booked(mara, 3 + 7 * number) for number in range(many)]

    with django_assert_num_queries(10):
        client.get(f"/appointments/{made[0].code}/move/")
