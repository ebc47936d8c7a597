"""A record made by telephone is joined only by a link sent to a verified address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser

from clinic.foundation import handed
from clinic.foundation.actions import clients, joining, outbox
from clinic.foundation.errors import Conflict, NotFound
from clinic.foundation.models import Client, OneTimeToken, OutboxRow, User
from clinic.foundation.queries import joining as queries
from clinic.foundation.queries.people import client_of
from clinic.foundation.roles import Role
from tests.clinic import make
from tests.clinic.journeys import sign_up, type_code
from tests.clinic.test_stolen_dump import tables_with

pytestmark = pytest.mark.django_db
NOW = make.NOW
SOON = NOW + timedelta(seconds=1)


@pytest.fixture
def kept() -> Client:
    """What the desk wrote down when Mara called."""
    jo = make.user("jo", Role.DESK)
    return clients.create(by=jo, name="Mara by phone", email="Mara@example.org", now=NOW)


@pytest.fixture
def mara() -> User:
    return make.user("mara", Role.CLIENT)


def asked(by: User) -> str:
    """The secret of the link that was mailed after asking; "" for none."""
    joining.ask(by=by, now=NOW)
    outbox.work(now=SOON)
    found = re.search(r"/me/join/([\w-]+)/", str(mail.outbox[-1].body)) if mail.outbox else None
    return found[1] if found else ""


def test_by_the_link_the_record_becomes_the_logins(kept: Client, mara: User) -> None:
    empty = mara.client
    joining.join(by=mara, secret=asked(mara), now=SOON)
    empty.refresh_from_db()
    assert client_of(mara) == kept
    assert (empty.user, empty.joined_into) == (None, kept)
    assert mail.outbox[0].to == ["mara@example.org"]


def test_the_link_stands_in_the_mail_alone(kept: Client, mara: User) -> None:
    secret = asked(mara)
    assert secret
    assert tables_with(re.escape(secret)) == set()
    assert OutboxRow.objects.get().facts == {"user": mara.code}


def test_the_link_works_once_and_for_an_hour(kept: Client, mara: User) -> None:
    secret = asked(mara)
    with pytest.raises(NotFound):
        joining.join(by=mara, secret=secret, now=SOON + timedelta(hours=1))
    joining.join(by=mara, secret=secret, now=SOON)
    with pytest.raises(NotFound):
        joining.join(by=mara, secret=secret, now=SOON)


def test_in_anothers_hands_the_link_is_as_if_not_there(kept: Client, mara: User) -> None:
    secret, ben = asked(mara), make.user("ben", Role.CLIENT)
    with pytest.raises(NotFound) as theirs:
        joining.join(by=ben, secret=secret, now=SOON)
    with pytest.raises(NotFound) as nothing:
        joining.join(by=ben, secret="none", now=SOON)
    assert str(theirs.value) == str(nothing.value)
    assert joining.join(by=mara, secret=secret, now=SOON) == kept


def test_without_asking_whose_link_it_is_anybody_could_take_the_record(
    kept: Client, mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, ben = asked(mara), make.user("ben", Role.CLIENT)
    monkeypatch.setattr(queries, "record_to_join", lambda by, secret, now: kept)
    monkeypatch.setattr(joining, "_verified", lambda user: kept.email)
    joining.join(by=ben, secret=secret, now=SOON)
    assert client_of(ben) == kept


def test_who_only_signed_up_with_the_address_is_mailed_nothing(kept: Client, mara: User) -> None:
    EmailAddress.objects.filter(user=mara).update(verified=False)
    assert asked(mara) == ""
    assert mail.outbox == []
    assert not OneTimeToken.objects.exists()


def test_without_the_verified_address_a_sign_up_would_get_the_link(
    kept: Client, mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    EmailAddress.objects.filter(user=mara).update(verified=False)
    monkeypatch.setattr(joining, "_verified", lambda user: user.email)
    assert asked(mara)


def test_a_sign_up_with_the_address_shows_and_changes_nothing_of_the_record(
    kept: Client, client: Browser
) -> None:
    before = Client.objects.filter(pk=kept.pk).values().get()
    sign_up(client)
    type_code(client)
    client.post("/me/contact/", {"name": "Mallory", "phone": "", "zone": "UTC"})
    page = client.get("/me/").text
    assert "Mara by phone" not in page
    assert Client.objects.filter(pk=kept.pk).values().get() == before
    assert Client.objects.count() == 2


def test_where_there_is_no_such_record_nothing_is_mailed(mara: User) -> None:
    assert asked(mara) == ""
    assert mail.outbox == []


def test_of_two_records_under_one_address_none_is_given(kept: Client, mara: User) -> None:
    clients.create(by=User.objects.get(name="Jo"), name="Twin", email=kept.email, now=NOW)
    assert asked(mara) == ""
    assert "Ask at the front desk" in mail.outbox[0].body


@pytest.mark.parametrize("why", ["races", "note"])
def test_a_record_that_is_in_use_is_not_joined_with_another(
    kept: Client, mara: User, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    secret = asked(mara)
    if why == "note":
        clients.write_health_note(by=mara, client=mara.client, text="a torn calf")
    else:
        monkeypatch.setattr(handed.given, "empty", lambda client: False)
    with pytest.raises(Conflict):
        joining.ask(by=mara, now=NOW)
    with pytest.raises(Conflict):
        joining.join(by=User.objects.get(pk=mara.pk), secret=secret, now=SOON)
    assert OneTimeToken.objects.get().spent_at is None


@pytest.mark.parametrize("change", [{"email": "new@example.org"}, {"user": "ben"}])
def test_a_record_that_changed_hands_or_address_is_not_joined(
    kept: Client, mara: User, change: dict[str, Any]
) -> None:
    secret = asked(mara)
    if "user" in change:
        change = {"user": make.user("ben")}
    Client.objects.filter(pk=kept.pk).update(**change)
    with pytest.raises(NotFound):
        joining.join(by=mara, secret=secret, now=SOON)
    assert client_of(mara) != kept


def test_every_app_is_asked_whether_a_record_is_empty(
    mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handed, "given", handed._Handed())
    for answer in (lambda client: True, lambda client: False, lambda client: True):
        handed.hand_over(empty=answer)
    assert not handed.given.empty(mara.client)
