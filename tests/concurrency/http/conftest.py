"""gunicorn with two workers on the test database, and a crowd before its door."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.browser.conftest import ROOT, _address, collect_static
from tests.concurrency.http import crowd
from tests.concurrency.http.crowd import Runner, Rush

COMMAND = [
    *(sys.executable, "-m", "gunicorn", "clinic.wsgi:application", "--no-control-socket"),
    *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"),
]


@pytest.fixture(scope="session")
def door(django_db_setup: None, tmp_path_factory: Any) -> Iterator[tuple[str, int]]:
    """Host and port of the product's own web server, with room for a crowd to queue."""
    collect_static()
    log = tmp_path_factory.mktemp("web") / "web.log"
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener, log.open("wb") as said:
        web = subprocess.Popen(
            [*COMMAND, "--bind", f"fd://{listener.fileno()}", "--backlog", "512"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": _address()},
            pass_fds=[listener.fileno()],
            stdout=said,
            stderr=said,
        )
        _warm(*listener.getsockname())
        yield listener.getsockname()
        web.terminate()
        web.wait(60)  # gunicorn lets what it answers end, for up to 30 seconds


def _warm(host: str, port: int) -> None:
    """Wait until both workers have read the program: that is no part of an answer's time."""
    for _ in range(8):
        http = HTTPConnection(host, port, timeout=60)
        http.request("GET", "/readyz")
        assert http.getresponse().status == 200
        http.close()


@pytest.fixture
def rush(door: tuple[str, int], request: Any) -> Iterator[Rush]:
    """A rush at the door; afterwards nothing overlaps, nothing broke, and the slowest is told."""
    made = Rush(*door)
    yield made
    heard = ", ".join(f"{n} × {said}" for said, n in sorted(made.heard.items()))
    slowest = f"slowest {made.slowest:.2f} s, limit {crowd.LIMIT} s"
    sys.stdout.write(f"\n{request.node.name}: {slowest}; {heard}\n")
    assert not [said for said in made.heard if said.startswith("5")]
    assert crowd.overlaps() == 0


@pytest.fixture
def everybody(transactional_db: None) -> list[Runner]:
    return crowd.runners()
