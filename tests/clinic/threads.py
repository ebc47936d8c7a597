"""Doing things at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

PATIENCE = 60  # seconds; on a busy machine a thread comes late


def together(*doings: Callable[[], Any]) -> list[Any]:
    """Start all at once; each one's answer, or the exception it ended with."""
    gate = Barrier(len(doings))

    def one(doing: Callable[[], Any]) -> Any:
        gate.wait(PATIENCE)
        try:
            return doing()
        except Exception as error:  # noqa: BLE001 - the test judges it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(one, doings))
