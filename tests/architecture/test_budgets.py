"""Small things: budgets that keep every part readable at one sitting."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

import pytest

from tests.architecture import house
from tests.architecture.house import ROOT, faults, on_floor

MODULE, MEDIAN, TEMPLATE, TEST, LAUNCHER = 300, 90, 150, 400, 850


def sizes(*folders: str, pattern: str = "*.py") -> dict[str, int]:
    """Lines of every file, without empty ones and migrations."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(pattern))
    counted = {path: len(path.read_text().splitlines()) for path in found}
    return {
        str(path.relative_to(ROOT)): lines
        for path, lines in counted.items()
        if lines and "migrations" not in path.parts
    }


def over(limit: int, found: dict[str, int]) -> dict[str, int]:
    return {name: lines for name, lines in found.items() if lines > limit}


def test_no_module_is_longer_than_its_budget() -> None:
    assert over(MODULE, sizes(*house.PARTS)) == {}


def test_half_of_the_modules_are_short() -> None:
    assert median(sizes(*house.PARTS).values()) <= MEDIAN


def test_no_function_is_longer_than_its_budget() -> None:
    assert faults(house.long_functions) == []


def test_no_view_is_longer_than_its_budget() -> None:
    assert faults(house.long_views, among=on_floor("web", "api")) == []


def test_no_template_is_longer_than_its_budget() -> None:
    assert over(TEMPLATE, sizes("templates", pattern="*.[ht][tx][mt]*")) == {}


def test_no_test_file_is_longer_than_its_budget() -> None:
    assert over(TEST, sizes("tests")) == {}


def test_the_launcher_stays_small() -> None:
    assert sum(sizes("clinic/local").values()) <= LAUNCHER


def test_a_file_a_line_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "part").mkdir()
    for lines in (300, 301):
        (tmp_path / "part" / f"of_{lines}.py").write_text("x\n" * lines)
    assert over(MODULE, sizes("part")) == {"part/of_301.py": 301}


def function(lines: int, first: str = "self") -> ast.Module:
    return ast.parse(f"class A:\n    def long({first}):\n" + "        x\n" * (lines - 1))


def test_a_function_a_line_too_long_is_named() -> None:
    assert house.long_functions(function(50)) == []
    assert house.long_functions(function(51)) == ["long has 51 lines"]


def test_a_view_a_line_too_long_is_named() -> None:
    assert house.long_views(function(20, "request")) == []
    assert house.long_views(function(21, "request")) == ["long has 21 lines"]
    assert house.long_views(function(21, "form")) == []


def test_every_kind_of_file_is_looked_at() -> None:
    looked = sizes(*house.PARTS, "tests") | sizes("templates", pattern="*.[ht][tx][mt]*")
    assert {"clinic/settings.py", "templates/base.html", "tests/conftest.py"} <= looked.keys()
