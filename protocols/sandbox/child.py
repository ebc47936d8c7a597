"""The child: `python -m protocols.sandbox.child read`. A question in, an answer out, then it ends.

Both are a line of JSON and, after it, bytes. What it is asked for is loaded after its limits hold.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any

from protocols.core.plans.shape import MOST_BYTES
from protocols.sandbox import limits

MOST_HEAD = 64 * 1024
MODES = {  # the first word -> the module whose `answer` answers, and its limits
    "read": ("protocols.sandbox.reader", limits.READ),
    "fetch": ("protocols.sandbox.fetcher", limits.FETCH),
}


def main(mode: str) -> None:
    module, most = MODES[mode]
    limits.hold(most)
    answer = import_module(module).answer
    head: dict[str, Any] = json.loads(sys.stdin.buffer.readline(MOST_HEAD))
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    told: dict[str, Any]
    try:
        told, body = answer(head, content)
    except (MemoryError, RecursionError):
        told, body = {"bad": "too_hard"}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1])
