"""Start-up checks of the foundation."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from clinic.foundation import policy


@register()
def every_route_has_a_policy(**kwargs: Any) -> list[CheckMessage]:
    """A route without a declared policy stops every command, as it stops the web process."""
    front_door = import_module(settings.ROOT_URLCONF)
    return [
        Error(fault, hint="Declare it in `policies` beside its urlpatterns.", id="clinic.E001")
        for fault in policy.undeclared(front_door.urlpatterns, front_door.policies)
    ]
