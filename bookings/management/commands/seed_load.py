"""`manage.py seed_load`: a large clinic to measure with, in an empty database."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bookings.actions import load_people as people
from bookings.core.load import Size, most_a_day
from bookings.management import load
from clinic.foundation.errors import Conflict

SIZES = ("therapists", "days", "per_day", "rooms", "clients")


class Command(BaseCommand):
    help = "Fill an empty database with a clinic to measure with. The same seed, the same sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        usual = Size()
        for name in SIZES:
            flag = f"--{name.replace('_', '-')}"
            parser.add_argument(flag, type=int, default=getattr(usual, name))
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV.production:
            raise CommandError("These logins have known passwords and tokens: not in production.")
        size = Size(**{name: options[name] for name in SIZES})
        least = min(options[name] for name in SIZES)
        if least < 1 or size.per_day > most_a_day():
            raise CommandError(f"At least one of each, and at most {most_a_day()} a day.")
        began, seed = perf_counter(), options["seed"]
        try:
            plan = load.sow(size, seed, timezone.now())
        except Conflict as problem:
            raise CommandError(f"{problem.sentence} Use an empty one.") from None
        away = sum(sitting.room is None for sitting in plan.sittings)
        self.stdout.write(
            f"{len(plan.sittings):,} sessions from {plan.first} on, {away:,} of them at companies,"
            f" in {perf_counter() - began:.1f} s. Password of all: {load.PASSWORD}"
        )
        for name in (people.RUNNER, people.REGULAR, people.FRESH, people.client_name(0)):
            self.stdout.write(f"  {people.address(name):<22} {load.secret(seed, name)}")
