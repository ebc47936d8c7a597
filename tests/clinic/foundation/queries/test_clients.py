"""The desk finds a client by any part of what it knows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F, Func, Q, TextField
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clinic.foundation.actions import clients
from clinic.foundation.core import texts
from clinic.foundation.errors import Refused
from clinic.foundation.models import Client, User
from clinic.foundation.queries import clients as queries
from clinic.foundation.queries.clients import search
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
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kvoac", "Ana Kovač"),
        ("kovak", "Ana Kovač"),
        ("strase", "Ben Straße"),
        ("zofye kovarova", "Žofie Kovářová"),
        ("exampel.com", "Ben Straße"),
        ("ben@exmaple.com", "Ben Straße"),
        ("bben", "Ben Straße"),
        ("anna kovax", "Ana Kovač"),
    ],
)
def test_who_is_mistyped_is_found_all_the_same(jo: User, text: str, found: str) -> None:
    assert names(jo, text)[0] == found


def test_whoever_is_one_slip_away_stands_before_whoever_is_much_alike(jo: User) -> None:
    for name in ("Abndquost", "Lindquest", "Lindvkist"):
        clients.create(by=jo, name=name, now=make.NOW)
    assert names(jo, "lindquost") == ["Lindquest", "Abndquost"]


def test_a_part_behind_a_hyphen_may_be_mistyped(jo: User) -> None:
    clients.create(by=jo, name="Ida Belov-Maier", now=make.NOW)
    assert names(jo, "meier") == names(jo, "belov-meier") == ["Ida Belov-Maier"]


def test_without_likeness_a_mistyped_name_finds_nobody(
    jo: User, runners: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_mistypable", lambda word: False)
    assert names(jo, "kvoac") == []


@pytest.mark.usefixtures("runners")
def test_whoever_begins_with_the_word_stands_before_whoever_holds_it(jo: User) -> None:
    clients.create(by=jo, name="Diana Adler", now=make.NOW)
    assert names(jo, "ana") == ["Ana Kovač", "Diana Adler"]


@pytest.fixture
def begun(jo: User) -> list[str]:
    """First whose words both begin with "an" and "bel", last whose do not; between them by name."""
    wanted = ["Zoe Bel'ami Anton", "Anna Kabel", "Bela Joan", "Rana Belov-Anders", "Joan Kabel"]
    for name in reversed(wanted):
        clients.create(by=jo, name=name, now=make.NOW)
    return wanted


def test_the_more_words_begin_one_the_further_up(jo: User, begun: list[str]) -> None:
    found = names(jo, "an bel")
    assert (found, names(jo, "bel an", most=2)) == (begun, begun[:2])


def test_without_beginnings_all_of_them_stand_by_name(
    jo: User, begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "Begin", lambda words, joiner: Q(pk=None))
    assert names(jo, "an bel") != begun


@pytest.mark.parametrize("text", ["bel'", "'", "l\\", "\\'", "a'b':* | 'c", "&", ":*", "(", "'' "])
def test_signs_of_the_query_language_are_but_signs(jo: User, begun: list[str], text: str) -> None:
    assert names(jo, text) == [name for name in begun if text.strip() in name.lower()]


def test_a_name_longer_than_an_index_takes_is_kept_and_found(jo: User) -> None:
    clients.create(by=jo, name="\u3316" * 200, now=make.NOW)  # of which each is six letters
    assert len(names(jo, "\u3316" * 3)) == 1


def test_a_changed_name_is_found_by_the_new_one_alone(jo: User) -> None:
    row = clients.create(by=jo, name="Ana Kovač", now=make.NOW)
    Client.objects.filter(pk=row.pk).update(name="Mia Lindqvist")
    assert (names(jo, "kovac"), names(jo, "lindqvist")) == ([], ["Mia Lindqvist"])


@pytest.mark.parametrize("number", [1, 3])
def test_searching_for_the_mistyped_takes_three_queries(
    jo: User, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        clients.create(by=jo, name="Lindqvist", now=make.NOW)
    with django_assert_num_queries(3):
        assert names(jo, "lindkvist") == ["Lindqvist"] * number


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
        spelling = Func(F("name"), function="clinic_spelt", output_field=TextField())
        (spelt,) = Client.objects.annotate(spelt=spelling).values_list("spelt", flat=True)
        assert spelt == texts.plain(name[:200])
