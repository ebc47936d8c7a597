"""The whole product on servers of its own, each of which can be stopped, frozen and killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg2
from redis import Redis

from clinic.local import servers
from clinic.local.__main__ import PROGRAMS, healthy, listen, manage, supervised
from clinic.local.processes import Child, Family
from tests.faults.smtp import Sink

INSTANCE = "faults"
QUIET = 120.0  # seconds that anything may take before it counts as never


class Stage:
    """Servers and processes by name: `start`, `end` and `signal` any of them."""

    def __init__(self, family: Family, sink: Sink, listener: socket.socket) -> None:
        self.family, self.sink, self.listener = family, sink, listener
        self.port = listener.getsockname()[1]

    def child(self, name: str) -> Child:
        return next(child for child in self.family.children if child.name == name)

    def start(self, name: str, log: str = "", **env: str) -> Child:
        """One of the product's programs, as the demo starts it."""
        names = {"beat": self.family.state / log, "socket": self.listener.fileno()}
        words = [word.format_map(names) for word in PROGRAMS[name].split()]
        how: dict[str, Any] = {"pass_fds": [self.listener.fileno()]} if name == "web" else {}
        line = [sys.executable, "-m", *words]
        return self.family.start(log or name, line, env=self.family.env | env, **how)

    def end(self, name: str, by: int = signal.SIGTERM) -> None:
        """End one and wait for it; a kill ends its children too."""
        child = self.child(name)
        self.family.children.remove(child)
        child.send_signal(by)
        child.wait(60)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)

    def gone(self, child: Child, seconds: float = 60) -> None:
        """Wait for one that ends itself."""
        child.wait(seconds)
        self.family.children.remove(child)

    def redis(self) -> None:
        servers._start_valkey(self.family, self.family.state)

    def postgres(self) -> None:
        servers._start_postgres(self.family, self.family.state, lasting=True)

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database past the product, on a connection of its own."""
        link = psycopg2.connect(self.family.env["DATABASE_URL"], connect_timeout=5)
        with contextlib.closing(link), link, link.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def flush(self) -> None:
        """Forget all that Redis knows."""
        with Redis.from_url(self.family.env["REDIS_URL"]) as redis:
            redis.flushall()

    def beside(self, doing: Callable[[], object]) -> threading.Thread:
        """Do something beside what comes next."""
        thread = threading.Thread(target=doing, daemon=True)
        thread.start()
        return thread

    def until(self, ready: Callable[[], bool], limit: float = QUIET) -> float:
        """Seconds until something is so; infinite when it never is."""
        begin = time.monotonic()
        while time.monotonic() - begin < limit:
            with contextlib.suppress(psycopg2.Error):
                if ready():
                    return time.monotonic() - begin
            time.sleep(0.1)
        return float("inf")


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """Everything up, with a clinic to book in, on a database of its own that is written to disk."""
    with supervised(INSTANCE, "make faults runs from this checkout") as family:
        sink = Sink()
        family.env |= {"EMAIL_URL": sink.url, "LEGWORK_INSTANCE": INSTANCE}
        with listen(os.environ.get("PORT") or "8099") as listener:
            made = Stage(family, sink, listener)
            servers.start(family, lasting=True)
            made.ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            family.finish(manage(family, "migrate", "--noinput"))
            family.finish(manage(family, "collectstatic", "--noinput"))
            family.finish(manage(family, "seed_load", "--per-day", "1"))
            for name in ("web", "worker", "beat"):
                made.start(name)
            family.wait(lambda: healthy(str(made.port)), "The web server does not answer.", 60)
            yield made
        made.sink.gone()
