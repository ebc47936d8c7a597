"""Signing and taking back: who may, what stays, what no table holds in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import InternalError, transaction

from clinic.foundation.actions import vault
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.fields import Sealed
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.actions import consents
from protocols.actions.consent_texts import publish
from protocols.core.consents import Drawn, Typed
from protocols.models import Consent
from protocols.queries.consents import in_force, states
from tests.clinic import make
from tests.clinic.test_stolen_dump import WORD, tables_with

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)
SCRAWL = (((1234, 1567), (1890, 1001)),)


def sign(client: Client, **other: Any) -> Consent:
    told: dict[str, Any] = {
        "by": make.login_of(client),
        "client": client,
        "signature": Typed("Mara"),
    }
    return consents.sign(**(told | {"now": make.NOW} | other))


def another_text() -> None:
    publish(by=make.user("ines", Role.OWNER), text="New", note="n", now=make.NOW, based_on=1)


def test_a_signature_is_under_the_text_in_force() -> None:
    client = make.client()
    made = sign(client)
    assert in_force(client) == made
    assert (made.text.number, made.given_by) == (1, client.user)
    assert states([client]) == {client.pk: "signed"}


def test_the_same_text_is_signed_once() -> None:
    client = make.client()
    sign(client)
    with pytest.raises(Conflict):
        sign(client, now=LATER)
    assert Consent.objects.count() == 1


def test_under_a_new_text_the_older_signature_gives_way_at_the_same_moment() -> None:
    client = make.client()
    old = sign(client)
    another_text()
    assert states([client]) == {client.pk: "older"}
    new = sign(client, now=LATER)
    old.refresh_from_db()
    assert (old.withdrawn_at, new.signed_at, new.text.number) == (LATER, LATER, 2)
    assert states([client]) == {client.pk: "signed"}


def test_nobody_signs_a_text_that_they_have_not_read() -> None:
    client = make.client()
    another_text()
    with pytest.raises(Conflict, match="changed"):
        sign(client, number=1)
    assert sign(client, number=2).text.number == 2


def test_what_is_withdrawn_stays_so_and_can_be_signed_anew() -> None:
    client = make.client()
    first = sign(client)
    for when in (LATER, LATER + timedelta(days=1)):
        consents.withdraw(by=make.login_of(client), client=client, now=when)
    first.refresh_from_db()
    assert (first.withdrawn_at, states([client])) == (LATER, {client.pk: "withdrawn"})
    assert sign(client, now=LATER) != first
    assert states([client]) == {client.pk: "signed"}


def test_a_clock_that_goes_back_does_not_keep_a_client_from_withdrawing() -> None:
    client = make.client()
    made = sign(client, now=LATER)
    consents.withdraw(by=make.login_of(client), client=client, now=make.NOW)
    made.refresh_from_db()
    assert made.withdrawn_at == LATER


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.DESK, Role.OWNER, Role.CLIENT])
def test_nobody_signs_or_withdraws_for_somebody_else(role: Role) -> None:
    client, other = make.client(), make.user("otto", role)
    with pytest.raises(NotFound):
        sign(client, by=other)
    sign(client)
    with pytest.raises(NotFound):
        consents.withdraw(by=other, client=client, now=LATER)
    assert in_force(client) is not None


def test_whoever_holds_a_link_signs_without_a_login() -> None:
    made = sign(make.client(), by=None, signature=Drawn("Mara", SCRAWL))
    assert made.given_by is None


def test_a_signature_that_cannot_be_is_refused() -> None:
    with pytest.raises(Invalid) as told:
        sign(make.client(), signature=Drawn("Mara", (((1, 9999),),)))
    assert told.value.field == "strokes"
    assert not Consent.objects.exists()


def test_a_day_takes_ten_signatures_of_a_client() -> None:
    client = make.client()
    for _each in range(consents.MOST_A_DAY):
        sign(client)
        consents.withdraw(by=make.login_of(client), client=client, now=make.NOW)
    with pytest.raises(Conflict, match="often"):
        sign(client)


def spoil(made: Consent, what: str) -> None:
    row = Consent.objects.filter(pk=made.pk)
    with transaction.atomic():
        if what == "delete":
            row.delete()
        elif what == "sign":
            row.update(signed_at=LATER)
        else:
            row.update(withdrawn_at=None)


GUARDS = [
    ("delete", "consent_stays"),
    ("sign", "consent_frozen"),
    ("unwithdraw", "withdrawal_stays"),
]


@pytest.mark.parametrize("what", [what for what, _guard in GUARDS])
def test_what_was_signed_cannot_be_changed_or_deleted(what: str) -> None:
    client = make.client()
    made = sign(client)
    if what == "unwithdraw":
        consents.withdraw(by=make.login_of(client), client=client, now=LATER)
    with pytest.raises(InternalError, match="Cannot"):
        spoil(made, what)


@pytest.mark.parametrize(("what", "guard"), GUARDS)
def test_without_its_trigger_a_signature_could_be_spoilt(what: str, guard: str) -> None:
    client = make.client()
    made = sign(client)
    if what == "unwithdraw":
        consents.withdraw(by=make.login_of(client), client=client, now=LATER)
    with pgtrigger.ignore(f"protocols.Consent:{guard}"):
        spoil(made, what)
    spoilt = Consent.objects.filter(pk=made.pk, signed_at=make.NOW, withdrawn_at=None).exists()
    assert spoilt is (what == "unwithdraw")


def test_the_words_and_strokes_of_a_signature_stand_in_no_table() -> None:
    sign(make.client(), signature=Drawn(WORD, SCRAWL))
    assert tables_with(WORD) == tables_with("1234,1567") == set()


def test_unsealed_the_signature_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    client = make.client()
    monkeypatch.setattr(vault, "seal_text", lambda *a: Sealed(f"v1:k:n:{WORD}"))
    sign(client, signature=Drawn(WORD, SCRAWL))
    assert tables_with(WORD) == {"protocols_consent"}
