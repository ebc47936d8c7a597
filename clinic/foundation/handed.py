"""What the upper apps hand down at start, so that no code is ever called upward by name.

`bookings` knows appointments: it hands over who treats whom, and which action handles which
outbox topic. Until something is handed over nobody treats and no topic is known.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime

from clinic.foundation.core.messages import Message
from clinic.foundation.models import Client, OutboxRow, User

# (therapist, clients by number, since) -> those of them with an appointment not cancelled
Treated = Callable[[User, Collection[int], datetime], Set[int]]
Nudge = Callable[[str], None]  # ask for a pass over this lane of the outbox; never waits
Sweep = Callable[[datetime], object]  # throws away what serves nobody any more, every hour
# "VisitNote:code" and the like -> the moment that this record is of, where it is known
Dates = Callable[[Collection[str]], Mapping[str, datetime]]
Empty = Callable[[Client], bool]  # nothing hangs on this record yet: no races, no appointments


@dataclass(frozen=True)
class Handler:
    """How one outbox topic is carried out; `wanted` is asked right before."""

    carry_out: Callable[[OutboxRow, datetime], None]
    wanted: Callable[[OutboxRow, datetime], bool] = lambda row, now: True


OTHER_WAY = "Other way"


@dataclass(frozen=True)
class Notice:
    """How a message of one outbox topic is worded; the outbox sends it and notes that it did.

    `compose` gives the message, None where there is nobody to send it to, or a word why this row
    sends none (`OTHER_WAY`: another row does). It may run again
    after a crash, and then has to give the same one. `quiet`: it can wait until the client's quiet
    hours are over; `latest` says until when it can.
    """

    compose: Callable[[OutboxRow, datetime], Message | str | None]
    wanted: Callable[[OutboxRow, datetime], bool] = lambda row, now: True
    quiet: bool = False
    latest: Callable[[OutboxRow], datetime | None] = lambda row: None


@dataclass
class _Handed:
    treated: Treated = lambda by, clients, since: frozenset()
    empty: Empty = lambda client: True
    dates: Dates = lambda records: {}
    handlers: dict[str, Handler | Notice] = field(default_factory=dict)
    nudge: Nudge = lambda lane: None
    sweeps: list[Sweep] = field(default_factory=list)


given = _Handed()


def hand_over(
    *,
    treated: Treated | None = None,
    empty: Empty | None = None,
    dates: Dates | None = None,
    handlers: Mapping[str, Handler | Notice] | None = None,
    nudge: Nudge | None = None,
    sweep: Sweep | None = None,
) -> None:
    """Called once by each upper app's `ready()`. A topic has one handler; a record is empty when
    every app says so.
    """
    if sweep is not None:
        given.sweeps.append(sweep)
    if nudge is not None:
        given.nudge = nudge
    if treated is not None:
        given.treated = treated
    if dates is not None:
        given.dates = dates
    if empty is not None:
        given.empty = _both(given.empty, empty)
    for topic, handler in (handlers or {}).items():
        if given.handlers.get(topic, handler) is not handler:
            raise ValueError(f"two handlers for the outbox topic {topic!r}")
        given.handlers[topic] = handler


def _both(one: Empty, other: Empty) -> Empty:
    return lambda client: one(client) and other(client)
