"""`manage.py bench`: every figure of docs/performance.md in one run, beside its limit."""

from __future__ import annotations

import logging
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bookings.core.load import Size
from bookings.management import load
from bookings.management.bench import (
    bookings,
    calendar,
    engine,
    finding,
    machine,
    pages,
    slots,
    table,
)
from bookings.management.bench.stage import Counts, Stage, fresh_database, staged
from bookings.management.bench.table import Row

Part = Callable[[Stage], list[Row]]
PARTS: tuple[Part, ...] = (
    *(slots.measured, pages.measured, calendar.measured),
    *(bookings.measured, engine.measured, finding.measured),
)
DOCUMENT = settings.BASE_DIR / "docs" / "performance.md"
SEED = 1


class Command(BaseCommand):
    help = "Measure the product beside a bare Django view, in a database of its own."

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.broken: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"keep it in {DOCUMENT.name}")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV.production:
            raise CommandError("It would take the clinic's servers for minutes: not in production.")
        logging.disable(logging.INFO)  # a line for each request counted in this process
        begun, now = perf_counter(), timezone.now()
        call_command("collectstatic", interactive=False, verbosity=0)
        with tempfile.TemporaryDirectory() as held, fresh_database() as url:
            head, size, counts = machine.head(now), Size(), Counts()
            self._say(f"Filling a clinic of {size.therapists} therapists for {size.days} days …")
            plan = load.sow(size, SEED, now)
            with staged(plan, SEED, counts, database_url=url, folder=Path(held)) as stage:
                rows = [row for measured in PARTS for row in self._measured(measured, stage)]
        head.append(f"{len(plan.sittings):,} sessions; the whole run took {_seconds(begun)}")
        self._say("", table.text(head, rows))
        if options["write"]:
            table.keep(DOCUMENT, table.markdown(head, rows))
        if self.broken:
            raise CommandError(f"Broke off: {', '.join(self.broken)}. What was wrong stands above.")

    def _measured(self, measured: Part, stage: Stage) -> list[Row]:
        """The rows of a part; one that breaks off is a limit missed, and the others go on."""
        what = measured.__module__.rpartition(".")[2]
        self._say(f"Measuring {what} …")
        try:
            return measured(stage)
        except Exception as fault:  # noqa: BLE001 - whatever it was, it is told in the table
            self.broken.append(what)
            self.stderr.write(traceback.format_exc())
            return [table.broken(what, fault)]

    def _say(self, *words: str) -> None:
        self.stdout.write("\n".join(words))
        self.stdout.flush()


def _seconds(begun: float) -> str:
    return f"{perf_counter() - begun:.0f} s"
