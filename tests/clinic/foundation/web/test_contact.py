"""How to reach a client, and asking for an earlier record: the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser

from clinic.foundation import handed
from clinic.foundation.actions import clients, outbox
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import client_of
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
TOLD = {"name": "Mara Lind", "phone": "0176 1234567", "zone": "Asia/Tokyo"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def mara() -> User:
    return make.user("mara", Role.CLIENT)


@pytest.fixture
def page(client: Browser, mara: User) -> Browser:
    client.force_login(mara)
    return client


@pytest.fixture
def kept() -> Client:
    jo = make.user("jo", Role.DESK)
    return clients.create(by=jo, name="Mara by phone", email="mara@example.org", now=make.NOW)


def test_a_client_keeps_their_contact_data(page: Browser, mara: User) -> None:
    answer = page.post("/me/contact/", TOLD, follow=True)
    assert "+49 176 1234567" in answer.text
    assert client_of(mara).zone == "Asia/Tokyo"  # type: ignore[union-attr]


def test_a_number_that_is_none_is_told_beside_its_field(page: Browser) -> None:
    answer = page.post("/me/contact/", TOLD | {"phone": "ring me"})
    assert "This is no telephone number." in answer.text
    assert 'id="id_phone_error"' in answer.text


def test_short_messages_are_agreed_to_and_taken_back_by_a_tick(page: Browser, mara: User) -> None:
    record = client_of(mara)
    assert record is not None
    assert not record.by_sms
    for told, held in (({"by_sms": "on"}, True), ({}, False)):
        page.post("/me/contact/", TOLD | told)
        record.refresh_from_db()
        assert record.by_sms is held
        assert ("checked" in page.get("/me/contact/").text) is held


def test_short_messages_without_a_number_are_told_beside_its_field(page: Browser) -> None:
    answer = page.post("/me/contact/", TOLD | {"phone": " ", "by_sms": "on"})
    assert "A short message needs a telephone number." in answer.text
    assert 'id="id_phone_error"' in answer.text
    assert not Client.objects.filter(by_sms=True).exists()


def test_nothing_else_of_the_record_is_changed_by_the_form(page: Browser, mara: User) -> None:
    page.post("/me/contact/", TOLD | {"email": "x@y.z", "code": "a", "user": "1"})
    record = client_of(mara)
    assert record is not None
    assert (record.email, record.code) == ("mara@example.org", mara.client.code)


def test_the_page_says_the_same_whether_there_is_a_record_or_not(page: Browser, mara: User) -> None:
    without = page.post("/me/join/").content
    clients.create(by=make.user("jo", Role.DESK), name="M", email=mara.email, now=make.NOW)
    token = rb"[\w+/=-]{20,}"  # of the forms, and the nonce
    assert re.sub(token, b"", page.post("/me/join/").content) == re.sub(token, b"", without)


def link(page: Browser) -> str:
    page.post("/me/join/")
    outbox.work(now=make.NOW + timedelta(seconds=1))
    return str(re.findall(r"/me/join/[\w-]+/", str(mail.outbox[-1].body))[0])


def test_looking_at_the_link_joins_nothing_and_the_button_does(
    page: Browser, mara: User, kept: Client
) -> None:
    there = link(page)
    assert "This record is mine" in page.get(there).text
    assert client_of(mara) != kept
    assert "is yours now" in page.post(there, follow=True).text
    assert client_of(mara) == kept


def test_anothers_link_and_no_link_look_alike(page: Browser, kept: Client) -> None:
    there, ben = link(page), Browser()
    ben.force_login(make.user("ben", Role.CLIENT))
    for ask in (ben.get, ben.post):
        assert ask(there).status_code == ask("/me/join/none/").status_code == 404
    assert page.get(there).status_code == 200


def test_a_record_in_use_is_told_so_before_and_after(
    page: Browser, kept: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = link(page)
    monkeypatch.setattr(handed.given, "empty", lambda client: False)
    assert "The front desk can help" in page.post("/me/join/").text
    assert page.post(there).status_code == 409


def test_twenty_askings_an_hour_are_heard_from_one_address(page: Browser) -> None:
    answers = [page.post("/me/join/").status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
