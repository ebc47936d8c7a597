"""Two who work together, asked for by name: times that are theirs come first."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import waivers
from bookings.models import Appointment, Location, Service, Therapist, WaiverRequest
from bookings.queries import plans
from bookings.queries import waivers as waiver_queries
from bookings.queries.appointments import codes_of
from clinic.foundation.codes import new_code
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import booked, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def jo() -> Browser:
    """Four therapists, a room for two, and Cem away from one to four on Wednesday."""
    where = studio.clinic(therapists=4, rooms=0)
    studio.room(where, tables=2)
    studio.service("Couples", therapists=2)
    studio.off(whom("Cem"), at(2, 13), at(2, 16))
    return signed_in(desk())


@pytest.fixture
def otto(jo: Browser) -> Client:
    return make.client("otto")


def whom(name: str) -> Therapist:
    return Therapist.objects.get(user__name=name)


def codes(*names: str) -> list[str]:
    return [whom(name).code for name in names]


def asked(browser: Browser, client: Client, *names: str, **more: str) -> Any:
    """The panel for a couple's session with these two."""
    told = {
        "client": client.code,
        "start": "2026-11-25T14:00",
        "service": f"{Service.objects.get(name='Couples').code}:60",
        "team": ".".join(codes(*names)),
        **more,
    }
    return browser.get("/desk/calendar/new/", told).context["asked"]


def test_near_by_are_times_of_the_two_who_are_asked_for_and_then_of_any(
    jo: Browser, otto: Client
) -> None:
    panel = asked(jo, otto, "Cem", "Dan")
    assert panel.verdict.hindrance == "Cem is taken then."
    theirs, others = panel.verdict.near[:3], panel.verdict.near[3:]
    assert {frozenset(time.team) for time in theirs} == {frozenset(codes("Cem", "Dan"))}
    assert [time.start[-5:] for time in theirs] == ["16:00", "11:45", "16:15"]
    assert (others[0].start[-5:], others[0].whom) == ("14:00", "Ana + Ben")


def test_whoever_is_not_asked_for_by_name_has_the_nearest_of_all(jo: Browser, otto: Client) -> None:
    for name in ("Ben", "Dan"):
        studio.off(whom(name), at(2, 13), at(2, 16))
    near = asked(jo, otto).verdict.near
    assert [time.start[-5:] for time in near] == ["16:00", "11:45", "16:15", "11:30", "16:30"]
    assert {time.whom for time in near} == {"Ana + Ben"}
    Therapist.objects.filter(user__name="Dan").update(active=False)
    assert asked(jo, otto, "Cem", "Dan", start="2026-11-26T14:00").team == "Ana + Ben"


def test_a_time_near_by_that_the_calendar_offers_a_pair_can_be_pressed(
    jo: Browser, otto: Client
) -> None:
    service = Service.objects.get(name="Couples")
    told = {"service": service, "team": tuple(codes("Ben", "Cem")), "depth": "light"}
    row = booked(otto, at(1, 14), **told)

    def move(**body: Any) -> Any:
        sent = {"once": new_code(), "start": "2026-11-25T14:00", "therapist": "", "seen": 1} | body
        where = f"/desk/calendar/{row.code}/move/"
        return jo.post(where, json.dumps(sent), content_type="application/json")

    near = move().json()["error"]["alternatives"]
    assert [each["therapist"] for each in near] == [*codes("Ben") * 3, *codes("Ana") * 2]
    assert near[3]["start"] == "2026-11-25T14:00"
    for number, each in enumerate(near):
        done = move(start=each["start"], therapist=each["therapist"], seen=1 + number)
        assert done.status_code == 200
    assert set(codes_of(row)[0]) == {*codes("Ana", "Ben")}


def test_a_page_that_has_booked_one_pair_books_no_other_one(jo: Browser, otto: Client) -> None:
    one, other = (
        asked(
            jo,
            otto,
            *names,
            start="2026-11-26T14:00",
            until="2026-11-26T15:00",
            when="2026-11-26",
            location=Location.objects.get().code,
            depth="light",
        ).here
        for names in (("Ana", "Ben"), ("Ana", "Dan"))
    )
    assert one[:150] == other[:150]  # with who is called and when: as much as was once compared
    for address in (one, other):
        page = jo.post(address, {"once": "k"})
    assert "This page has been used for something else already." in page.text
    assert set(codes_of(Appointment.objects.get())[0]) == {*codes("Ana", "Ben")}


def test_a_waiver_for_a_pair_is_asked_of_whoever_of_them_has_treated_the_client(
    jo: Browser, otto: Client
) -> None:
    booked(otto, at(20, 14), therapist=whom("Dan").code, depth="light")
    soon = datetime(2026, 11, 26, 9)
    rows.race(otto, name="Big Race", local_start=soon, priority="A")
    deep = {"start": "2026-11-25T17:00", "depth": "deep"}
    strangers = asked(jo, otto, "Ana", "Ben", **deep)
    refused = jo.post(strangers.here, {"once": "n", "waive": "1"}).text
    assert "Ana + Ben have not treated this client" in refused
    assert "It can be asked with Dan as the therapist." in refused
    panel = asked(jo, otto, "Cem", "Dan", **deep)
    assert (panel.verdict.verdict, panel.team) == ("blocked", "Cem + Dan")

    said = jo.post(panel.here, {"once": "w", "waive": "1"}, follow=True).text

    assert "Dan is asked" in said
    dan, request = signed_in(User.objects.get(name="Dan")), WaiverRequest.objects.get()
    page = dan.get(f"/day/waivers/{request.code}/")
    assert "Cem would give it with you." in " ".join(page.text.split())
    sent = {
        "once": "g",
        "waive": ["PRE-1"],
        "reason": "He knows.",
        "seen": page.context["form"]["seen"].value(),
    }
    dan.post(f"/day/waivers/{request.code}/", sent)
    row = Appointment.objects.get(start_at=at(2, 17))
    assert set(codes_of(row)[0]) == {*codes("Cem", "Dan")}


def test_where_nobody_is_named_it_is_said_how_a_waiver_could_be_asked(
    jo: Browser, otto: Client
) -> None:
    rows.race(otto, name="Big Race", local_start=datetime(2026, 11, 26, 9), priority="A")
    service = Service.objects.get(name="Couples").code
    told = {
        "client": otto.code,
        "start": "2026-11-25T17:00",
        "service": f"{service}:60",
        "depth": "deep",
    }
    assert "Choose a therapist who has treated them" in jo.get("/desk/calendar/new/", told).text


def test_the_other_one_of_a_moved_pair_is_asked_if_the_first_has_not_treated_them(
    jo: Browser, otto: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"service": Service.objects.get(name="Couples"), "depth": "deep"}
    row = booked(otto, at(20, 14), team=tuple(codes("Ana", "Ben")), **told)
    rows.race(otto, name="Big Race", local_start=datetime(2026, 11, 26, 9), priority="A")
    monkeypatch.setattr(access, "treats", lambda by, client, now: by.name == "Ben")
    wish = plans.as_booked(row, start=at(2, 17), therapist=codes("Ana")[0], waivers=())
    request = waivers.ask(by=desk(), wanted=wish, now=NOW)
    assert (str(request.therapist), request.team) == ("Ben", [])
    assert waiver_queries.beside(request) == ["Ana"]
