"""`make test`: what a change must pass, in order, each step with its seconds."""

import os
import re
import shlex
import shutil
import sys
import time

from clinic.local.guards import Trouble, say
from clinic.local.processes import Child, Family

LINT = {  # these need one core each: two at a time, the longest first
    "types": "-m mypy clinic protocols bookings tests",
    "lint": "-m ruff check .",
    "format": "-m ruff format --check .",
    "template format": "-m djlint templates --check",
    "template lint": "-m djlint templates --lint",
    "imports": "-c 'from importlinter.cli import lint_imports_command as run; run()'",
    "migrations": "manage.py makemigrations --check --dry-run",
    "deploy": "manage.py check --deploy --fail-level WARNING",
}
# What every worker of the tests would otherwise make for itself; told to them by ONCE.
READY = {
    "database": "-m tests.clinic.template",
    "static files": "manage.py collectstatic --noinput -v0",
}
ONCE = "LEGWORK_TESTS_READY"
# The second takes over the databases of the first, which stand anew and are wiped after each test.
TESTS = {"tests": "-m pytest -n 2 --create-db --reuse-db -m 'not browser'"}
# One at a time: a few stories are long, and the last must not wait behind another.
BROWSER = {"browser tests": "-m pytest -n 2 --maxschedchunk=1 --reuse-db -m browser tests/browser"}
PRODUCTION = {
    "LEGWORK_ENV": "production",
    "SECRET_KEY": "nothing real, only long and mixed enough for the check 0123456789",
    "ALLOWED_HOSTS": "legwork.example",
    "ORIGIN": "https://legwork.example",
    "HEALTH_KEYS": "k1:bm90aGluZyByZWFsLCBvbmx5IDMyIGJ5dGVzIGxvbmc=",
    "EMAIL_URL": "smtp://localhost:25",
    "TRUSTED_PROXIES": "1",
}
BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def run(family: Family) -> int:
    """All steps, or up to the first that fails; the last line counts tests."""
    found = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else BROWSERS
    family.env["CHROMIUM"] = next(filter(None, map(shutil.which, found)), "")
    if sys.dont_write_bytecode:  # nothing beside the code then; but compiled once, not by each
        family.env.pop("PYTHONDONTWRITEBYTECODE", None)
        family.env["PYTHONPYCACHEPREFIX"] = str(family.state / "bytecode")
    family.shown, begun, failed = 0, list[Child](), 0
    try:
        _pass(family, LINT | READY, 2, begun)
        family.env[ONCE] = "1"
        _pass(family, TESTS, 1, begun)
        _pass(family, BROWSER if family.env["CHROMIUM"] else {}, 1, begun)
    except Trouble as trouble:
        say(str(trouble))
        failed = 1
    if not family.env["CHROMIUM"]:
        say("BROWSER TESTS SKIPPED: no Chromium found. Install one, or name it: CHROMIUM=/path")
    ends = " ".join(child.said(1) for child in begun if child.name in TESTS | BROWSER)
    passed, broken = (
        sum(map(int, re.findall(rf"(\d+) {x}", ends))) for x in ("passed", "(?:failed|error)")
    )
    say(f"{passed} passed, {broken or failed} failed")
    return failed


def _pass(family: Family, steps: dict[str, str], at_once: int, begun: list[Child]) -> None:
    running: list[Child] = []

    def free() -> bool:
        for child in [child for child in running if child.returncode == 0]:
            running.remove(child)
            say(f"{time.monotonic() - child.born:6.1f} s  {child.name}: {child.said(1)}")
        return len(running) < at_once

    for name, line in steps.items():
        env = family.env | (PRODUCTION if name == "deploy" else {})
        child = family.start(name, [sys.executable, *shlex.split(line)], step=True, env=env)
        running.append(child)
        begun.append(child)
        family.wait(free)
    family.wait(lambda: free() and not running)
