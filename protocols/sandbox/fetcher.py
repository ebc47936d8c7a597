"""In the child: fetching a feed. Its address comes by the pipe: no list of processes shows it."""

from __future__ import annotations

from typing import Any

from protocols.sandbox.fetching import Unreachable, fetch


def answer(head: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """The feed's content behind an empty head, or its `trouble`."""
    _ = content
    try:
        return {}, fetch(head["address"]).content
    except Unreachable as error:
        return {"trouble": error.code}, b""
