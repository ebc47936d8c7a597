"""Reading the house: its files, and the rules that no other tool holds.

Each rule takes a parsed module and answers with the faults it found, one line each.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("clinic", "protocols", "bookings")
READERS = ("queries", "web", "api", "forms", "management", "tasks")  # floors and doors that look
Rule = Callable[[ast.Module], list[str]]

WRITES = {
    *("save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"),
    *("update_or_create", "acreate", "aupdate", "adelete", "asave", "select_for_update"),
}
WORLD = {
    *("datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time"),
    *("time.monotonic", "time.time_ns", "timezone.now", "os.urandom", "os.environ", "os.getenv"),
    *("open", "input", "print", "Path", "random", "secrets", "uuid4", "uuid1"),
}
BYPASSES = {"ModelForm", "ModelFormMetaclass", "modelform_factory", "ModelSchema", "create_schema"}


@cache
def modules(*, migrations: bool = False) -> dict[Path, ast.Module]:
    """Every module of the product, parsed, by its path in the repository."""
    found = (path for part in PARTS for path in sorted((ROOT / part).rglob("*.py")))
    return {
        path.relative_to(ROOT): ast.parse(path.read_text())
        for path in found
        if migrations or "migrations" not in path.parts
    }


def faults(rule: Rule, among: Callable[[Path], bool] = lambda path: True) -> list[str]:
    """What a rule finds in the product."""
    return [
        f"{path}: {fault}"
        for path, tree in modules().items()
        if among(path)
        for fault in rule(tree)
    ]


def on_floor(*floors: str) -> Callable[[Path], bool]:
    """Whether a path stands on one of these floors: in its folder, or as its only module."""
    tops = {*PARTS, "foundation"}

    def stands(path: Path) -> bool:
        alone = path.stem in floors and path.parent.name in tops
        return alone or bool({*path.parts} & {*floors})

    return stands


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the last line; decorators stand outside."""
    return (node.end_lineno or 0) - node.lineno + 1


def long_functions(tree: ast.Module) -> list[str]:
    return [f"{f.name} has {lines(f)} lines" for f in functions(tree) if lines(f) > 50]


def long_views(tree: ast.Module) -> list[str]:
    """A view is a function whose first argument is the request."""
    views = (f for f in functions(tree) if f.args.args and f.args.args[0].arg == "request")
    return [f"{f.name} has {lines(f)} lines" for f in views if lines(f) > 20]


def writes(tree: ast.Module) -> list[str]:
    """Calls by which rows are written. A dict's or digest's `update` is given something to add."""
    return [
        f"line {call.lineno}: .{call.func.attr}()"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITES
        and not (call.func.attr == "update" and call.args)
    ]


def touches_the_world(tree: ast.Module) -> list[str]:
    """Clock, chance, files and environment in what should only compute."""
    names = {ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Name | ast.Attribute)}
    tails = {name: ".".join(name.split(".")[-2:]) for name in names}
    return sorted(name for name, tail in tails.items() if {name, tail} & WORLD)


def bypasses(tree: ast.Module) -> list[str]:
    """Forms and schemas of models, and the admin: they write past the actions."""
    imported = {
        f"{getattr(node, 'module', '')}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    used = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    return sorted(
        {name for name in imported if re.search(r"contrib\.admin|\.admin$", name)}
        | {name for name in imported if name.rpartition(".")[2] in BYPASSES}
        | (used & BYPASSES)
    )


def short_names(tree: ast.Module) -> list[str]:
    """Tests whose name is no sentence: fewer than four words."""
    names = (f.name for f in functions(tree) if f.name.startswith("test"))
    return [name for name in names if len(name.split("_")) < 4]
