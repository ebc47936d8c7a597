"""A way out for tests: keeps what it was given, and refuses when told to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from clinic.foundation import channels
from clinic.foundation.channels.trouble import Down, Refusal
from clinic.foundation.core.messages import Message

Mood = Callable[[str], None]


def content(_code: str) -> None:
    pass


def down(_code: str) -> None:
    raise Down("421")


def cut(_code: str) -> None:
    """It took the message, perhaps, and said nothing more."""
    raise Down("SMTPServerDisconnected")


def busy(_code: str) -> None:
    raise Refusal("451", temporary=True)


def unwilling(_code: str) -> None:
    raise Refusal("550", temporary=False)


@dataclass
class Postman:
    """`sent` are the codes of rows in the order they got through; `mood` is asked before each.

    `reachable` False is a server that nobody reaches. All passes share one postman.
    """

    sent: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    mood: Mood = content
    reachable: bool = True
    opened: int = 0
    closed: int = 0

    def open(self) -> None:
        self.opened += 1
        if not self.reachable:
            raise Down("ConnectionRefusedError")

    def send(self, message: Message, code: str) -> None:
        self.asked.append(code)
        self.mood(code)
        self.sent.append(code)
        self.messages.append(message)

    def close(self) -> None:
        self.closed += 1


def hired(monkeypatch: pytest.MonkeyPatch, name: str = "mail") -> Postman:
    """A postman who carries what leaves by this way from now on."""
    postman = Postman()
    monkeypatch.setitem(channels.WAYS, name, lambda: postman)
    return postman
