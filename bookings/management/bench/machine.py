"""What a run was measured on, and how much of the processor a process used."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.db import connection

PROC = Path("/proc")


def head(now: datetime) -> list[str]:
    """Date, machine, versions, and what the database promises of a commit."""
    load = os.getloadavg()[0]
    names = ("django", "gunicorn", "psycopg2-binary")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    where = f"{_processor()}, {os.cpu_count()} cores; {platform.system()}"
    promises = f"fsync {_asked('fsync')}, synchronous_commit {_asked('synchronous_commit')}"
    return [
        f"{now:%Y-%m-%d %H:%M} UTC; {where}; load before the run {load:.1f}",
        f"Python {platform.python_version()}, {packages}",
        f"PostgreSQL {_asked('server_version')} with {promises}",
    ]


def _asked(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0]).split()[0]


def _processor() -> str:
    info = PROC / "cpuinfo"
    found = re.search(r"model name\s*: (.+)", info.read_text()) if info.exists() else None
    return found[1].strip() if found else platform.processor() or platform.machine()


def family(pid: int) -> float | None:
    """Seconds of processor time of a process and all it began, dead ones too; None where untold."""
    try:
        ticks = sum(_stat(pid)[11:15])
        children = [family(child) or 0.0 for child in _children(pid)]
    except OSError:  # no such thing here, or it has just ended
        return None
    return ticks / os.sysconf("SC_CLK_TCK") + sum(children)


def database() -> int | None:
    """The process that is the database server, if it runs here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    held = PROC / str(backend) / "comm"
    known = held.exists() and held.read_text().startswith("postgres")
    return _stat(backend)[1] if known else None


def _children(pid: int) -> Iterator[int]:
    for task in (PROC / str(pid) / "task").glob("*/children"):
        yield from (int(child) for child in task.read_text().split())


def _stat(pid: int) -> list[int]:
    """The figures of `/proc/PID/stat` after the name: [1] is the parent, [11:15] are clock ticks."""
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return [0, *(int(field) for field in fields[1:15])]
