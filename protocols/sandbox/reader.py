"""In the child: reading a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from protocols.core.plans.reading import read
from protocols.core.plans.shape import Ask, BadFile


def answer(head: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """What was read under `read`, or `bad` and its line."""
    try:
        ask = Ask(head["zone"], datetime.fromisoformat(head["now"]))
        return {"read": read(content, head["name"], ask).to_json()}, b""
    except BadFile as error:
        return {"bad": error.code, "line": error.line}, b""
