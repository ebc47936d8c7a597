"""A launcher that sees only a folder of the test's own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clinic.local import places
from clinic.local.processes import Family

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, and no server named by the environment."""
    for name in ("DATABASE_URL", "REDIS_URL", "PG_BIN", "PORT", "LEGWORK_INSTANCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    """A supervisor's children, ended with the test; pytest gets its signals back."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    family = Family(tmp_path, dict(os.environ))
    yield family
    family.stop()
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.fixture
def launcher() -> Command:
    """Run `python -m clinic.local …` to its end."""

    def launch(*arguments: str, answer: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "clinic.local", *arguments],
            input=answer,
            capture_output=True,
            text=True,
            cwd=places.CHECKOUT,
            env=os.environ | env,
            check=False,
        )

    return launch
