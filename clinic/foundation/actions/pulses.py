"""Signs of life of the background processes, for those who watch over them."""

from __future__ import annotations

from datetime import datetime

from clinic.foundation.models import Pulse

BEAT = "beat"


def beat(*, now: datetime) -> None:
    """A tick that beat asked for has come: beat, Redis and a worker are alive."""
    if not Pulse.objects.filter(name=BEAT).update(at=now):
        Pulse.objects.bulk_create([Pulse(name=BEAT, at=now)], ignore_conflicts=True)
