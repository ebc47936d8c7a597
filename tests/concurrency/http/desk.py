"""The desk at the door of the real server: a login of the browser, forms and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string

from clinic.foundation.models import User
from tests.bookings.web.desk_rows import signed_in
from tests.concurrency.http.crowd import Rush


@dataclass(frozen=True)
class Said:
    """What the server answered: `to` is where it sent the browser."""

    status: int
    text: str
    to: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Desk:
    """Somebody of the clinic with a browser: each call is a connection of its own."""

    def __init__(self, rush: Rush, user: User) -> None:
        self.rush = rush
        key = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        self.csrf = _get_new_csrf_string()
        login = f"{settings.SESSION_COOKIE_NAME}={key}"
        self.headers = {"Cookie": f"{login}; {settings.CSRF_COOKIE_NAME}={self.csrf}"}

    def sends(self, path: str, form: Mapping[str, Any]) -> Callable[[], Said]:
        """A form, sent when it is called."""
        body = urlencode({**form, "csrfmiddlewaretoken": self.csrf}, doseq=True)
        return lambda: self._post(path, body, "application/x-www-form-urlencoded")

    def tells(self, path: str, body: Mapping[str, Any]) -> Callable[[], Said]:
        """JSON, sent when it is called."""
        return lambda: self._post(path, json.dumps(body), "application/json")

    def _post(self, path: str, body: str, kind: str) -> Said:
        more = {"Content-Type": kind, "X-CSRFToken": self.csrf, "Accept": "application/json"}
        http = HTTPConnection(self.rush.host, self.rush.port, timeout=60)
        try:
            http.request("POST", path, body, self.headers | more)
            answer = http.getresponse()
            said = Said(answer.status, answer.read().decode(), answer.headers.get("Location", ""))
        finally:
            http.close()
        self.rush.heard[str(said.status)] += 1
        return said
