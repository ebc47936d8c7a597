"""Children: what they may use, what they know, and that none outlives its question."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from clinic.foundation.errors import Unavailable
from protocols.sandbox import child, processes
from protocols.sandbox.limits import MEGABYTE
from protocols.sandbox.processes import Died
from tests.protocols.sandbox.bombs import HERE, MODES


def ask(word: str, content: bytes = b"", mode: str = "bomb") -> dict[str, Any]:
    told, _body = processes.ask(mode, {"word": word}, content)
    return told


@pytest.fixture(autouse=True)
def bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Modes of the child whose module does what no reader should, under the limits of reading."""
    for mode, held in MODES.items():
        monkeypatch.setitem(child.MODES, mode, held)
        monkeypatch.setitem(processes._turns, mode, threading.BoundedSemaphore(1))
    monkeypatch.setattr(processes, "CHILD", ("-m", HERE))


def test_a_child_is_asked_and_answers() -> None:
    assert ask("echo", b"abc") == {"echo": "abc"}


@pytest.mark.parametrize("word", ["memory", "wide"])
def test_a_child_that_wants_more_memory_is_refused_it(word: str) -> None:
    assert ask(word) == {"bad": "too_hard"}


@pytest.mark.parametrize("word", ["spin", "segfault", "kill", "flood"])
def test_a_child_that_uses_up_its_share_dies_alone(word: str) -> None:
    with pytest.raises(Died) as told:
        ask(word, mode="hasty")
    assert told.value.spent
    assert ask("echo", b"next") == {"echo": "next"}


@pytest.mark.parametrize("word", ["exit", "garbage", "list", "silence"])
def test_a_child_that_answers_nonsense_is_not_believed(word: str) -> None:
    with pytest.raises(Died) as told:
        ask(word)
    assert not told.value.spent


def test_a_child_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGWORK_HEALTH_KEYS", "secret")
    known = ask("environment")["environment"]
    assert sorted(known) == ["LANG", "LC_ALL", "PATH"]
    assert "secret" not in json.dumps(known)


def test_a_child_given_the_environment_would_know_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGWORK_HEALTH_KEYS", "secret")
    monkeypatch.setattr(processes, "ENVIRONMENT", dict(os.environ))
    assert ask("environment")["environment"]["LEGWORK_HEALTH_KEYS"] == "secret"


def test_a_child_has_limits_that_it_cannot_raise() -> None:
    told = ask("limits")
    assert told["AS"] == [256 * MEGABYTE] * 2
    assert (told["FSIZE"], told["NPROC"], told["CORE"]) == ([0, 0], [0, 0], [0, 0])
    assert told["files"] <= 4
    assert told["loaded"] == []


def test_a_child_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(Died):
        ask("write", str(tmp_path / "left").encode())
    assert not (tmp_path / "left").exists() or not (tmp_path / "left").read_bytes()


def test_a_child_is_gone_when_the_question_is_answered() -> None:
    told = ask("pid")
    with pytest.raises(ProcessLookupError):
        os.killpg(told["pid"], 0)
    assert told["group"] == told["pid"] != os.getpgid(0)


def test_a_child_that_hangs_is_ended_by_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    class AtOnce(threading.Timer):
        def __init__(self, seconds: float, *rest: Any) -> None:
            super().__init__(0.05 if seconds == 60 + processes.GRACE else seconds, *rest)

    monkeypatch.setattr(processes.threading, "Timer", AtOnce)  # type: ignore[attr-defined]
    with pytest.raises(Died) as told:
        ask("hang", b"x" * 300_000)
    assert told.value.spent


def test_whoever_waits_too_long_for_a_turn_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.0)
    with processes._turn("bomb"), pytest.raises(Unavailable) as told:
        ask("echo")
    assert told.value.code == "busy"
    assert ask("echo", b"mine") == {"echo": "mine"}


def test_two_are_read_at_once_by_one_process() -> None:
    taken = [processes._turns["read"].acquire(blocking=False) for _ in range(3)]
    for _ in range(2):
        processes._turns["read"].release()
    assert taken == [True, True, False]


def test_a_child_whose_parent_is_gone_ends_by_itself() -> None:
    alone = subprocess.Popen(
        [sys.executable, "-m", "protocols.sandbox.child", "read"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert alone.stdin is not None
    alone.stdin.close()
    assert alone.wait(30) != 0


def test_what_counts_as_used_up_is_known_by_signal() -> None:
    assert {-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL} <= processes.SPENT
