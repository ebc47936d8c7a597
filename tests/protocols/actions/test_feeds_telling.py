"""The message about a feed that could not be read for a day."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
import redis
import structlog
from django.conf import settings

from clinic.foundation import logs
from clinic.foundation.actions import outbox
from clinic.foundation.models import Client, OutboxRow
from protocols.actions import feed_reading as reading
from protocols.actions import feeds as actions
from protocols.actions import imports
from protocols.models import Source
from protocols.queries import feeds as queries
from tests.clinic import make, postman
from tests.clinic.test_stolen_dump import tables_with
from tests.protocols.feeding import ADDRESS, NOW, SECRET, Web, again, at, feed, web

__all__ = ["web"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def told(web: Web) -> Source:
    """A feed that failed for a day and its row in the outbox."""
    source = feed(make.client())
    web.at[ADDRESS] = "http_404"
    for hour in (2, 27):
        Source.objects.update(due_at=at(hour))
        reading.refresh(code=source.code, now=at(hour))
    assert OutboxRow.objects.get().facts["trouble"] == "http_404"
    return again(source)


def sent(monkeypatch: pytest.MonkeyPatch, now_hours: float = 28) -> postman.Postman:
    carrier = postman.hired(monkeypatch)
    outbox.work(now=at(now_hours))
    return carrier


def test_it_says_since_when_and_why_and_where_to_look(
    told: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    (message,) = sent(monkeypatch).messages
    assert message.to == told.client.email
    assert "TrainingPeaks" in message.subject
    for words in (message.text, message.html):
        assert "12:00" in words  # by the clock of the clinic
        assert "Copy it anew" in words
        assert f"/feeds/{told.code}/" in words
        assert SECRET not in words


@pytest.mark.parametrize(("tool", "name"), [("ical", "feed.example.org"), ("runna", "Runna")])
def test_it_does_not_say_what_the_calendar_calls_itself(
    told: Source, monkeypatch: pytest.MonkeyPatch, tool: str, name: str
) -> None:
    Source.objects.update(tool=tool, name="Back after a stress fracture")
    (message,) = sent(monkeypatch).messages
    assert name in message.subject
    assert "fracture" not in message.subject + message.text + message.html


def test_without_its_discreet_name_the_message_would_tell_of_it(
    told: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    Source.objects.update(name="Back after a stress fracture")
    monkeypatch.setattr(queries, "called", lambda source: source.name)
    assert "fracture" in sent(monkeypatch).messages[0].subject


def test_the_same_row_makes_the_same_words_whatever_came_after(
    told: Source, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = postman.hired(monkeypatch)
    carrier.mood = postman.busy
    outbox.work(now=at(28))
    web.at[ADDRESS] = "timeout"
    reading.read_now(by=make.login_of(told.client), source=told, now=at(28.1))
    carrier.mood = postman.content
    outbox.work(now=at(29))
    assert "Copy it anew" in carrier.messages[0].text


def test_a_feed_that_works_again_is_not_spoken_of(
    told: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    Source.objects.update(failing_since=None, trouble="", fails=0)
    assert sent(monkeypatch).messages == []
    assert OutboxRow.objects.get().state == OutboxRow.State.DROPPED


def test_nor_is_one_that_was_removed(told: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.unsubscribe(by=make.login_of(told.client), source=told, now=at(28), with_things=False)
    assert sent(monkeypatch).messages == []


def test_a_client_without_an_address_is_written_nothing(
    told: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    Client.objects.update(email="")
    assert sent(monkeypatch).messages == []


def test_it_waits_for_the_end_of_the_quiet_hours(
    told: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eleven at night by UTC, the client's zone."""
    night = 14 + 24
    assert (NOW + timedelta(hours=night)).hour == 23
    assert sent(monkeypatch, night).messages == []
    assert len(sent(monkeypatch, night + 11).messages) == 1


# Its address is a secret


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


def test_no_table_and_no_message_holds_the_address(
    told: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = sent(monkeypatch).messages[0]
    assert tables_with(SECRET) == set()
    assert SECRET not in repr(message)
    with redis.Redis.from_url(settings.ENV.redis_url) as store:
        held = [key + (store.dump(key) or b"") for key in store.scan_iter()]
    assert SECRET.encode() not in b"".join(held)
    Source.objects.update(name=f"the {SECRET}")
    assert tables_with(SECRET) == {"protocols_source"}  # the search would have found it


def test_a_fault_that_names_the_address_leaves_no_word_of_it_in_the_log(
    web: Web, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_told: object) -> None:
        raise RuntimeError(ADDRESS)

    source = feed(make.client())
    monkeypatch.setattr(imports, "keep", broken)
    reading.refresh(code=source.code, now=at(2))
    (line,) = [json.loads(each) for each in said if "feed not read" in each]
    assert (line["code"], line["error"]) == (source.code, "RuntimeError")
    assert SECRET not in "".join(said)
