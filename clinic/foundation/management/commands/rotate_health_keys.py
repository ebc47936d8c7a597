"""Change the master key of the health texts while the clinic works on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from clinic.foundation.actions import factors, vault


class Command(BaseCommand):
    help = (
        "Wrap every client's key, and seal every second factor, under the first of HEALTH_KEYS."
        " Put the new key first and keep the old one behind it, restart every process, run this;"
        " then drop the old key."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        turned = 0
        while batch := vault.rewrap_keys():
            turned += batch
        secrets = factors.reseal_secrets()
        newest = settings.HEALTH_KEYS[0][0]
        self.stdout.write(
            f"{turned} keys wrapped and {secrets} second factors sealed anew under {newest!r};"
            " none is left behind."
        )
