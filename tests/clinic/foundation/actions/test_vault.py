"""Keys and sealed texts: who can open what, and for how long."""

from __future__ import annotations

import base64
import os
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clinic.foundation.actions import clients, vault
from clinic.foundation.core.sealing import CannotOpen
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import Client, ClientKey
from clinic.foundation.queries import access
from clinic.foundation.queries.vault import open_texts
from tests.clinic import make

OLD, NEW = ("old", b"o" * 32), ("new", b"n" * 32)


def opened(client: Client) -> str:
    fresh = Client.objects.get(pk=client.pk)
    return open_texts(fresh, [(fresh, fresh.code, fresh.SEALED)])[0]["health_note"]


class AnyText(TestCase):
    """Whatever can be typed comes back letter for letter."""

    @given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300))
    @hypothesis_settings(max_examples=40)
    def test_any_note_that_is_text_comes_back_as_it_was_written(self, text: str) -> None:
        client = make.client()
        clients.write_health_note(by=make.login_of(client), client=client, text=text)
        assert opened(client) == text.strip()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "שבר מאמץ בשוק",
        "\u202egnol\u202c",
        "zero\u200bwidth\ufeff",
        "👟🦵🏽",
        "v1:a:b:c",
        "x" * 2000,
    ],
)
def test_unusual_texts_are_texts_like_any_other(text: str) -> None:
    assert opened(make.client(note=text)) == text


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["knee\x00", "\ud800", "calf \udfff tight", "x" * 2001])
def test_what_is_no_text_or_too_long_is_refused_by_its_field(text: str) -> None:
    client = make.client()
    with pytest.raises(Invalid) as refusal:
        clients.write_health_note(by=make.login_of(client), client=client, text=text)
    assert refusal.value.field == "health_note"


@pytest.mark.django_db
def test_a_text_moved_to_another_client_does_not_open() -> None:
    mara, jo = make.client("mara", note="a torn calf"), make.client("jo", note="nothing")
    Client.objects.filter(pk=jo.pk).update(health_note=mara.health_note)
    with pytest.raises(CannotOpen):
        opened(jo)


@pytest.mark.django_db
def test_another_clients_key_does_not_open_it() -> None:
    mara, jo = make.client("mara", note="a torn calf"), make.client("jo")
    ClientKey.objects.filter(client=mara).update(wrapped=ClientKey.objects.get(client=jo).wrapped)
    with pytest.raises(CannotOpen):
        opened(mara)


@pytest.mark.django_db
def test_rotation_turns_every_key_and_no_text_stops_opening(settings: Any) -> None:
    settings.HEALTH_KEYS = (OLD,)
    client = make.client(note="a torn calf")
    sealed = client.health_note
    settings.HEALTH_KEYS = (NEW, OLD)
    assert opened(client) == "a torn calf"
    call_command("rotate_health_keys", stdout=(said := StringIO()))
    settings.HEALTH_KEYS = (NEW,)
    assert opened(client) == "a torn calf"
    assert Client.objects.get(pk=client.pk).health_note == sealed
    assert "1 keys wrapped and 0 second factors" in said.getvalue()


@pytest.mark.django_db
def test_without_rotation_dropping_the_old_key_shuts_every_text(settings: Any) -> None:
    settings.HEALTH_KEYS = (OLD,)
    client = make.client(note="a torn calf")
    settings.HEALTH_KEYS = (NEW,)
    with pytest.raises(CannotOpen, match="not configured"):
        opened(client)


@pytest.mark.django_db
def test_a_master_key_of_the_same_name_but_other_bytes_opens_nothing(settings: Any) -> None:
    settings.HEALTH_KEYS = (OLD,)
    client = make.client(note="a torn calf")
    settings.HEALTH_KEYS = (("old", os.urandom(32)),)
    with pytest.raises(CannotOpen):
        opened(client)


@pytest.mark.django_db
def test_rotation_goes_on_where_it_stopped(settings: Any) -> None:
    settings.HEALTH_KEYS = (OLD,)
    for name in ("mara", "jo", "ana"):
        make.client(name)
    settings.HEALTH_KEYS = (NEW, OLD)
    assert [vault.rewrap_keys(limit=2) for _ in range(3)] == [2, 1, 0]


@pytest.mark.django_db
def test_a_thrown_away_key_makes_every_copy_unreadable() -> None:
    client = make.client(note="a torn calf")
    clients.write_health_note(by=make.login_of(client), client=client, text="")
    clients.write_health_note(by=make.login_of(client), client=client, text="healed")
    vault.erase_key(client=client)
    with pytest.raises(CannotOpen):
        opened(client)
    with pytest.raises(NotFound):
        access.read_health(make.login_of(client), client, "to see it gone", now=make.NOW)


@pytest.mark.django_db
def test_neither_the_master_key_nor_a_plain_client_key_is_in_the_database(settings: Any) -> None:
    settings.HEALTH_KEYS = (NEW,)
    wrapped = ClientKey.objects.get(client=make.client()).wrapped
    assert base64.urlsafe_b64encode(NEW[1]).decode().rstrip("=") not in wrapped
    assert wrapped.startswith("v1:new:")
