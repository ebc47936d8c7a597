"""The desk finds a client by any part of what it knows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clinic.foundation.actions import clients
from clinic.foundation.core import texts
from clinic.foundation.errors import Refused
from clinic.foundation.models import Client, User
from clinic.foundation.queries.clients import _plain, search
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def jo() -> User:
    return make.user("jo", Role.DESK)


@pytest.fixture
def runners(jo: User) -> None:
    for name, phone, email in (
        ("Ana Kovač", "0176 1234567", "ana.k@example.org"),
        ("Žofie Kovářová", "+420 601 123 456", ""),
        ("Ben Straße", "", "ben@example.com"),
        ("Анна Ёлкина", "", ""),
    ):
        clients.create(by=jo, name=name, phone=phone, email=email, now=make.NOW)


def names(by: User, text: str, **more: int) -> list[str]:
    return [client.name for client in search(by, text, make.NOW, **more)]


@pytest.mark.usefixtures("runners")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kov", ["Ana Kovač", "Žofie Kovářová"]),
        ("KOVÁČ", ["Ana Kovač"]),
        ("kovac ana", ["Ana Kovač"]),
        ("zofie", ["Žofie Kovářová"]),
        ("STRASSE", ["Ben Straße"]),
        ("анна елк", ["Анна Ёлкина"]),
        ("example.org", ["Ana Kovač"]),
        ("0176 123", ["Ana Kovač"]),
        ("0176/1234", ["Ana Kovač"]),
        ("+420601", ["Žofie Kovářová"]),
        ("00420", ["Žofie Kovářová"]),
        ("601123", ["Žofie Kovářová"]),
        ("%", []),
        ("_", []),
        ("0", []),
        ("", []),
        ("\x00 \ud800", []),
        ("nobody", []),
    ],
)
def test_any_part_of_name_number_or_address_finds(jo: User, text: str, found: list[str]) -> None:
    assert names(jo, text) == found


@pytest.mark.usefixtures("runners")
def test_only_so_many_are_shown(jo: User) -> None:
    assert names(jo, "kov", most=1) == ["Ana Kovač"]


@pytest.mark.parametrize("number", [1, 3])
def test_searching_takes_two_queries(jo: User, number: int, django_assert_num_queries: Any) -> None:
    for _ in range(number):
        clients.create(by=jo, name="Ana", now=make.NOW)
    with django_assert_num_queries(2):
        assert names(jo, "ana a") == ["Ana"] * number


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_nobody_but_the_desk_and_the_owner_searches(role: Role) -> None:
    with pytest.raises(Refused):
        search(make.user("ana", role), "ana", make.NOW)


class Alike(TestCase):
    """Database and Python take the same letters off."""

    @given(st.text(st.characters(codec="utf-8", exclude_characters="\x00", max_codepoint=0x24F)))
    def test_database_and_python_spell_latin_names_alike(self, name: str) -> None:
        Client.objects.all().delete()
        Client.objects.create(name=name[:200])
        (spelt,) = Client.objects.annotate(spelt=_plain("name")).values_list("spelt", flat=True)
        assert spelt == texts.plain(name[:200])
