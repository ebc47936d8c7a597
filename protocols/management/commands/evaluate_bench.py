"""`manage.py evaluate_bench`: how many cases a second the engine judges, JSON in, JSON out."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from protocols.core import evaluate, facts
from protocols.core.defaults import SCREENING
from protocols.core.parsing.case import read_json

MOST = {"races": 4, "workouts": 20, "sessions": 10}
WANTED = 2_000  # cases a second
NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
Json = dict[str, Any]


class Command(BaseCommand):
    help = f"Measure the engine; {WANTED:,} cases a second or more are wanted."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=2_000, help="cases a round")
        parser.add_argument("--rounds", type=int, default=5)

    def handle(self, *args: Any, **options: Any) -> None:
        for name, full in (("up to", False), ("just", True)):
            chance = random.Random(1)  # noqa: S311 - the same cases every time
            lines = [_line(chance, full=full) for _ in range(options["cases"])]
            speeds = [len(lines) / _seconds(lines) for _ in range(options["rounds"])]
            size = ", ".join(f"{most} {things}" for things, most in MOST.items())
            self.stdout.write(
                f"{max(speeds):7,.0f} cases/s at best, {statistics.median(speeds):7,.0f} median of"
                f" {len(speeds)} rounds: {len(lines):,} cases of {name} {size}"
            )


def _seconds(lines: Sequence[str]) -> float:
    """How long the work of `evaluate --jsonl` takes, without the pipes."""
    begin = time.perf_counter()
    for line in lines:
        json.dumps(evaluate(read_json(line)))
    return time.perf_counter() - begin


def _line(chance: random.Random, *, full: bool) -> str:
    """One case as a line of JSON, its calendar within some weeks of the candidate."""
    makers = {"races": _race, "workouts": _workout, "sessions": _session}
    case: Json = {"timezone": chance.choice(("Europe/Berlin", "America/New_York", "UTC"))}
    for things, most in MOST.items():
        count = most if full else chance.randint(0, most)
        case[things] = [makers[things](chance) for _ in range(count)]
    case["runner"] = {"quiet_days_before_race": chance.choice((0, 0, 2))}
    case["screening"] = chance.sample(SCREENING, chance.choice((0, 0, 0, 1)))
    case["injury"] = chance.choice((None, {"kind": "strain", "diagnosed_by": "physio"}))
    case["candidate"] = _session(chance) | {"start": NOW.isoformat()}
    return json.dumps(case)


def _race(chance: random.Random) -> Json:
    return {
        "name": "Harbour Run",
        "start": _time(chance, weeks=8),
        "expected_minutes": chance.choice((25, 100, 240)),
        "priority": chance.choice(facts.PRIORITIES),
        "terrain": chance.choice(facts.TERRAINS),
    }


def _workout(chance: random.Random) -> Json:
    kind = chance.choice(facts.WORKOUT_KINDS)
    if chance.random() < 0.2:
        return {"day": _time(chance, weeks=1)[:10], "kind": kind}
    return {"start": _time(chance, weeks=1), "minutes": 60, "kind": kind}


def _session(chance: random.Random) -> Json:
    kind = chance.choice(facts.TYPES)
    return {
        "start": _time(chance, weeks=5),
        "minutes": chance.choice((30, 45, 60, 90)),
        "type": kind,
        "depth": chance.choice(facts.DEPTHS[:2] if kind == "none" else facts.DEPTHS),
    }


def _time(chance: random.Random, *, weeks: int) -> str:
    minutes = weeks * 7 * 24 * 60
    return (NOW + timedelta(minutes=chance.randint(-minutes, minutes))).isoformat()
