"""Who did what: the actor of a change comes from its action, since tasks have no request.

The triggers of pghistory ask two settings of the database who acts. Its own context manager sends
them along with every statement; inside a transaction once is enough, since they hold to its end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any, Protocol
from uuid import uuid4

from django.db import connection

LOOKS = ("select", "(select", "execute", "rollback")  # what changes nothing needs no actor
TELL = (
    "SELECT set_config('pghistory.context_id', %s, true),"
    " set_config('pghistory.context_metadata', %s, true); "
)
_thread = local()


class Actor(Protocol):
    """A login, or whoever else acts and has a code to be named by."""

    @property
    def code(self) -> str: ...


@contextmanager
def acting(by: Actor | None, doing: str) -> Iterator[None]:
    """Name actor and intention on every audit row written inside; no actor means the system.

    One within another goes on as the same doing, by its newest name.
    """
    told = {"actor": by.code if by else "system", "doing": doing}
    if (around := getattr(_thread, "doing", None)) is not None:
        around.tell(told)
        yield
        return
    _thread.doing = _Doing(told)
    try:
        with connection.execute_wrapper(_thread.doing):
            yield
    finally:
        del _thread.doing


class _Doing:
    """Tells the database who acts, with the first statement that may change something."""

    def __init__(self, told: dict[str, str]) -> None:
        self.code = str(uuid4())
        # Begun inside a transaction it ends there, too: what was told once holds all the while.
        # A savepoint that is rolled back takes back only what was told after it.
        self.holds = connection.in_atomic_block
        self.tell(told)

    def tell(self, told: dict[str, str]) -> None:
        self.text, self.known = json.dumps(told), False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if self.known or sql.lstrip().lower().startswith(LOOKS):
            return execute(sql, params, *rest)
        self.known = self.holds
        return execute(TELL + sql, (self.code, self.text, *(params or ())), *rest)
