"""Short messages: to a provider that takes JSON over HTTP, to the console, or to the demo's folder.

SMS_URL says which: `https://user:password@host/path`, `console:`, `folder:`; empty is none.
"""

from __future__ import annotations

import base64
import contextlib
import json
import sys
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from clinic.foundation.channels import folder
from clinic.foundation.channels.trouble import Down, Refusal
from clinic.foundation.core.messages import Message

TIMEOUT = 10  # seconds
# Who we are or how much we send: the same for every message, so the way is at fault.
OURS = frozenset({401, 402, 403, 404, 407, 429})
LATER = frozenset({408, 409, 425})


def is_on() -> bool:
    return bool(settings.SMS_URL)


class Sms:
    """Short messages the way that SMS_URL names."""

    def __init__(self) -> None:
        self._parts = urlsplit(settings.SMS_URL)
        self._connection: HTTPConnection | None = None

    def open(self) -> None:
        if self._parts.scheme not in ("http", "https"):
            return
        kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        self._connection = kind(self._parts.hostname or "", self._parts.port, timeout=TIMEOUT)
        try:
            self._connection.connect()
        except OSError as fault:
            raise Down(type(fault).__name__) from fault

    def send(self, message: Message, code: str) -> None:
        if self._connection is not None:
            _judge(_post(self._connection, self._parts, message, code))
        elif self._parts.scheme == "folder":
            folder.keep_sms(message.to, message.text, code)
        else:
            sys.stdout.write(f"SMS to {message.to} ({code}):\n{message.text}\n")
            sys.stdout.flush()

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()


def _post(connection: HTTPConnection, parts: SplitResult, message: Message, code: str) -> int:
    head = {"Content-Type": "application/json", "Idempotency-Key": code}
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        head["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    body = json.dumps({"to": message.to, "text": message.text, "id": code})
    try:
        connection.request("POST", path, body, head)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException) as fault:
        raise Down(type(fault).__name__) from fault
    return answer.status


def _judge(status: int) -> None:
    if 200 <= status < 300:
        return
    if 400 <= status < 500 and status not in OURS:
        raise Refusal(str(status), temporary=status in LATER)
    raise Down(str(status))
