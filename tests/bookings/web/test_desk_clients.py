"""Clients at the desk: found, made, kept; wishes, and the health questions by telephone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.models import Therapist, Wishes
from clinic.foundation.actions import idempotency
from clinic.foundation.actions.idempotency import Done
from clinic.foundation.models import Client, Look
from protocols.models import RunnerProfile, Screening
from protocols.queries.screenings import must_screen
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import booked, caller, clock, desk, signed_in
from tests.clinic import make
from tests.clinic.outbox_rows import State, message
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
TYPED = {"name": "Otto Berg", "phone": "0176 1234567", "email": "Otto@Example.org", "once": "t"}


@pytest.fixture
def jo() -> Browser:
    studio.clinic()
    return signed_in(desk())


def test_a_client_is_found_by_a_few_letters_and_opened_at_once_if_alone(jo: Browser) -> None:
    otto, _li = caller("Otto Berg", phone="0176 1234567"), caller("Li Wei")
    assert "Otto Berg" in jo.get("/desk/clients/?q=ott").text
    answer = jo.get("/desk/clients/?q=1234567&only=1")
    assert answer["Location"] == f"/desk/clients/{otto.code}/"


def test_where_nobody_is_found_a_new_client_is_a_press_away(jo: Browser) -> None:
    page = jo.get("/desk/clients/", {"q": "Žofia & co"}).text
    assert "Nobody is called" in page
    assert "/desk/clients/new/?name=%C5%BDofia%20%26%20co" in page


@pytest.mark.parametrize("text", ["", "   ", "\x00", "%", "x" * 5000, "\u202e"])
def test_no_search_text_breaks_the_page(jo: Browser, text: str) -> None:
    assert jo.get("/desk/clients/", {"q": text}).status_code == 200


def test_a_new_client_takes_three_fields_and_lands_on_their_page(jo: Browser) -> None:
    answer = jo.post("/desk/clients/new/", TYPED)
    made = Client.objects.get(name="Otto Berg")
    assert (made.phone, made.email, made.user) == ("+491761234567", "otto@example.org", None)
    assert answer["Location"] == f"/desk/clients/{made.code}/"


def test_a_name_is_enough_and_a_bad_number_is_told_beside_its_field(jo: Browser) -> None:
    assert jo.post("/desk/clients/new/", {"name": "Tom", "once": "a"}).status_code == 302
    answer = jo.post("/desk/clients/new/", TYPED | {"phone": "12"})
    assert "phone" in answer.context["form"].errors
    assert not Client.objects.filter(name="Otto Berg").exists()


def test_a_new_client_sent_twice_is_one_client(jo: Browser) -> None:
    answers = [jo.post("/desk/clients/new/", TYPED) for _ in range(2)]
    assert Client.objects.filter(name="Otto Berg").count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_without_the_token_a_client_sent_twice_would_be_two(
    jo: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unguarded(*, do: Any, **_others: Any) -> Done:
        status, code = do()
        return Done(status, code, replayed=False)

    monkeypatch.setattr(idempotency, "once", unguarded)
    for _ in range(2):
        jo.post("/desk/clients/new/", TYPED)
    assert Client.objects.filter(name="Otto Berg").count() == 2


def test_the_page_tells_sessions_races_and_training(jo: Browser) -> None:
    mara = make.client()
    rows.race(mara, name="City 10K", local_start=datetime(2026, 12, 6, 10))
    rows.workout(mara, day=date(2026, 12, 1), kind="intervals")
    booked(mara, at(1, 14))
    page = jo.get(f"/desk/clients/{mara.code}/").text
    for told in (
        "City 10K",
        "in 13 days",
        "intervals",
        "Tue 24 Nov",
        "has a login",
        "Book a session",
    ):
        assert told in page


def test_a_runner_under_18_without_a_guardian_is_shown(jo: Browser) -> None:
    mara = make.client()
    assert "no guardian" not in jo.get(f"/desk/clients/{mara.code}/").text
    RunnerProfile.objects.create(client=mara, birth_year=2010)
    assert "no guardian" in jo.get(f"/desk/clients/{mara.code}/").text


def test_contact_data_is_kept_but_for_the_address_of_a_login(jo: Browser) -> None:
    mara, sent = make.client(), {"name": "Mara L.", "phone": "", "zone": "Europe/Paris"}
    jo.post(f"/desk/clients/{mara.code}/contact/", sent | {"email": "thief@example.org"})
    mara.refresh_from_db()
    assert (mara.name, mara.zone, mara.email) == ("Mara L.", "Europe/Paris", "mara@example.org")


def test_a_fault_in_contact_data_stands_beside_its_field(jo: Browser) -> None:
    otto = caller()
    sent = {"name": "Otto", "phone": "1", "email": "", "zone": "Europe/Berlin"}
    answer = jo.post(f"/desk/clients/{otto.code}/contact/", sent)
    assert answer.context["form"].errors.keys() == {"phone"}


def test_short_messages_said_on_the_telephone_need_a_number(jo: Browser) -> None:
    otto, where = caller(phone="0176 1234567"), "/desk/clients/{}/contact/"
    sent = {"name": "Otto", "phone": "", "zone": "Europe/Berlin", "by_sms": "on"}
    answer = jo.post(where.format(otto.code), sent)
    assert answer.context["form"].errors.keys() == {"phone"}
    jo.post(where.format(otto.code), sent | {"phone": "0176 1234567"})
    otto.refresh_from_db()
    assert otto.by_sms


def test_the_page_says_what_left_for_the_client_and_leads_to_all_of_it(jo: Browser) -> None:
    otto = caller(phone="0176 1234567")
    assert "The last five will stand here" in jo.get(f"/desk/clients/{otto.code}/").text
    message(State.DONE, client=otto, channel="sms", topic="session_soon")
    text = " ".join(jo.get(f"/desk/clients/{otto.code}/").text.split())
    assert "Reminder two hours before" in text
    assert "sent 09:00" in text
    assert 'href="/clinic/messages/?list=sent&q=Otto%20Berg"' in text


def test_wishes_said_on_the_telephone_are_kept(jo: Browser) -> None:
    otto, ana = caller(), Therapist.objects.get()
    sent = {"therapist": ana.code, "gender": "woman"}
    jo.post(f"/desk/clients/{otto.code}/wishes/", sent)
    kept = Wishes.objects.get()
    assert (kept.client, kept.therapist, kept.gender) == (otto, ana, "woman")


def test_a_record_that_was_joined_leads_to_the_one_that_took_it(jo: Browser) -> None:
    old, new = caller("Old"), caller("New")
    Client.objects.filter(pk=old.pk).update(joined_into=new)
    assert jo.get(f"/desk/clients/{old.code}/")["Location"] == f"/desk/clients/{new.code}/"


@pytest.mark.parametrize("page", ["", "contact/", "check/"])
def test_a_client_that_is_nobody_is_not_there(jo: Browser, page: str) -> None:
    assert jo.get(f"/desk/clients/nobodyatall2/{page}").status_code == 404


def test_answers_given_by_telephone_count_and_are_sealed(jo: Browser) -> None:
    otto = caller()
    answer = jo.post(f"/desk/clients/{otto.code}/check/", {"general": ["short_sleep"]})
    assert answer["Location"] == f"/desk/clients/{otto.code}/"
    assert not must_screen(otto, "injury", NOW)
    assert str(Screening.objects.get().answers) == "sealed"


def test_the_desk_never_sees_old_answers_only_when_they_were_given(jo: Browser) -> None:
    otto = caller()
    jo.post(f"/desk/clients/{otto.code}/check/", {"general": ["anticoagulant"]})
    page = jo.get(f"/desk/clients/{otto.code}/check/").text
    assert "Last answered on Mon 23 Nov" in page
    assert "checked" not in page
    assert not Look.objects.exists()


def test_what_stops_a_session_is_said_kindly_and_in_no_address(jo: Browser) -> None:
    otto = caller()
    answer = jo.post(f"/desk/clients/{otto.code}/check/", {"urgent": ["fever"]})
    assert answer.status_code == 200
    assert "A doctor comes first" in answer.text


def test_neither_a_tick_nor_none_of_these_is_asked_for_again(jo: Browser) -> None:
    otto = caller()
    assert jo.post(f"/desk/clients/{otto.code}/check/", {}).context["form"].errors
    assert not Screening.objects.exists()


def test_the_new_clients_form_has_a_token_of_its_own(jo: Browser) -> None:
    tokens = {jo.get("/desk/clients/new/").context["form"]["once"].initial for _ in range(2)}
    assert len(tokens) == 2


def test_the_clients_page_takes_the_same_queries_with_one_row_or_three(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mara = make.client()

    def more(day: int) -> None:
        booked(mara, at(day, 14), depth="light")
        rows.race(mara, name=f"Run {day}", local_start=datetime(2027, 3, day, 9))
        rows.workout(mara, day=date(2026, 12, day))
        message(State.DONE, client=mara)

    more(1)
    jo.get(f"/desk/clients/{mara.code}/")
    with django_assert_num_queries(15):
        jo.get(f"/desk/clients/{mara.code}/")
    more(11)
    more(21)
    with django_assert_num_queries(15):
        jo.get(f"/desk/clients/{mara.code}/")


def test_the_search_takes_the_same_queries_for_one_or_three(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    caller("Otto 1")
    jo.get("/desk/clients/?q=otto")
    with django_assert_num_queries(3):
        jo.get("/desk/clients/?q=otto")
    caller("Otto 2")
    caller("Otto 3")
    with django_assert_num_queries(3):
        jo.get("/desk/clients/?q=otto")
