"""The Makefile's search for a Python; make is what runs these tests, so it is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clinic.local import places


def _setup(*pythons: object) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", "setup", f"PYTHONS={' '.join(map(str, pythons))}"]
    return subprocess.run(command, capture_output=True, text=True, cwd=places.CHECKOUT, check=False)


def _python(folder: Path, name: str, refused: str) -> Path:
    """A Python that fails wherever the code it is to run has `refused` in it."""
    file = folder / name
    file.write_text(
        f'#!/bin/sh\ncase "$2" in *{refused}*) exit 1;; esac\nexec "{sys.executable}" "$@"\n'
    )
    file.chmod(0o755)
    return file


def test_without_a_python_make_says_which_one_it_wants() -> None:
    done = _setup("python-of-nowhere")

    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("No Python 3.11 or newer")


def test_a_python_too_old_is_passed_over(tmp_path: Path) -> None:
    done = _setup(_python(tmp_path, "python3", "version_info"))

    assert done.stderr.splitlines()[0].startswith("No Python 3.11 or newer")


def test_a_python_without_venv_is_told_how_to_get_it(tmp_path: Path) -> None:
    done = _setup(_python(tmp_path, "python3.12", "ensurepip"))

    assert done.stderr.splitlines()[0] == (
        f"{tmp_path}/python3.12 lacks venv. Debian, Ubuntu: apt install python3-venv; "
        "then try again."
    )


def test_the_first_python_that_is_whole_is_taken(tmp_path: Path) -> None:
    broken = _python(tmp_path, "python3.14", "ensurepip")
    whole = _python(tmp_path, "python3.13", "no-such-code")
    whole.write_text(whole.read_text().replace("exec", "[ $1 = -c ] || exit 42; exec"))

    assert "Error 42" in _setup(broken, whole).stderr


@pytest.mark.parametrize("target", ["setup", "demo", "test", "bench", "shell", "reset", "lock"])
def test_help_names_every_command(target: str) -> None:
    done = subprocess.run(
        ["make", "help"], capture_output=True, text=True, cwd=places.CHECKOUT, check=False
    )

    assert f"make {target} " in done.stdout
