"""`manage.py metrics`: counts and gauges for Prometheus, on a port that is nobody else's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections, connection
from django.utils import timezone
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from clinic.foundation.queries import outbox
from clinic.foundation.queries.outbox import Way

UP = "Whether the database answers."
GAUGES: dict[str, tuple[str, Callable[[Way, datetime], float]]] = {
    "waiting": ("Rows that wait.", lambda way, now: way.waiting),
    "due": ("Rows whose time has come.", lambda way, now: way.due),
    "overdue_seconds": (
        "For how long the longest due row has waited.",
        lambda way, now: way.overdue(now),
    ),
    "aside": ("Rows that failed too often.", lambda way, now: way.aside),
    "down": ("1 while the way out is closed.", lambda way, now: way.down_since is not None),
}


class Command(BaseCommand):
    help = "Serve what the processes counted (METRICS_DIR) and how the outbox stands."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=9100)
        parser.add_argument(
            "--bind", default="127.0.0.1", help="An address that the world cannot reach."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not os.environ.get("METRICS_DIR"):
            raise CommandError("METRICS_DIR: the folder that web, worker and beat count in.")
        try:
            _server, thread = start_http_server(
                options["port"], addr=options["bind"], registry=registry(os.environ["METRICS_DIR"])
            )
        except OSError as fault:
            raise CommandError(f"{options['bind']}:{options['port']}: {fault.strerror}") from None
        self.stdout.write(f"Metrics at http://{options['bind']}:{options['port']}/metrics")
        thread.join()


def registry(folder: str) -> CollectorRegistry:
    """All that is shown: the sums over `folder`, and what the database says when it is asked."""
    made = CollectorRegistry()
    MultiProcessCollector(made, path=folder)  # type: ignore[no-untyped-call]
    made.register(Outbox())
    return made


class Outbox(Collector):
    """How the outbox stands, read at each look; `legwork_up` is 0 where the database is not."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing: names are known by looking, and a start must not need the database."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        close_old_connections()
        try:
            now = timezone.now()
            standing = outbox.standing(now)
        except Error:
            yield GaugeMetricFamily("legwork_up", UP, value=0)
            return
        finally:
            connection.close()  # each look has a thread of its own
        yield GaugeMetricFamily("legwork_up", UP, value=1)
        for name, (about, value) in GAUGES.items():
            gauge = GaugeMetricFamily(f"legwork_outbox_{name}", about, labels=["channel"])
            for way in standing.ways:
                gauge.add_metric([way.name or "errand"], value(way, now))
            yield gauge
        pulse = GaugeMetricFamily(
            "legwork_pulse_age_seconds", "Since the last sign of life.", labels=["process"]
        )
        for process, at in standing.pulses.items():
            pulse.add_metric([process], (now - at).total_seconds())
        yield pulse
