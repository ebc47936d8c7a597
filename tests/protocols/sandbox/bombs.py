"""A child that does what hostile files want a reader to do. Started like the real one."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from protocols.sandbox import child
from protocols.sandbox.limits import READ

GIGABYTE = 1024 * 1024 * 1024
HERE = "tests.protocols.sandbox.bombs"
MODES = {  # what wants memory has the time to want it: on a busy machine a second is too short
    "bomb": (HERE, READ._replace(wall=60)),
    "hasty": (HERE, READ._replace(cpu=1, wall=60)),
}


def answer(head: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    return globals()[f"do_{head['word']}"](content), b""


def do_echo(content: bytes) -> dict[str, Any]:
    return {"echo": content.decode()}


def do_memory(content: bytes) -> dict[str, Any]:
    return {"got": len(bytearray(GIGABYTE))}


def do_wide(content: bytes) -> dict[str, Any]:
    kept: list[list[None]] = []
    while True:
        kept.append([None] * 1_000_000)


def do_spin(content: bytes) -> dict[str, Any]:
    while True:
        pass


def do_segfault(content: bytes) -> dict[str, Any]:
    return {"got": ctypes.string_at(0)}


def do_kill(content: bytes) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def do_flood(content: bytes) -> dict[str, Any]:
    while True:
        sys.stdout.buffer.write(b"x" * 65_536)


def do_exit(content: bytes) -> dict[str, Any]:
    os._exit(3)


def do_garbage(content: bytes) -> dict[str, Any]:
    sys.stdout.buffer.write(b"{not json\n")
    return {}


def do_list(content: bytes) -> Any:
    return [1]


def do_silence(content: bytes) -> dict[str, Any]:
    sys.stdout.flush()
    os._exit(0)


def do_hang(content: bytes) -> dict[str, Any]:
    signal.pause()
    return {}


def do_environment(content: bytes) -> dict[str, Any]:
    return {"environment": dict(os.environ)}


def do_limits(content: bytes) -> dict[str, Any]:
    names = ("AS", "FSIZE", "NPROC", "CORE")
    told: dict[str, Any] = {
        name: list(resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))) for name in names
    }
    foreign = ("django", "psycopg2", "redis", "celery", "ssl")
    return told | {
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "loaded": [name for name in foreign if name in sys.modules],
    }


def do_write(content: bytes) -> dict[str, Any]:
    with Path(content.decode()).open("wb", buffering=0) as file:
        file.write(b"left")
    return {}


def do_pid(content: bytes) -> dict[str, Any]:
    return {"pid": os.getpid(), "group": os.getpgid(0)}


if __name__ == "__main__":
    child.MODES.update(MODES)
    child.main(sys.argv[1])
