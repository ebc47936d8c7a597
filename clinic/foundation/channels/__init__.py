"""The ways out: by name, each with three methods.

`open()` reaches whoever carries messages, `send(message, code)` hands one over and `close()` lets
go. They raise `Down` when the way is at fault, `Refusal` when this one message is refused. `code`
is the row's: whoever carries it can know a message that was sent twice by it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from clinic.foundation.channels.mail import Mail
from clinic.foundation.channels.sms import Sms, is_on
from clinic.foundation.core.messages import Message


class Way(Protocol):
    def open(self) -> None: ...

    def send(self, message: Message, code: str) -> None: ...

    def close(self) -> None: ...


WAYS: dict[str, Callable[[], Way]] = {"mail": Mail, "sms": Sms}


def available(name: str) -> bool:
    """Whether messages can be queued for this way: a clinic need not have SMS."""
    return name in WAYS and (name != "sms" or is_on())


class Opened:
    """The ways that one pass over the outbox has open: each is opened once, when first needed."""

    def __init__(self) -> None:
        self._open: dict[str, Way] = {}

    def reach(self, name: str) -> None:
        """Have this way open. Raises `Down`; `LookupError` for one that the clinic has not."""
        if not available(name):
            raise LookupError(name)
        if name not in self._open:
            way = WAYS[name]()
            way.open()
            self._open[name] = way

    def send(self, name: str, message: Message, code: str) -> None:
        self._open[name].send(message, code)

    def close(self, name: str) -> None:
        """Let go of it, so that the next message finds it opened anew."""
        if way := self._open.pop(name, None):
            way.close()

    def close_all(self) -> None:
        for name in [*self._open]:
            self.close(name)
