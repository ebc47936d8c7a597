"""The import contracts hold, and each catches a breach that is planted in a copy of the house."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import PARTS, ROOT

LINT = "from importlinter.cli import lint_imports_command as run; run()"

# contract -> (planted file, its one line, what the report says of it)
BREACHES = {
    "Imports point one way": [
        ("clinic/foundation/queries/up.py", "import protocols.models", "foundation.queries.up"),
        ("protocols/queries/up.py", "import bookings.apps", "protocols.queries.up"),
        ("clinic/foundation/actions/high.py", "import bookings.apps", "foundation.actions.high"),
    ],
    "Within each": [
        (
            "clinic/foundation/models/down.py",
            "import clinic.foundation.actions.people",
            "models.down",
        ),
        ("protocols/queries/down.py", "import protocols.actions.rules", "protocols.queries.down"),
        ("protocols/core/down.py", "import protocols.models", "protocols.core.down"),
        ("clinic/foundation/forms/down.py", "import clinic.foundation.web.pages", "forms.down"),
        ("bookings/utils.py", "", "bookings.utils"),
    ],
    "A core is pure": [
        ("protocols/core/impure.py", "import django.utils", "core.impure -> django"),
        ("clinic/foundation/core/lucky.py", "import random", "core.lucky -> random"),
        ("protocols/core/kinds/late.py", "from time import time", "core.kinds.late -> time"),
    ],
    "Only the read gate": [
        ("protocols/queries/peek.py", "import clinic.foundation.queries.vault", "queries.peek"),
        (
            "clinic/foundation/web/peek.py",
            "from clinic.foundation.queries import vault",
            "web.peek",
        ),
    ],
    "Actions never import tasks": [
        ("clinic/foundation/actions/hasty.py", "import clinic.foundation.tasks", "actions.hasty"),
        ("protocols/actions/hasty.py", "import celery", "protocols.actions.hasty"),
    ],
    "The launcher knows no Django": [
        ("clinic/local/heavy.py", "from django.conf import settings", "local.heavy -> django"),
        ("clinic/local/nosy.py", "import clinic.foundation.roles", "local.nosy"),
    ],
    "Nobody imports the front door": [
        ("protocols/queries/front.py", "from clinic import settings", "queries.front"),
        ("clinic/foundation/actions/front.py", "import clinic.urls", "foundation.actions.front"),
    ],
}
PLANTED = [(contract, *breach) for contract, found in BREACHES.items() for breach in found]


def report(house: Path) -> str:
    """What import-linter says of a house, in a process of its own: ours has it imported."""
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--no-logo"],
        cwd=house,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def breached(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the report says under each contract, in a copy with all breaches planted."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for _, file, line, _ in PLANTED:
        (copy / file).write_text(f"{line}\n")
    summary, _, details = report(copy).partition("Broken contracts")
    names = [line.rpartition(" BROKEN")[0] for line in summary.splitlines() if "BROKEN" in line]
    starts = [details.index(f"{name}\n---") for name in names] + [len(details)]
    return {name: details[a:b] for name, a, b in zip(names, starts, starts[1:], strict=False)}


def test_the_house_keeps_every_contract() -> None:
    assert "Contracts: 7 kept, 0 broken." in report(ROOT)


@pytest.mark.parametrize(("contract", "file", "line", "said"), PLANTED)
def test_a_planted_breach_is_caught_by_its_contract(
    breached: dict[str, str], contract: str, file: str, line: str, said: str
) -> None:
    (found,) = (text for name, text in breached.items() if name.startswith(contract))
    assert said in found


def test_every_contract_has_a_breach_planted(breached: dict[str, str]) -> None:
    assert len(breached) == len(BREACHES) == 7


def test_every_file_of_the_front_door_is_named_in_its_contract() -> None:
    door = {f"clinic.{path.stem}" for path in (ROOT / "clinic").glob("[!_]*.py")}
    contracts = (ROOT / "pyproject.toml").read_text()
    assert not {name for name in door if f'"{name}"' not in contracts}
