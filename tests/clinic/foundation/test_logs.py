"""Logs hold codes and figures: no word that a person wrote gets into one."""

from __future__ import annotations

import json
import logging

import pytest
import structlog
from django.db import IntegrityError
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st

from clinic.foundation import logs
from clinic.foundation.models import Client
from tests.clinic import make

WORD = "torncalf7731"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything logged during a test, as lines of JSON."""
    lines: list[str] = []
    config = logs.settings(lines_of_json=True)["formatters"]["fields"]
    formatter = structlog.stdlib.ProcessorFormatter(
        **{name: value for name, value in config.items() if name != "()"}
    )

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(formatter.format(record))

    root, kept = logging.getLogger(), Kept()
    monkeypatch.setattr(root, "handlers", [*root.handlers, kept])
    return lines


def test_a_line_has_its_fields_and_no_others(said: list[str]) -> None:
    structlog.get_logger("clinic.x").warning("outbox_failed", code="k3m9", note=WORD)
    line = json.loads(said[-1])
    assert {k: line[k] for k in ("event", "level", "code")} == {
        "event": "outbox_failed",
        "level": "warning",
        "code": "k3m9",
    }
    assert "note" not in line


def test_without_the_list_a_note_would_stand_in_the_log(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "FIELDS", logs.FIELDS | {"note"})
    structlog.get_logger("clinic.x").warning("outbox_failed", note=WORD)
    assert WORD in said[-1]


def test_an_address_or_a_sentence_in_a_listed_field_is_not_shown(said: list[str]) -> None:
    structlog.get_logger("clinic.x").warning("x", user="mara@demo.example", code="It hurts!")
    assert [json.loads(said[-1])[name] for name in ("user", "code")] == ["?", "?"]


@given(st.text().filter(lambda text: not logs.PLAIN.fullmatch(text)))
def test_no_text_but_codes_passes_in_any_field(text: str) -> None:
    fields = dict.fromkeys(logs.FIELDS - {"event"}, text)
    assert set(logs.allowed(None, "", fields).values()) == {"?"}


def test_an_exception_is_told_by_its_kind_and_place_and_not_by_its_words(said: list[str]) -> None:
    try:
        raise ValueError(WORD) from KeyError(WORD)
    except ValueError:
        logging.getLogger("django.request").exception("Failed: %s", f"/{WORD}/")
    line = json.loads(said[-1])
    assert (line["event"], line["error"]) == ("Failed: %s", "ValueError < KeyError")
    assert "test_logs.py" in line["frames"][-1]
    assert WORD not in said[-1]


def test_what_unknown_packages_say_is_not_repeated(said: list[str]) -> None:
    logging.getLogger("some.package").warning(f"cannot read {WORD}")  # noqa: G004 - the harm itself
    logging.getLogger("django.security.X").error(WORD)
    assert [json.loads(line)["event"] for line in said] == ["said", "said"]


def test_how_a_worker_starts_is_told_in_full(said: list[str]) -> None:
    logging.getLogger("celery.worker").info("%s ready.", "one@here")
    assert json.loads(said[-1])["event"] == "one@here ready."


def test_people_get_a_line_that_they_can_read() -> None:
    fields = {"event": "request", "level": "info", "timestamp": "2026-11-22T10:00:00Z", "ms": 3.1}
    assert logs.line(None, "", fields) == "2026-11-22T10:00:00 info  request ms=3.1"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/me/", f"/{WORD}/", f"/account/login/?next=/{WORD}/"])
def test_no_word_of_a_client_reaches_the_log_even_when_a_page_breaks(
    path: str, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = make.client("mara", note=WORD)

    def quote(*args: object, **more: object) -> None:
        raise RuntimeError(f"the note says {WORD}")

    monkeypatch.setattr("clinic.foundation.queries.access.read_health", quote)
    browser = Browser(raise_request_exception=False)
    browser.force_login(make.login_of(mara))
    browser.get(path)
    assert "request" in [json.loads(line)["event"] for line in said]
    assert WORD not in "".join(said)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_the_database_refuses_is_not_quoted(said: list[str]) -> None:
    make.client("mara")
    try:
        Client.objects.create(name=WORD, code=Client.objects.get().code)
    except IntegrityError:
        logging.getLogger("django.request").exception("Failed")
    assert "IntegrityError < UniqueViolation" in said[-1]
    assert WORD not in said[-1]
