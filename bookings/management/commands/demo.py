"""One login for each role and a clinic full of life, so that the demo can be tried at once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bookings.management.demo.making import make
from clinic.foundation.actions import people
from clinic.foundation.roles import Role

PASSWORD = "run-easy-2026"  # noqa: S105 - printed for all, refused in production
LOGINS = (
    (Role.CLIENT, "mara@demo.example", "Mara Lindqvist"),
    (Role.THERAPIST, "ana@demo.example", "Ana Kovač"),
    (Role.DESK, "jo@demo.example", "Jo Brandt"),
    (Role.OWNER, "ines@demo.example", "Inês Prado"),
)


class Command(BaseCommand):
    help = "Make the demo's logins and clinic (again: nothing changes) and print the logins."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV.production:
            raise CommandError("The demo's logins have a known password: not in production.")
        now, made = timezone.now(), {}
        for role, email, name in LOGINS:
            made[role] = people.demo_login(
                email=email, name=name, password=PASSWORD, role=role, now=now
            )
        make(
            owner=made[Role.OWNER],
            desk=made[Role.DESK],
            now=now,
            say=self.stdout.write,
        )
        for role, email, _name in LOGINS:
            self.stdout.write(f"  {role.value:<10} {email:<20} {PASSWORD}")
