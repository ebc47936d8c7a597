"""Start-up checks of the foundation."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from clinic.foundation import policy


def listen() -> None:
    """Have Django run these before every command."""
    register(every_route_has_a_policy)


def every_route_has_a_policy(**_more: Any) -> list[CheckMessage]:
    """A route without a declared policy stops every command, as it stops the web process."""
    door = import_module(settings.ROOT_URLCONF)
    faults = policy.undeclared(door.urlpatterns, door.policies, files=door.files, served=served())
    hint = "Declare it in `policies` beside its urlpatterns; files in `files` of the front door."
    return [Error(fault, hint=hint, id="clinic.E001") for fault in faults]


def served() -> list[str]:
    """Where the web process hands out files before any route is asked: WhiteNoise's places."""
    root = getattr(settings, "WHITENOISE_ROOT", None)
    return [settings.STATIC_URL, *(["/"] if root else [])]
