"""The panel of the desk: who calls, what they likely want, when; booked in a few steps."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, Location, Room, Service, Therapist, WaiverRequest
from bookings.queries.appointments import codes_of
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.web.desk_rows import booked, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
NEW = "/desk/calendar/new/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=2, rooms=2)
    return signed_in(desk())


@pytest.fixture
def otto(jo: Browser) -> Client:
    return make.client("otto")


def told(client: Client, start: str = "2026-11-25T14:00", **more: str) -> str:
    service = Service.objects.first()
    assert service is not None
    asked = {"client": client.code, "start": start, "service": f"{service.code}:60"} | more
    return NEW + "?" + "&".join(f"{name}={value}" for name, value in asked.items())


def token(page: Any) -> str:
    return str(page.context["asked"].book["once"].value())


def against(page: Any) -> str:
    return str(page.context["asked"].book["against"].value())


def race(client: Client, day: int = 26) -> None:
    rows.race(client, name="Big Race", local_start=datetime(2026, 11, day, 9), priority="A")


def test_a_few_letters_find_who_calls_with_their_next_race(jo: Browser, otto: Client) -> None:
    race(otto)

    page = jo.get("/desk/calendar/clients/", {"q": "ott"}, headers=HTMX)

    assert "<html" not in page.text
    assert all(word in page.text for word in ("Otto", "Big Race in 3 days", "no telephone"))
    assert "New client “ott”" in page.text


def test_callers_come_in_a_fixed_number_of_queries(jo: Browser) -> None:
    counts = []
    for names in (("otto",), ("otto-b", "otto-c")):
        for name in names:
            race(make.client(name))
        with CaptureQueriesContext(connection) as asked:
            jo.get("/desk/calendar/clients/", {"q": "otto"}, headers=HTMX)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_without_htmx_the_same_is_a_whole_page(jo: Browser, otto: Client) -> None:
    page = jo.get(NEW, {"q": "otto"})

    assert "<html" in page.text
    assert "Otto" in page.text


def test_the_best_times_stand_there_once_somebody_is_chosen(jo: Browser, otto: Client) -> None:
    page = jo.get(NEW, {"client": otto.code})

    asked = page.context["asked"]
    assert not asked.form.errors
    assert len(asked.best) == 3
    assert asked.first
    assert asked.best[0][0] in page.text.replace("&amp;", "&")


def test_a_chosen_time_is_booked_and_can_be_taken_back(jo: Browser, otto: Client) -> None:
    url = told(otto)
    page = jo.get(url, headers=HTMX)

    answer = jo.post(url, {"once": token(page), "tell": "soon"}, headers=HTMX)

    row = Appointment.objects.get()
    assert (row.client, row.local_start) == (otto, "2026-11-25T14:00")
    done = json.loads(answer["HX-Trigger"])["desk:done"]
    body = {"once": "an-undo-of-the-page", **done["undo"]["body"]}
    back = jo.post(done["undo"]["url"], json.dumps(body), content_type="application/json")
    assert back.status_code == 200
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_the_same_page_sent_twice_books_once(jo: Browser, otto: Client) -> None:
    url = told(otto)
    sent = {"once": token(jo.get(url)), "tell": "soon"}

    answers = [jo.post(url, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Appointment.objects.count() == 1


def test_a_taken_time_offers_those_near_by_and_keeps_the_note(jo: Browser, otto: Client) -> None:
    url = told(otto)
    key = token(jo.get(url))
    for name in ("mara", "lena"):
        booked(make.client(name), at(2, 14))

    page = jo.post(url, {"once": key, "note": "Left her scarf", "tell": "soon"}, headers=HTMX)

    assert Appointment.objects.filter(client=otto).count() == 0
    assert page.context["asked"].near
    assert page.context["asked"].verdict.hindrance


def test_a_room_that_was_drawn_in_is_booked_and_told_of_once_it_is_taken(
    jo: Browser, otto: Client
) -> None:
    room = Room.objects.latest("pk")
    url = told(otto, room=room.code)
    page = jo.get(url)
    assert page.context["asked"].verdict.bookable
    assert f"<p>{room.name}</p>" in page.text
    jo.post(url, {"once": token(page), "tell": "soon"})
    row = Appointment.objects.get()
    assert codes_of(row)[1] == (room.code,)
    later = jo.get(told(make.client("lena"), room=room.code)).context["asked"]
    assert later.verdict.hindrance == "This room is taken then, or does not suit."
    assert not any("room=" in address for address, _time in later.near)


def test_a_caution_wants_a_reason_and_then_it_stands(jo: Browser, otto: Client) -> None:
    race(otto, day=28)
    url = told(otto, depth="light")
    page = jo.get(url)
    assert page.context["asked"].verdict.verdict == "caution"
    sent = {"once": token(page), "against": against(page), "tell": "soon"}

    refused = jo.post(url, sent)
    assert "Say why it is booked all the same." in refused.text
    assert jo.post(url, sent | {"reason": "they know"}).status_code == 302


def test_a_caution_that_was_not_on_the_page_is_not_accepted(jo: Browser, otto: Client) -> None:
    url = told(otto, depth="light")
    sent = {"once": token(jo.get(url)), "reason": "they know", "tell": "soon"}
    race(otto, day=28)

    assert "Read it once more." in jo.post(url, sent).text
    assert not Appointment.objects.exists()


def test_what_is_blocked_cannot_be_booked_but_asked_for(jo: Browser, otto: Client) -> None:
    race(otto)
    page = jo.get(told(otto, depth="deep"))

    asked = page.context["asked"]
    assert asked.verdict.verdict == "blocked"
    assert not asked.verdict.bookable
    assert asked.near
    jo.post(told(otto, depth="deep"), {"once": token(page)})
    assert not Appointment.objects.exists()
    assert not WaiverRequest.objects.exists()


def test_who_walks_in_is_booked_at_the_next_quarter(jo: Browser, otto: Client, clock: Any) -> None:
    clock.move_to(at(0, 10, 3))
    page = jo.get(NEW, {"client": otto.code, "walk": "1"}, headers=HTMX)
    asked = page.context["asked"]
    assert asked.verdict.bookable

    jo.post(asked.here, {"once": token(page)}, headers=HTMX)

    assert Appointment.objects.get().local_start == "2026-11-23T10:15"


def test_who_walks_in_too_early_hears_who_is_free_first(
    jo: Browser, otto: Client, clock: Any
) -> None:
    for name in ("mara", "lena"):
        booked(make.client(name), at(0, 10, 15))
    clock.move_to(at(0, 10, 3))

    page = jo.get(NEW, {"client": otto.code, "walk": "1"}, headers=HTMX)

    (_url, first), *_more = page.context["asked"].near
    assert "Everybody who could give this session is taken then." in page.text
    assert "Who is free first" in page.text
    assert (first.start, bool(first.whom)) == ("2026-11-23T11:30", True)


def test_a_studio_that_is_closed_says_so_before_anything_is_pressed(
    jo: Browser, otto: Client
) -> None:
    page = jo.get(told(otto, start="2026-11-25T07:00"))

    assert "The studio is not open then." in page.text
    assert not page.context["asked"].verdict.bookable


def test_two_who_work_together_are_named_and_are_those_who_are_booked(
    jo: Browser, otto: Client
) -> None:
    pair = studio.service("Couples massage", therapists=2)
    studio.therapist(Location.objects.get(), "cem")
    page = jo.get(told(otto, service=f"{pair.code}:60"), headers=HTMX)
    shown = page.context["asked"]
    cem, ana = (Therapist.objects.get(user__email=f"{n}@example.org") for n in ("cem", "ana"))
    assert f"Given by {shown.team}" in page.text

    url = told(otto, service=f"{pair.code}:60", team=f"{cem.code}.{ana.code}")
    done = jo.post(url, {"once": token(page)}, headers=HTMX)

    row = Appointment.objects.get()
    assert set(codes_of(row)[0]) == {cem.code, ana.code}
    assert all(str(one) in done.text for one in (cem, ana))


def test_a_new_client_needs_three_fields_at_most(jo: Browser) -> None:
    page = jo.get(NEW, {"new": "Nora Wind", "start": "2026-11-25T14:00"})
    key = page.context["asked"].new["once"].value()
    sent = {"once": key, "make": "1", "name": "Nora Wind", "phone": "030 5555"}

    page = jo.post(f"{NEW}?new=Nora&start=2026-11-25T14:00", sent, headers=HTMX)

    nora = Client.objects.get(name="Nora Wind")
    assert page.context["asked"].beside.client == nora
    assert page.context["asked"].wanted is not None


def test_a_race_close_by_decides_what_is_offered_first(jo: Browser, otto: Client) -> None:
    before = studio.service("Race tune-up", kind="pre_event", type="pre_event", depths=["light"])
    race(otto)

    page = jo.get(NEW, {"client": otto.code})

    assert page.context["asked"].form.order().service == before
