"""The outbox from the command line: how it stands, what is in it, and what to do with failures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinic.foundation.actions import outbox
from clinic.foundation.errors import Problem
from clinic.foundation.models import OutboxRow
from clinic.foundation.queries import messages, sending
from clinic.foundation.queries.people import practice


class Command(BaseCommand):
    help = "Show the outbox, send what failed once more or let it go, or carry out what is due."

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="do", required=True, metavar="WHAT")
        does.add_parser("status", help="counts, channels, beat; fails if a person should look")
        listing = does.add_parser("list", help="rows, the newest first")
        listing.add_argument("--state", choices=[str(state) for state in OutboxRow.State])
        listing.add_argument("--topic")
        listing.add_argument("--limit", type=int, default=50, help="how many at most (50)")
        retry = does.add_parser("retry", help="send what failed once more")
        retry.add_argument("codes", nargs="*", metavar="CODE")
        retry.add_argument("--all", action="store_true", help="everything that was set aside")
        does.add_parser("drop", help="let go of what failed").add_argument(
            "codes", nargs="+", metavar="CODE"
        )
        does.add_parser("work", help="carry out what is due now, without a worker")

    def handle(self, *args: Any, do: str, **options: Any) -> None:
        does: dict[str, Callable[..., None]] = {
            "status": self.status,
            "list": self.listing,
            "retry": self.retry,
            "drop": self.drop,
            "work": self.work,
        }
        does[do](**options)

    def status(self, **_options: Any) -> None:
        """Raises `CommandError`, so that cron tells, if something failed or is late."""
        zone = practice().zone
        health = sending.health(timezone.now(), zone)
        self._table(("STATE", "TOPIC", "ROWS"), messages.counts())
        self.stdout.write("")
        for way in health.ways:
            says = f"DOWN since {way.down}" if way.down else f"last sent {way.worked or 'never'}"
            self.stdout.write(f"{way.name}: {says}, {way.due} due")
        self.stdout.write(f"beat: {health.beat or 'never'}")
        self.stdout.write(f"longest due: {health.since or 'nothing is due'}")
        self.stdout.write(f"times: {zone}")
        faults = [f"{health.failed} set aside"] * bool(health.failed)
        faults += [f"something is due since {health.since}"] * health.late
        if faults:
            raise CommandError(", ".join(faults))

    def listing(self, *, state: str | None, topic: str | None, limit: int, **_options: Any) -> None:
        rows = messages.recent(state=state, topic=topic, limit=max(0, limit))
        heads = ("CODE", "STATE", "TOPIC", "BY", "DUE (UTC)", "TRIES", "FAULT")
        told = [
            (
                row.code,
                row.state,
                row.topic,
                row.channel or "-",
                f"{row.due_at:%Y-%m-%d %H:%M}",
                row.tries,
                row.last_error,
            )
            for row in rows
        ]
        self._table(heads, told)

    def retry(self, *, codes: list[str], **options: Any) -> None:
        if bool(codes) == bool(options["all"]):
            raise CommandError("Name codes, or say --all.")
        self._each(outbox.retry, codes or messages.codes_aside(), "goes out once more")

    def drop(self, *, codes: list[str], **_options: Any) -> None:
        self._each(outbox.drop, codes, "was let go")

    def work(self, **_options: Any) -> None:
        taken = 0
        while batch := outbox.work(now=timezone.now()):
            taken += batch
        self.stdout.write(f"{taken} rows were taken.")

    def _each(self, act: Callable[..., object], codes: Sequence[str], done: str) -> None:
        """Each for itself: what is refused is named at the end, and stops no other."""
        refused = 0
        for code in codes:
            try:
                act(by=None, code=code, now=timezone.now())
            except Problem as problem:
                refused += 1
                self.stderr.write(f"{code}: {problem.sentence}")
            else:
                self.stdout.write(f"{code} {done}")
        if refused:
            raise CommandError(f"{refused} of {len(codes)} refused.")

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        lines = [heads, *([str(cell) for cell in row] for row in rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
        for line in lines:
            cells = zip(line, widths, strict=True)
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in cells).rstrip())
