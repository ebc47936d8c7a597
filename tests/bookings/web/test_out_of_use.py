"""A studio or therapist out of use: what is booked there stays in reach."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from bookings.models import Appointment, Location, Therapist
from bookings.queries import bookable
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.way import (  # noqa: F401 - fixtures
    book,
    button,
    clock,
    code_of,
    mara,
    times,
    token,
)
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(client: Browser, mara: Client) -> str:  # noqa: F811
    """A session at a studio that is out of use since; another one is open."""
    studio.clinic()
    made = code_of(book(client, at(2, 14)))
    Location.objects.update(active=False)
    studio.therapist(studio.location("Hillside"), "ben")
    return made


@pytest.mark.parametrize("way", ["", "move/", "cancel/", "session.ics"])
def test_a_session_at_a_studio_out_of_use_is_still_there(
    client: Browser, code: str, way: str
) -> None:
    assert client.get(f"/appointments/{code}/{way}").status_code == 200
    assert client.get("/appointments/").status_code == 200


def test_the_page_that_would_move_it_says_what_can_be_done(client: Browser, code: str) -> None:
    page = client.get(f"/appointments/{code}/move/").text

    assert "is at Riverside, and nothing new is booked there" in page
    for onward in ("/book/services/", f"/appointments/{code}/cancel/"):
        assert f'href="{onward}"' in page


def test_nothing_is_moved_at_a_studio_out_of_use(client: Browser, code: str) -> None:
    sent = {
        "once": "t",
        "pick": f"2026-11-26T13:00+00:00|{Appointment.objects.get().location.code}|",
    }

    page = client.post(f"/appointments/{code}/move/", sent)

    assert "This one cannot be moved" in page.text
    assert Appointment.objects.get().start_at == at(2, 14)


def test_a_session_at_a_studio_out_of_use_is_cancelled(client: Browser, code: str) -> None:
    once = token(client.get(f"/appointments/{code}/cancel/"))

    client.post(f"/appointments/{code}/cancel/", {"once": once})

    assert Appointment.objects.get().state == "cancelled"


def test_the_desk_hears_the_same_and_can_cancel(client: Browser, code: str) -> None:
    client.force_login(make.user("jo", Role.DESK))

    assert client.get(f"/desk/appointments/{code}/").status_code == 200
    page = client.get(f"/desk/appointments/{code}/move/").text

    assert f'href="/desk/appointments/{code}/cancel/"' in page
    assert "/book/services/" in page


def test_the_same_again_is_looked_for_at_the_other_studios(client: Browser, code: str) -> None:
    page = client.get(f"/appointments/{code}/")

    assert "location=" not in page.context["again"]
    answer = client.get(f"/book/times/?{page.context['again']}")
    assert answer.status_code == 200
    assert "cannot be booked any more" in answer.text


@pytest.mark.parametrize("what", [Location, Therapist])
def test_an_old_address_leads_to_the_others(
    client: Browser,
    mara: Client,  # noqa: F811
    what: type[Location | Therapist],
) -> None:
    studio.clinic()
    gone = what.objects.get()
    what.objects.update(active=False)

    answer = client.get(times(**{what.__name__.lower(): gone.code}))

    assert answer.status_code == 200
    assert answer.context["choice"].location == answer.context["choice"].therapist == ""


def test_a_code_that_never_was_is_not_known() -> None:
    where = studio.clinic()

    assert bookable.known(location=where.code, therapist=Therapist.objects.get().code)
    assert not bookable.known(location="nobody", therapist="")
    assert not bookable.known(location="", therapist="nobody")
