"""The parent's side: one question to one child, which never outlives it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from clinic.foundation.errors import Unavailable
from protocols.sandbox.child import MODES

ROOT = Path(__file__).resolve().parents[2]
MOST_ANSWER = 16 * 1024 * 1024
AT_ONCE = 2  # children of a kind that one process has
PATIENCE = 2.0  # seconds that a question waits for its turn: it holds up a thread of the web
GRACE = 1.0  # seconds on top of a child's own wall clock
CHILD = ("-m", "protocols.sandbox.child")
# Nothing of this process's environment is handed on: there are secrets in it.
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
SPENT = {-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT}

_turns = {mode: threading.BoundedSemaphore(AT_ONCE) for mode in MODES}


class Died(Exception):
    """A child that gave no answer. `spent`: it had used up what it may."""

    def __init__(self, *, spent: bool) -> None:
        super().__init__(spent)
        self.spent = spent


def ask(mode: str, head: dict[str, Any], content: bytes = b"") -> tuple[dict[str, Any], bytes]:
    """The answer of a child of that mode. Raises Died; Unavailable if others take too long."""
    with _turn(mode):
        code, told = _run(mode, json.dumps(head).encode() + b"\n" + content)
    first, _end, body = told.partition(b"\n")
    if code != 0 or len(told) > MOST_ANSWER:
        raise Died(spent=code in SPENT or len(told) > MOST_ANSWER)
    try:
        answer = json.loads(first)
    except ValueError as error:
        raise Died(spent=False) from error
    if not isinstance(answer, dict):
        raise Died(spent=False)
    return answer, body


@contextmanager
def _turn(mode: str) -> Iterator[None]:
    if not _turns[mode].acquire(timeout=PATIENCE):
        raise Unavailable("busy", _("Many files are being read right now. Try again in a minute."))
    try:
        yield
    finally:
        _turns[mode].release()


def _run(mode: str, question: bytes) -> tuple[int, bytes]:
    """Exit code and answer of a child. Whatever happens, its process group is gone afterwards."""
    child = subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, "-E", "-s", "-B", *CHILD, mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    guard = threading.Timer(MODES[mode][1].wall + GRACE, _end, [child])
    guard.start()
    try:
        told = _talk(child, question)
    finally:
        if sys.exc_info()[0] is not None:
            _end(child)
        child.wait()
        guard.cancel()
        guard.join()
    return child.returncode, told


def _talk(child: subprocess.Popen[bytes], question: bytes) -> bytes:
    """The child reads all before it answers, so neither waits for the other."""
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdout as out:
        with suppress(BrokenPipeError), child.stdin as into:
            into.write(question)
        told = out.read(MOST_ANSWER + 1)
    if len(told) > MOST_ANSWER:
        _end(child)
    return told


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it might have started, unless it was already waited for."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
