"""Asking for a pass over the outbox right after a change, without ever waiting for Redis.

A request leaves a word in a slot and goes on. One thread of the process takes it from there and
publishes the tick. Redis may be gone or, worse, frozen: then this thread waits, and the messages
go with beat's next tick.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Thread
from time import monotonic, sleep
from typing import Any

import structlog
from celery import current_app

REST = 20.0  # seconds without a try after one that failed
GATHER = 0.2  # seconds after one pass was asked for in which others are asked for together
PATIENCE = 2.0  # seconds for Redis to answer: the thread's, no request's

log = structlog.get_logger(__name__)


class Nudger:
    """The slot and its thread, which starts with the first word. Each process has its own."""

    def __init__(
        self,
        publish: Callable[[str], None],
        clock: Callable[[], float] = monotonic,
        gather: Callable[[float], None] = sleep,
    ) -> None:
        self._publish, self._clock, self._gather = publish, clock, gather
        self._afresh()
        os.register_at_fork(after_in_child=self._afresh)  # a fork has no threads but its own

    def _afresh(self) -> None:
        self._slot, self._ready = set[str](), Condition()
        self._thread: Thread | None = None
        self._rests_until = 0.0

    def __call__(self, lane: str) -> None:
        """Have a pass over `lane` asked for soon; told twice before it is, it is asked for once."""
        with self._ready:
            if self._clock() < self._rests_until:
                return
            self._slot.add(lane)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="nudge", daemon=True)
                self._thread.start()
            self._ready.notify()

    def _run(self) -> None:
        while True:
            with self._ready:
                while not self._slot:
                    self._ready.wait()
                lanes, self._slot = sorted(self._slot, reverse=True), set()
            self._ask(lanes)
            self._gather(GATHER)  # under load one tick serves many: publishing costs milliseconds

    def _ask(self, lanes: list[str]) -> None:
        try:
            for lane in lanes:
                self._publish(lane)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next tick does without
            log.warning("nudge failed", error=type(error).__name__)
            with self._ready:
                self._rests_until = self._clock() + REST
                self._slot.clear()


class Publisher:
    """Publishes ticks on a connection of its own, which a failure throws away."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __call__(self, lane: str) -> None:
        if self._connection is None:
            self._connection = _connection()
        try:
            current_app.send_task(
                "clinic.outbox_tick",
                args=(lane,),
                connection=self._connection,
                expires=20,
                retry=False,
            )
        except BaseException:
            broken, self._connection = self._connection, None
            with suppress(Exception):
                broken.release()
            raise


def _connection() -> Any:
    patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "max_retries": 0}
    options = {**current_app.conf.broker_transport_options, **patience}
    return current_app.connection_for_write(transport_options=options)


nudge = Nudger(Publisher())
