"""`EncryptedText` holds sealed text and nothing else."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, models
from django.db.models import Value

from clinic.foundation.fields import Sealed
from clinic.foundation.models import Client
from tests.clinic import make

pytestmark = pytest.mark.django_db


def test_plain_text_is_refused_when_a_row_is_saved() -> None:
    client = make.client()
    client.health_note = "a torn calf"
    with pytest.raises(TypeError, match="seal the text first"):
        client.save()


def test_plain_text_is_refused_in_an_update_and_a_search() -> None:
    with pytest.raises(TypeError):
        Client.objects.update(health_note="a torn calf")
    with pytest.raises(TypeError):
        Client.objects.filter(health_note="a torn calf").exists()


def test_plain_text_cannot_be_called_sealed() -> None:
    with pytest.raises(ValueError, match="not a sealed text"):
        Sealed("a torn calf")


def test_the_table_refuses_what_an_expression_slips_past_the_field() -> None:
    make.client()
    with pytest.raises(IntegrityError, match="health_note"):
        Client.objects.update(health_note=Value("a torn calf"))


def test_without_its_check_the_table_would_take_plain_text() -> None:
    client = make.client()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE clinic_client DROP CONSTRAINT clinic_client_health_note_check")
        cursor.execute(
            "ALTER TABLE clinic_clientevent DROP CONSTRAINT clinic_clientevent_health_note_check"
        )
    Client.objects.update(health_note=Value("v1 but not sealed"))
    stored = models.functions.Cast("health_note", models.CharField())
    assert Client.objects.filter(pk=client.pk).values_list(stored).get() == ("v1 but not sealed",)


def test_a_sealed_text_never_prints_what_it_holds() -> None:
    note = Client.objects.get(pk=make.client(note="a torn calf").pk).health_note
    assert f"{note} {note!r}" == "sealed sealed"
    assert note == Sealed(note.token)
    assert {note: 1}[Sealed(note.token)] == 1
