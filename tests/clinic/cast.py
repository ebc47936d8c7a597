"""The cast of every access test: one of each kind of person."""

from __future__ import annotations

from django.test import Client as Browser

from clinic.foundation.roles import Role
from tests.clinic import make

ROLES: dict[str, frozenset[Role]] = {
    "anonymous": frozenset(),
    "client": frozenset({Role.CLIENT}),
    "therapist": frozenset({Role.THERAPIST}),
    "desk": frozenset({Role.DESK}),
    "owner": frozenset({Role.OWNER}),
    "former staff": frozenset(),
}


def browser_of(who: str) -> Browser:
    """A browser of one of the cast, signed in."""
    browser = Browser()
    if who == "former staff":
        browser.force_login(make.former_staff())
    elif who != "anonymous":
        browser.force_login(make.user(who, *ROLES[who]))
    return browser
