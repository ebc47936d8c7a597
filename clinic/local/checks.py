"""`make test`: what a change must pass, in order, each step with its seconds."""

import os
import re
import shlex
import shutil
import sys
import time
from collections import Counter

from clinic.local.guards import Trouble, say
from clinic.local.processes import Child, Family

LINT = {  # these need one core each: two at a time
    "types": "-m mypy clinic protocols bookings tests",
    "lint": "-m ruff check .",
    "format": "-m ruff format --check .",
    "template format": "-m djlint templates --check --quiet",
    "template lint": "-m djlint templates --lint --quiet",
    "imports": "-c 'from importlinter.cli import lint_imports_command as run; run()'",
    "migrations": "manage.py makemigrations --check --dry-run",
    "deploy": "manage.py check --deploy --fail-level WARNING",
}
TESTS = {"tests": "-m pytest -q -n 2 -m 'not browser'"}
BROWSER = {"browser tests": "-m pytest -q -m browser"}
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
    chromium = next(filter(None, map(shutil.which, found)), "")
    family.env["CHROMIUM"], family.shown, counts = chromium, 0, Counter[str]()
    try:
        for steps, at_once in ((LINT, 2), (TESTS, 1), (BROWSER if chromium else {}, 1)):
            _pass(family, dict(steps), at_once, counts)
    except Trouble as trouble:
        say(str(trouble))
        counts["failed"] += not counts["failed"]
    if not chromium:
        say("BROWSER TESTS SKIPPED: no Chromium found. Install one, or name it with CHROMIUM=")
    say(f"{counts['passed']} passed, {counts['failed']} failed")
    return counts["failed"] > 0


def _pass(family: Family, steps: dict[str, str], at_once: int, counts: Counter[str]) -> None:
    began: dict[Child, float] = {}

    def settled() -> bool:
        for child in [child for child in began if child.poll() is not None]:
            seconds, last = time.monotonic() - began.pop(child), child.said(1)
            say(f"{seconds:6.1f} s  {child.name}: {last}")
            for number, what in re.findall(r"(\d+) (passed|failed|error)", last):
                counts["passed" if what == "passed" else "failed"] += int(number)
            family.ended(child)
        return len(began) < at_once

    for name, line in steps.items():
        env = family.env | (PRODUCTION if name == "deploy" else {})
        child = family.start(name, [sys.executable, *shlex.split(line)], env=env)
        began[child] = time.monotonic()
        family.wait(settled)
    family.wait(lambda: settled() and not began)
