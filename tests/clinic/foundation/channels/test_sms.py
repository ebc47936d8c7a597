"""Short messages: to a provider over HTTP, to the console, to the demo's folder, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from clinic.foundation import channels
from clinic.foundation.channels import sms
from clinic.foundation.channels.trouble import Down, Refusal
from clinic.foundation.core.messages import Message

SOON = Message("+4915112345678", "Your session is at 14:30.")


@dataclass
class Provider:
    """Takes short messages over HTTP and answers with `status`."""

    status: int = 200
    heard: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    held = Provider()

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            held.heard.append((self.path, dict(self.headers), json.loads(body)))
            self.send_response(held.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        settings.SMS_URL = f"http://me:se%40cret@127.0.0.1:{server.server_port}/send?from=Legwork"
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield held
        server.shutdown()
        thread.join()


def send(*messages: Message) -> None:
    way = sms.Sms()
    way.open()
    try:
        for number, message in enumerate(messages):
            way.send(message, f"code{number}")
    finally:
        way.close()


def test_a_short_message_is_one_request_that_can_be_known_again(provider: Provider) -> None:
    send(SOON)
    ((path, head, body),) = provider.heard
    assert body == {"to": SOON.to, "text": SOON.text, "id": "code0"}
    assert (path, head["Idempotency-Key"]) == ("/send?from=Legwork", "code0")
    assert head["Authorization"] == "Basic bWU6c2VAY3JldA=="


def test_several_go_over_one_connection_in_turn(provider: Provider) -> None:
    send(SOON, SOON)
    assert [body["id"] for _path, _head, body in provider.heard] == ["code0", "code1"]


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_yes_is_a_yes(provider: Provider, status: int) -> None:
    provider.status = status
    send(SOON)
    assert len(provider.heard) == 1


@pytest.mark.parametrize(("status", "temporary"), [(400, False), (422, False), (408, True)])
def test_a_no_to_this_message_is_its_own_affair(
    provider: Provider, status: int, *, temporary: bool
) -> None:
    provider.status = status
    with pytest.raises(Refusal) as fault:
        send(SOON)
    assert (fault.value.kind, fault.value.temporary) == (str(status), temporary)


@pytest.mark.parametrize("status", [301, 401, 403, 404, 429, 500, 503])
def test_a_no_to_everybody_is_the_ways_fault(provider: Provider, status: int) -> None:
    provider.status = status
    with pytest.raises(Down):
        send(SOON)


def test_a_provider_that_is_not_there_is_the_ways_fault(settings: Any) -> None:
    settings.SMS_URL = "http://127.0.0.1:1/"
    with pytest.raises(Down) as fault:
        send(SOON)
    assert fault.value.kind == "ConnectionRefusedError"


def test_a_provider_that_hangs_up_is_the_ways_fault(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = sms.Sms()
    way.open()
    way.close()
    monkeypatch.setattr(way._connection, "auto_open", 0)
    with pytest.raises(Down):
        way.send(SOON, "a")


def test_on_the_console_it_is_printed(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.SMS_URL = "console:"
    send(SOON)
    assert capsys.readouterr().out == f"SMS to {SOON.to} (code0):\n{SOON.text}\n"


@pytest.mark.parametrize(("url", "there"), [("", False), ("console:", True), ("https://a/", True)])
def test_without_an_address_there_are_no_short_messages(
    settings: Any, url: str, *, there: bool
) -> None:
    settings.SMS_URL = url
    assert channels.available("sms") == there
    assert channels.available("mail")
    assert not channels.available("pigeon")
