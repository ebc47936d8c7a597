"""A web server to measure, and one that asks it: with one connection, kept open."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from pathlib import Path
from typing import Any, Self

from django.conf import settings

PRODUCT, BARE = "clinic.wsgi:application", "bookings.management.bench.bare_wsgi:application"
# As the launcher starts the product.
GUNICORN = [
    *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"),
    *("--graceful-timeout", "5", "--no-control-socket", "--backlog", "512"),
]
PATIENCE = 60  # seconds for a server to answer first


@dataclass
class Web:
    """One gunicorn with two workers."""

    port: int
    pid: int

    def asker(self, **headers: str) -> Asker:
        return Asker(self.port, headers)


@dataclass
class Asker:
    """Somebody with one connection."""

    port: int
    headers: Mapping[str, str]
    patience: float = PATIENCE  # seconds
    link: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.link = HTTPConnection("127.0.0.1", self.port, timeout=self.patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.link.close()

    def get(self, path: str, status: int = 200) -> bytes:
        """The body. Raises `RuntimeError` for any other status: a fast refusal is no good time."""
        try:
            found, body = self._ask("GET", path)
        except (RemoteDisconnected, BrokenPipeError):  # idle for as long as a server bears
            self.link.close()
            found, body = self._ask("GET", path)
        if found != status:
            raise RuntimeError(f"GET {path} answered {found}: {body[:300]!r}")
        return body

    def post(self, path: str, body: Any) -> tuple[int, Any]:
        """Status and what was said."""
        status, said = self._ask("POST", path, json.dumps(body))
        return status, json.loads(said)

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        kind = {"Content-Type": "application/json"} if body else {}
        self.link.request(method, path, body, {**self.headers, **kind})
        answer = self.link.getresponse()
        return answer.status, answer.read()


@contextmanager
def served(application: str, *, database_url: str, ready: str, log: Path) -> Iterator[Web]:
    """gunicorn on a free port with this database, once `ready` answers; ended afterwards."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener, log.open("wb") as said:
        line = [sys.executable, "-m", "gunicorn", application, *GUNICORN]
        process = subprocess.Popen(  # noqa: S603 - our own words
            [*line, "--bind", f"fd://{listener.fileno()}"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": database_url},
            pass_fds=[listener.fileno()],
            stdout=said,
            stderr=said,
        )
        try:
            web = Web(listener.getsockname()[1], process.pid)
            _wait(web, ready, process, log)
            yield web
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()


def collect_static() -> None:
    """The product's pages name their files as a server finds them: in a fresh checkout there are none."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(command, cwd=settings.BASE_DIR, check=True)  # noqa: S603 - our own words


def _wait(web: Web, ready: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers, and both workers have answered something."""
    limit = time.monotonic() + PATIENCE
    answered = 0
    while answered < 8:
        try:
            # Not for long: behind the door of a server that has ended nobody answers, ever.
            with Asker(web.port, {}, patience=1) as asker:
                asker.get(ready)
            answered += 1
        except (OSError, HTTPException, RuntimeError):
            if process.poll() is not None or time.monotonic() > limit:
                said = log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"No answer: {said}") from None
            time.sleep(0.1)
