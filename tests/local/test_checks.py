"""`make test`: steps in order, stopped by the first that fails, nothing skipped in silence."""

from __future__ import annotations

import sys

import pytest

from clinic.local import checks
from clinic.local.places import CHECKOUT
from clinic.local.processes import Family

PASSED = "-c \"print('== 12 passed, 1 skipped in 3.45s ==')\""
STORIES, MARK = checks.BROWSER["browser tests"], "pytest.mark." + "browser"
FAILED = "-c \"print('the reason'); print('== 2 failed, 10 passed in 3.45s =='); exit(1)\""


@pytest.fixture(autouse=True)
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two quick steps and tests that pass; a browser is there."""
    monkeypatch.setattr(checks, "LINT", {"types": "-c pass", "lint": "-c \"print('clean')\""})
    monkeypatch.setattr(checks, "READY", {"database": "-c pass"})
    monkeypatch.setattr(checks, "TESTS", {"tests": PASSED})
    monkeypatch.setattr(checks, "BROWSER", {"browser tests": PASSED})
    monkeypatch.setenv("CHROMIUM", "/bin/sh")


def test_every_step_is_named_and_the_tests_are_counted(
    family: Family, capsys: pytest.CaptureFixture[str]
) -> None:
    status = checks.run(family)

    said = capsys.readouterr().out
    assert status == 0
    names = ("types", "lint: clean", "database", "tests", "browser tests")
    assert all(f"s  {name}" in said for name in names)
    assert said.splitlines()[-1] == "24 passed, 0 failed"


def test_the_first_failure_stops_the_rest_and_shows_its_words(
    family: Family, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "LINT", {"lint": "-c \"print('a.py:1 wrong'); exit(1)\""})

    status = checks.run(family)

    said = capsys.readouterr().out
    assert status == 1
    assert "lint stopped (status 1)" in said
    assert "a.py:1 wrong" in said
    assert "tests" not in said
    assert said.splitlines()[-1] == "0 passed, 1 failed"


def test_failing_tests_are_counted(
    family: Family, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "TESTS", {"tests": FAILED})

    assert checks.run(family) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "10 passed, 2 failed"


def test_without_a_browser_the_skip_is_loud(
    family: Family, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    checks.run(family)

    said = capsys.readouterr().out.splitlines()
    assert said[-2].startswith("BROWSER TESTS SKIPPED: no Chromium found")
    assert said[-1] == "12 passed, 0 failed"


def test_the_browser_that_was_found_is_handed_to_its_tests(family: Family) -> None:
    checks.run(family)

    assert family.env["CHROMIUM"] == "/bin/sh"


def test_what_was_made_once_for_all_tests_is_told_to_them_alone(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = f"-c \"import os; print('1 passed' if os.environ.get('{checks.ONCE}') else '1 failed')\""
    for steps in ("READY", "TESTS", "BROWSER"):
        monkeypatch.setattr(checks, steps, {steps: told})
    family.env.pop(checks.ONCE, None)  # of the run that this test is in

    checks.run(family)

    said = [(family.state / "logs" / f"{name}.log").read_text() for name in ("READY", "TESTS")]
    assert said == ["1 failed\n", "1 passed\n"]


def test_where_nothing_compiled_may_lie_beside_the_code_it_lies_elsewhere(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    family.env |= {"PYTHONDONTWRITEBYTECODE": "1"}

    checks.run(family)

    assert "PYTHONDONTWRITEBYTECODE" not in family.env
    assert family.env["PYTHONPYCACHEPREFIX"] == str(family.state / "bytecode")


def test_every_story_told_in_a_browser_stands_where_its_step_looks() -> None:
    browser = [*(CHECKOUT / "tests" / "browser").rglob("*.py")]
    marked = {path for path in (CHECKOUT / "tests").rglob("*.py") if MARK in path.read_text()}

    assert STORIES.endswith(" -m browser tests/browser")
    assert marked
    assert marked <= {*browser}
