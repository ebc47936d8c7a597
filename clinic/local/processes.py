"""Child processes that end with their supervisor, and the ends of those that could not."""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from clinic.local.guards import Trouble
from clinic.local.places import CHECKOUT

PATIENCE = 6.0  # seconds a process has to end by itself
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # macOS has no such call


class Child(subprocess.Popen[bytes]):
    """A process with a name, a log and the signal that ends it best; a step is meant to end."""

    name: str
    log: Path
    by: int
    step: bool
    born: float

    def said(self, lines: int = 0) -> str:
        return "\n".join(self.log.read_text(errors="replace").rstrip().splitlines()[-lines:])

    def end(self) -> None:
        """By its own signal; then, whatever is left of its session, the hard way."""
        self.send_signal(self.by)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(PATIENCE)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.kill()
        self.wait()


class Family:
    """The children of one supervisor; the youngest is stopped first."""

    def __init__(self, state: Path, env: dict[str, str]) -> None:
        self.state, self.env, self.children, self.shown = state, env, list[Child](), 12
        self.interrupted = False
        (state / "logs").mkdir(0o700, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN or number != signal.SIGHUP:  # nohup's
                signal.signal(number, self._interrupt)

    def _interrupt(self, _number: int, _frame: object) -> None:
        self.interrupted = True  # no exception: it could lose a child between birth and record

    def start(
        self,
        name: str,
        argv: Sequence[object],
        *,
        by: int = signal.SIGTERM,
        step: bool = False,
        **how: Any,
    ) -> Child:
        """A child with a session and a log of its own, to be ended `by`; `how` goes to Popen."""
        supervisor = os.getpid()

        def die_with_supervisor() -> None:  # last before exec: a change of user would clear it
            if LIBC:
                LIBC.prctl(PR_SET_PDEATHSIG, by)
            if os.getppid() != supervisor:
                os._exit(1)

        log = self.state / "logs" / f"{name.replace(' ', '-')}.log"
        with log.open("wb") as output:
            usual: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": output}
            usual |= {"stderr": output, "env": self.env, "cwd": CHECKOUT, "start_new_session": True}
            child = Child([*map(str, argv)], preexec_fn=die_with_supervisor, **(usual | how))
        child.name, child.log, child.by, child.step = name, log, by, step
        child.born = time.monotonic()
        self.children.append(child)
        with (self.state / "children").open("a") as record:
            record.write(f"{child.pid} {by} {started(child.pid)}\n")
        return child

    def wait(self, ready: Callable[[], bool], late: str = "", seconds: float = 1e9) -> None:
        """Look until `ready`; a child's failure, a signal or the clock (`late`) end it."""
        limit = time.monotonic() + seconds
        while True:
            for child in [child for child in self.children if child.poll() is not None]:
                if child.returncode or not child.step:
                    words = f"{child.name} stopped (status {child.returncode}), see {child.log}:"
                    raise Trouble(f"{words}\n{child.said(self.shown)}")
                self.children.remove(child)
            if ready():
                return
            if self.interrupted:
                raise KeyboardInterrupt
            if time.monotonic() > limit:
                raise Trouble(f"{late} See the logs in {self.state / 'logs'}")
            time.sleep(0.03)

    def finish(self, *steps: Child) -> None:
        self.wait(lambda: all(step.returncode == 0 for step in steps))

    def stop(self) -> None:
        while self.children:
            self.children[-1].end()
            self.children.pop()
        (self.state / "children").unlink(missing_ok=True)


def started(pid: int) -> str:
    """What tells a process from a later one of the same number; a dash when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "-" if fields[0] == "Z" else fields[19]
    except OSError:
        if sys.platform == "linux":
            return "-"
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    said = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    return "-".join(said.stdout.split()) or "-"


def end_leftovers(state: Path) -> None:
    """End what a killed supervisor left: same number and same start, never a foreign process."""
    record = state / "children"
    lines = record.read_text() if record.exists() else ""
    known = re.findall(r"^(\d+) (\d+) ([^\s-]\S*)$", lines, re.MULTILINE)
    for hard in (False, True):
        limit = time.monotonic() + PATIENCE
        for pid, by, start in known:
            if started(int(pid)) == start:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL if hard else int(by))
        while any(started(int(pid)) == start for pid, _, start in known):
            if time.monotonic() > limit:
                break
            time.sleep(0.03)
        else:
            return record.unlink(missing_ok=True)
    raise Trouble("A process of an earlier run does not end: restart the machine.")
