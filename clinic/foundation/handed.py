"""What the upper apps hand down at start, so that no code is ever called upward by name.

`bookings` knows appointments: it hands over who treats whom, and which action handles which
outbox topic. Until something is handed over nobody treats and no topic is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from clinic.foundation.models import Client, OutboxRow, User

Treats = Callable[
    [User, Client, datetime], bool
]  # (therapist, client, since) -> an appointment not cancelled
Empty = Callable[[Client], bool]  # nothing hangs on this record yet: no races, no appointments


@dataclass(frozen=True)
class Handler:
    """How one outbox topic is carried out; `wanted` is asked right before."""

    carry_out: Callable[[OutboxRow, datetime], None]
    wanted: Callable[[OutboxRow, datetime], bool] = lambda row, now: True


@dataclass
class _Handed:
    treats: Treats = lambda by, client, since: False
    empty: Empty = lambda client: True
    handlers: dict[str, Handler] = field(default_factory=dict)


given = _Handed()


def hand_over(
    *,
    treats: Treats | None = None,
    empty: Empty | None = None,
    handlers: Mapping[str, Handler] | None = None,
) -> None:
    """Called once by each upper app's `ready()`. A topic has one handler; a record is empty when
    every app says so.
    """
    if treats is not None:
        given.treats = treats
    if empty is not None:
        given.empty = _both(given.empty, empty)
    for topic, handler in (handlers or {}).items():
        if given.handlers.get(topic, handler) is not handler:
            raise ValueError(f"two handlers for the outbox topic {topic!r}")
        given.handlers[topic] = handler


def _both(one: Empty, other: Empty) -> Empty:
    return lambda client: one(client) and other(client)
