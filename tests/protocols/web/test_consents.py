"""The consent's pages: read, sign, see what was signed, take it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from clinic.foundation.models import Look
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.actions.consent_texts import publish
from protocols.core.consents import Drawn, Typed, from_text
from protocols.models import Consent, ConsentText
from tests.clinic import make

pytestmark = pytest.mark.django_db
PAGE, WITHDRAW = "/consent/", "/consent/withdraw/"
TOLD = {"name": "Mara Kovač", "number": "1", "strokes": ""}


@pytest.fixture
def mara(client: Browser) -> Browser:
    client.force_login(make.user("mara", Role.CLIENT))
    return client


def signature() -> Typed | Drawn:
    row = Consent.objects.select_related("client").latest("pk")
    return from_text(access.open_unseen(row.client, [row])[0]["signature"])


def another_text() -> None:
    owner = make.user("ines", Role.OWNER)
    publish(by=owner, text="Newer words", note="n", now=make.NOW, based_on=1)


def test_the_text_stands_there_to_be_read_and_signed(mara: Browser) -> None:
    answer = mara.get(PAGE)
    assert ConsentText.objects.get().text[:20] in answer.text
    assert not Look.objects.exists()


def test_a_typed_name_signs_without_any_script(mara: Browser) -> None:
    assert mara.post(PAGE, TOLD)["Location"] == PAGE
    assert signature() == Typed("Mara Kovač")


def test_what_was_drawn_is_kept_and_shown_with_date_and_version(mara: Browser) -> None:
    mara.post(PAGE, TOLD | {"strokes": "[[[10,20],[300,40]]]"})
    assert signature() == Drawn("Mara Kovač", (((10, 20), (300, 40)),))
    answer = mara.get(PAGE)
    assert 'd="M10 20 L300 40"' in answer.text
    assert "under version 1" in answer.text
    assert Look.objects.get().record.startswith("Consent:")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\x00"}, "name"),
        ({"name": "\u202e\u200b"}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"strokes": "[[[NaN,1]]]"}, "strokes"),
        ({"strokes": "[" * 19_000}, "strokes"),
        ({"strokes": "[[[1,1]]]\x00"}, "strokes"),
        ({"strokes": "7" * 1_000_000}, "strokes"),
        ({"number": "x"}, "number"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    mara: Browser, wrong: dict[str, str], field: str
) -> None:
    answer = mara.post(PAGE, TOLD | wrong)
    assert field in answer.context["consent_form"].errors
    assert not Consent.objects.exists()


def test_ten_million_letters_are_too_much_for_any_form(mara: Browser) -> None:
    assert mara.post(PAGE, TOLD | {"strokes": "7" * 10_000_000}).status_code in (400, 413)
    assert not Consent.objects.exists()


def test_a_text_that_came_meanwhile_is_shown_before_it_can_be_signed(mara: Browser) -> None:
    another_text()
    answer = mara.post(PAGE, TOLD)
    assert "The text has changed meanwhile" in answer.text
    assert "Newer words" in answer.text
    assert 'name="number" value="2"' in answer.text
    assert not Consent.objects.exists()


def test_under_an_older_text_both_are_shown(mara: Browser) -> None:
    mara.post(PAGE, TOLD)
    another_text()
    answer = mara.get(PAGE)
    assert "Newer words" in answer.text
    assert "What you signed before" in answer.text
    assert "I agree and sign" in answer.text


def test_sent_twice_it_is_signed_once(mara: Browser) -> None:
    assert [mara.post(PAGE, TOLD).status_code for _each in "ab"] == [302, 302]
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("wanted", "led"), [("/season/", "/season/"), ("https://evil.example/", PAGE)]
)
def test_signing_leads_on_within_the_house(mara: Browser, wanted: str, led: str) -> None:
    assert mara.post(PAGE, TOLD | {"next": wanted})["Location"] == led


def test_withdrawing_asks_once_more(mara: Browser) -> None:
    mara.post(PAGE, TOLD)
    assert "Withdraw your consent?" in mara.get(WITHDRAW).text
    assert Consent.objects.get().withdrawn_at is None
    mara.post(WITHDRAW)
    assert Consent.objects.get().withdrawn_at is not None
    assert "You withdrew your consent" in mara.get(PAGE).text


def test_with_nothing_signed_there_is_nothing_to_withdraw(mara: Browser) -> None:
    assert mara.get(WITHDRAW)["Location"] == PAGE
    assert mara.post(WITHDRAW)["Location"] == PAGE


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.DESK, Role.OWNER])
def test_only_clients_have_a_consent_to_sign(client: Browser, role: Role) -> None:
    client.force_login(make.user("jo", role))
    assert {client.get(PAGE).status_code, client.post(PAGE, TOLD).status_code} <= {302, 403}
    assert not Consent.objects.exists()


def test_what_cannot_be_logged_is_not_shown(mara: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    mara.post(PAGE, TOLD)
    mara.raise_request_exception = False

    def full(*args: Any, **more: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Look.objects, "bulk_create", full)
    answer = mara.get(PAGE)
    assert answer.status_code == 500
    assert "Kovač" not in answer.text


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_takes_eight_queries_with_one_signature_or_three(
    many: int, mara: Browser, django_assert_num_queries: Any
) -> None:
    mara.post(PAGE, TOLD)
    for _each in range(many - 1):
        mara.post(WITHDRAW)
        mara.post(PAGE, TOLD)
    mara.get(PAGE)
    with django_assert_num_queries(8):
        assert mara.get(PAGE).status_code == 200
    assert Consent.objects.count() == many
