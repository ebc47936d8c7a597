"""Make a token for the API: `manage.py api_token EMAIL` prints it, this once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinic.foundation.actions import api_tokens
from clinic.foundation.models import User


class Command(BaseCommand):
    help = "Print a new API token of an account; with --end-all end those it has instead."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--end-all", action="store_true", help="end every token at once")

    def handle(self, *args: Any, email: str, end_all: bool, **options: Any) -> None:
        user = User.objects.filter(email=email.lower()).first()
        if user is None or not (user.is_active or end_all):
            raise CommandError(f"Nobody signs in as {email}: let them create an account first.")
        if end_all:
            ended = api_tokens.end_all(by=None, user=user, now=timezone.now())
            self.stdout.write(f"{ended} tokens of {user.email} ended.")
        else:
            self.stdout.write(api_tokens.make(by=None, user=user, now=timezone.now()))
