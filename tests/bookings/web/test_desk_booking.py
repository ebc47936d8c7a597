"""The desk books for a client, by the same pages."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client as Browser

from bookings.models import Appointment
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.way import button, choice, clock, token  # noqa: F401 - fixtures
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def otto(client: Browser) -> Client:
    """A client; the browser of the test is the front desk's."""
    studio.clinic()
    client.force_login(make.user("jo", Role.DESK))
    return make.client("otto")


def held(browser: Browser, client: Client, start: datetime) -> str:
    way = f"/desk/clients/{client.code}/book"
    page = browser.get(f"{way}/times/?{choice()}")
    sent = {"once": token(page), "pick": button(start)}
    return str(browser.post(f"{way}/hold/?{choice()}", sent).headers["Location"])


def test_the_steps_stay_at_the_desk_and_name_the_client(client: Browser, otto: Client) -> None:
    way = f"/desk/clients/{otto.code}/book/"

    pages = [client.get(f"{way}{step}").text for step in ("", "services/", f"times/?{choice()}")]

    assert all("Booking for Otto" in page for page in pages)
    assert f"{way}services/?need=race" in pages[0]
    assert f'action="{way}hold/?' in pages[2]


def test_a_session_booked_at_the_desk_is_the_clients(client: Browser, otto: Client) -> None:
    summary = held(client, otto, at(1, 14))

    page = client.get(summary)
    answer = client.post(summary, {"once": token(page), "note": "asked by phone"})

    row = Appointment.objects.get()
    assert answer.headers["Location"] == f"/desk/appointments/{row.code}/?booked=1"
    assert (row.client, row.state) == (otto, "confirmed")


def test_the_desk_books_at_short_notice(client: Browser, otto: Client) -> None:
    assert held(client, otto, at(0, 10, 15)).startswith(f"/desk/clients/{otto.code}/book/")


def test_the_desk_hears_no_word_of_health(client: Browser, otto: Client) -> None:
    rows.answers(otto, ["anticoagulant"])

    page = client.get(f"/desk/clients/{otto.code}/book/times/?{choice()}")
    summary = client.get(held(client, otto, at(1, 14)))

    for told in (page.text, summary.text):
        assert "The therapist must look at this first." in told
        assert "blood thinner" not in told


def test_the_desk_moves_a_session_for_a_client(client: Browser, otto: Client) -> None:
    summary = held(client, otto, at(1, 14))
    client.post(summary, {"once": token(client.get(summary))})
    row = Appointment.objects.get()
    address = f"/desk/appointments/{row.code}/move/"

    answer = client.post(address, {"once": token(client.get(address)), "pick": button(at(2, 9))})

    row.refresh_from_db()
    assert answer.headers["Location"] == f"/desk/appointments/{row.code}/"
    assert row.local_start == "2026-11-25T09:00"


@pytest.mark.parametrize("step", ["", "services/", "times/?service=x", "hold/"])
def test_a_client_that_is_not_there_is_not_found(client: Browser, otto: Client, step: str) -> None:
    assert client.get(f"/desk/clients/nosuchcode22/book/{step}").status_code == 404


def test_a_session_of_one_client_is_not_there_for_another(client: Browser, otto: Client) -> None:
    summary = held(client, otto, at(1, 14))
    emma = make.client("emma")

    wrong = summary.replace(otto.code, emma.code)

    assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_nobody_else_books_for_a_client(client: Browser, otto: Client, role: Role) -> None:
    client.force_login(make.user("eve", role))

    assert client.get(f"/desk/clients/{otto.code}/book/").status_code == 403


@pytest.fixture
def joined(otto: Client) -> Client:
    """A record that was joined into Otto's while its pages stood open."""
    empty = make.client("double")
    Client.objects.filter(pk=empty.pk).update(user=None, joined_into=otto)
    return empty


def test_what_is_booked_for_a_joined_record_is_booked_for_the_one_that_is_kept(
    client: Browser, otto: Client, joined: Client
) -> None:
    summary = held(client, joined, at(1, 14))

    assert summary.startswith(f"/desk/clients/{otto.code}/book/")
    assert Appointment.objects.get().client == otto


def test_a_record_joined_twice_leads_to_the_last(
    client: Browser, otto: Client, joined: Client
) -> None:
    last = make.client("emma")
    Client.objects.filter(pk=otto.pk).update(user=None, joined_into=last)

    page = client.get(f"/desk/clients/{joined.code}/book/")

    assert "Booking for Emma" in page.text


def test_one_showing_holds_for_one_client(client: Browser, otto: Client) -> None:
    emma = make.client("emma")
    page = client.get(f"/desk/clients/{otto.code}/book/times/?{choice()}")
    sent = {"once": token(page), "pick": button(at(1, 14))}

    met = [
        client.post(f"/desk/clients/{one.code}/book/hold/?{choice()}", sent).status_code
        for one in (otto, emma)
    ]

    assert met == [302, 422]
    assert Appointment.objects.get().client == otto
