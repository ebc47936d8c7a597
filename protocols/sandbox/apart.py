"""Reading a file and fetching a feed, each in a process of its own."""

from __future__ import annotations

from protocols.core.plans.shape import BAD, MOST_BYTES, Ask, BadFile, Read
from protocols.sandbox import processes
from protocols.sandbox.fetching import Fetched, Unreachable
from protocols.sandbox.processes import Died


def read_apart(content: bytes, name: str, ask: Ask) -> Read:
    """What a file holds. Raises BadFile, `too_hard` for one that takes more than a file may; and
    Unavailable if too many are being read.
    """
    if len(content) > MOST_BYTES:
        raise BadFile("too_big")
    head = {"name": name[-200:], "zone": ask.zone, "now": ask.now.isoformat()}
    try:
        told, _body = processes.ask("read", head, content)
        if "bad" in told:
            code, line = told["bad"], told.get("line", 0)
            raise BadFile(code if code in BAD else "broken", int(line))
        return Read.from_json(told["read"])
    except Died as error:
        raise BadFile("too_hard" if error.spent else "broken") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadFile("broken") from error


def fetch_apart(address: str) -> Fetched:
    """The content of a feed. Raises Unreachable; and Unavailable if too many are being fetched."""
    try:
        told, body = processes.ask("fetch", {"address": address})
    except Died as error:
        raise Unreachable("timeout" if error.spent else "broken") from error
    if told:
        raise Unreachable(str(told.get("trouble", "broken")))
    return Fetched(body)
