"""`evaluate`: cases a second, JSON in and JSON out, as `manage.py evaluate_bench` measures it."""

from __future__ import annotations

import re
from io import StringIO

from django.core.management import call_command

from bookings.management.bench import table
from bookings.management.bench.stage import Stage
from bookings.management.bench.table import Row
from protocols.management.commands.evaluate_bench import WANTED


def measured(stage: Stage) -> list[Row]:
    """Random calendars of up to the usual size, and ones as full as that."""
    said = StringIO()
    call_command("evaluate_bench", cases=stage.counts.cases, rounds=3, stdout=said)
    some, full = said.getvalue().splitlines()
    return [
        table.over("evaluate, cases of up to 4 races, 20 workouts", _median(some), WANTED, "/s"),
        table.plain("evaluate, each with 4 races, 20 workouts", f"{_median(full):,.0f}/s"),
    ]


def _median(line: str) -> float:
    found = re.search(r"([\d,]+) median", line)
    return float(found[1].replace(",", "")) if found else 0.0
