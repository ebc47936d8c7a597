"""Give a staff role from the command line: the way to a clinic's first owner."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinic.foundation.actions import people
from clinic.foundation.models import User
from clinic.foundation.roles import STAFF, Role


class Command(BaseCommand):
    help = "Give a staff role to somebody who has an account: give_role EMAIL owner"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=sorted(STAFF))

    def handle(self, *args: Any, email: str, role: str, **options: Any) -> None:
        user = User.objects.filter(email=email.lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}: let them create an account first.")
        people.give_role(by=None, user=user, role=Role(role), now=timezone.now())
        self.stdout.write(f"{user.email} is {role} from now on.")
