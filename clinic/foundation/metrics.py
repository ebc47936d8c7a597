"""What a process counts for Prometheus: requests and background tasks, by name and never by person.

The processes of a clinic add up their counts through files in METRICS_DIR; without it each keeps its
own and nobody asks. `manage.py metrics` shows the sums on a port of its own.
"""

from __future__ import annotations

from prometheus_client import Counter, Histogram

# Seconds. The pages of one clinic answer in 5 to 100 ms; slower ones are what somebody looks for.
BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)

REQUESTS = Counter(
    "legwork_requests_total", "Answers, by route, method and status.", ("route", "method", "status")
)
SECONDS = Histogram(
    "legwork_request_seconds", "Time to an answer, by route.", ("route",), buckets=BOUNDS
)
TASKS = Counter(
    "legwork_tasks_total", "Background tasks, by name and outcome.", ("task", "outcome")
)


def answered(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count one answer. `route` is its name, or "" where the address leads nowhere."""
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def carried_out(*, task: str, outcome: str) -> None:
    """Count one task: SUCCESS, FAILURE, …"""
    TASKS.labels(task, outcome).inc()
