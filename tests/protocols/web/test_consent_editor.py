"""The owner's editor of the consent text."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from clinic.foundation.errors import Refused
from clinic.foundation.roles import Role
from protocols.actions.consent_texts import publish
from protocols.models import ConsentText
from tests.clinic import make

pytestmark = pytest.mark.django_db
PAGE = "/clinic/consent/"


@pytest.fixture
def owner(client: Browser) -> Browser:
    client.force_login(make.user("ines", Role.OWNER))
    return client


def told(**other: str) -> dict[str, str]:
    return {"text": "I agree.\r\nAnd more.", "note": "Shorter", "based_on": "1"} | other


def test_the_text_in_force_stands_there_to_be_changed(owner: Browser) -> None:
    assert ConsentText.objects.get().text[:20] in owner.get(PAGE).text


def test_published_it_is_the_next_version_and_the_old_one_stays(owner: Browser) -> None:
    assert owner.post(PAGE, told()).status_code == 302
    first, second = ConsentText.objects.order_by("number")
    assert (second.text, second.note, str(second.published_by)) == (
        "I agree.\nAnd more.",
        "Shorter",
        "Ines",
    )
    assert first.text[:20] in owner.get(PAGE).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"text": " "}, "text"), ({"text": "a\x00"}, "text"), ({"note": ""}, "note")],
)
def test_what_cannot_be_is_told_at_its_field(
    owner: Browser, wrong: dict[str, str], field: str
) -> None:
    assert field in owner.post(PAGE, told(**wrong)).context["form"].errors
    assert ConsentText.objects.count() == 1


def test_the_same_text_is_no_new_version(owner: Browser) -> None:
    answer = owner.post(PAGE, told(text=ConsentText.objects.get().text))
    assert "Nothing has changed." in answer.text


def test_of_two_owners_the_second_sees_both_texts_and_decides(owner: Browser) -> None:
    owner.post(PAGE, told(text="Theirs"))
    answer = owner.post(PAGE, told(text="Mine"))
    assert "What was published meanwhile" in answer.text
    assert "Mine</textarea>" in answer.text
    assert owner.post(PAGE, told(text="Mine", based_on="2")).status_code == 302
    assert ConsentText.objects.latest("number").text == "Mine"


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST, Role.DESK])
def test_nobody_but_the_owner_publishes(role: Role) -> None:
    with pytest.raises(Refused):
        publish(by=make.user("jo", role), text="x", note="y", now=make.NOW, based_on=1)


def test_the_page_takes_the_same_queries_with_one_version_or_three(
    owner: Browser, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(10) as once:
        owner.get(PAGE)
        most = len(once)
    for number in (1, 2):
        owner.post(PAGE, told(text=str(number), based_on=str(number)))
    owner.get(PAGE)
    with django_assert_max_num_queries(most):
        owner.get(PAGE)
