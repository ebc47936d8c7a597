"""A stolen dump of the database shows no health text anywhere."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation import handed
from clinic.foundation.actions import outbox
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
WORD = "Zwischenfersensporn"


def tables_with(word: str) -> set[str]:
    """Every table in which some row holds the word; sessions are unpacked first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables")
        names = [name for (name,) in cursor.fetchall()]
        asked = [
            f"(SELECT count(*) FROM {connection.ops.quote_name(name)} row WHERE row::text ~* %s)"
            for name in names
        ]
        cursor.execute(f"SELECT {', '.join(asked)}", [word] * len(names))
        found = {name for name, hits in zip(names, cursor.fetchone(), strict=True) if hits}
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    return found | {"django_session" for held in sessions if word in held}


@pytest.fixture
def writer(client: Browser) -> Browser:
    """A client who wrote the word by the page, changed it, and read it again."""
    client.force_login(make.user("mara", Role.CLIENT))
    for text in (f"It is the {WORD} again", f"No more {WORD}", "\x00" + WORD, WORD * 200):
        client.post(reverse("me"), {"health_note": text})
    client.get(reverse("me"))
    return client


def test_a_word_of_a_health_note_stands_in_no_table(writer: Browser) -> None:
    assert WORD in writer.get(reverse("me")).text
    assert tables_with(WORD) == set()


def test_the_audit_copies_hold_it_sealed_too(writer: Browser) -> None:
    client: Any = Client.objects.get()
    history = client.events.values_list("health_note", flat=True)
    assert len([note for note in history if note is not None]) == 2
    assert all(note is None or note.token.startswith("v1:") for note in history)


def test_an_errand_cannot_carry_a_text() -> None:
    with pytest.raises(ValueError, match="never texts"):
        outbox.queue(
            topic="note", key="1", due=make.NOW, now=make.NOW, facts={"note": f"the {WORD}"}
        )


def test_without_that_a_text_would_stand_in_the_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "CODE", re.compile(".*"))
    outbox.queue(topic="note", key="1", due=make.NOW, now=make.NOW, facts={"note": f"the {WORD}"})
    assert tables_with(WORD) == {"clinic_outboxrow"}


def test_a_failed_errand_keeps_the_kind_of_its_error_and_no_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def choke(*args: object) -> None:
        raise ValueError(WORD)

    monkeypatch.setitem(handed.given.handlers, "note", handed.Handler(carry_out=choke))
    outbox.queue(topic="note", key="1", due=make.NOW, now=make.NOW)
    outbox.work(now=make.NOW + timedelta(seconds=1))
    assert tables_with("ValueError") == {"clinic_outboxrow"}
    assert tables_with(WORD) == set()


def test_the_search_finds_a_word_that_stands_somewhere_in_plain() -> None:
    client = make.client()
    Client.objects.filter(pk=client.pk).update(name=WORD)
    assert tables_with(WORD) == {"clinic_client", "clinic_clientevent"}


def test_the_search_finds_a_word_in_a_session(writer: Browser) -> None:
    session = writer.session
    session["draft"] = f"the {WORD} again " * 20
    session.save()
    assert tables_with(WORD) == {"django_session"}
