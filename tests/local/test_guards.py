"""Folders of one's own, locks, and failures of one line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic.local import guards
from clinic.local.guards import Busy, Trouble

SOMEBODY = 54321


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_a_folder_is_closed_to_others_whatever_the_umask(tmp_path: Path) -> None:
    folder = guards.own(tmp_path / "ours")

    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_stood_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir(0o755)

    assert guards.own(tmp_path / "ours").stat().st_mode & 0o777 == 0o700


def test_the_folder_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theirs").mkdir()
    monkeypatch.setattr(os, "getuid", lambda: SOMEBODY)

    with pytest.raises(Trouble, match=r"theirs is another user's\. Set TMPDIR"):
        guards.own(tmp_path / "theirs")


def test_a_planted_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)

    with pytest.raises(Trouble, match="Set TMPDIR"):
        guards.own(tmp_path / "link")


def test_a_root_that_cannot_become_nobody_hears_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(os, "chown", refuse)
    monkeypatch.setattr(guards, "server_user", lambda: tmp_path.stat().st_uid)

    with pytest.raises(Trouble, match=r"Operation not permitted.*do not run as root"):
        guards.own(tmp_path / "ours")


def test_whoever_comes_second_hears_who_was_first(tmp_path: Path) -> None:
    with (
        guards.locked(tmp_path / "lock", "The demo runs."),
        pytest.raises(Busy, match=r"The demo runs\."),
        guards.locked(tmp_path / "lock", "Another."),
    ):
        pass


def test_a_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    with guards.locked(tmp_path / "lock", "First."):
        pass

    with guards.locked(tmp_path / "lock", "Second."):
        assert (tmp_path / "lock").read_text() == "Second."


def test_a_fault_of_the_system_is_one_line() -> None:
    def main() -> int:
        raise FileNotFoundError(2, "No such file or directory", "requirements.txt")

    with pytest.raises(SystemExit, match=r"^requirements.txt: No such file or directory\..*$"):
        guards.run(main)
