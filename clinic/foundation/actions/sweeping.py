"""Throwing away what serves nobody any more."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django.conf import settings

from clinic.foundation import handed
from clinic.foundation.actions import idempotency, tokens, tries


def sweep(*, now: datetime) -> None:
    """Tries that count no more, keys of calls after a day, links and sessions that ended, and what
    the upper apps handed down.
    """
    idempotency.forget(now=now)
    tries.forget(now=now)
    tokens.forget(now=now)
    for handed_down in handed.given.sweeps:
        handed_down(now)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
