"""The cast of every access test, one of each kind of person, and where they go."""

from __future__ import annotations

import re

from django.test import Client as Browser
from django.urls import get_resolver

from clinic.foundation.policy import routes
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

EXAMPLES = {"int": "1", "slug": "general", "str": "some", "path": "some/path"}
ADDRESSES = {
    name: "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda kind: EXAMPLES[kind[1] or "str"], route)
    for route, name in routes(get_resolver().url_patterns)
}


def browser_of(who: str) -> Browser:
    """A browser of one of the cast, signed in."""
    browser = Browser()
    if who == "former staff":
        browser.force_login(make.former_staff())
    elif who != "anonymous":
        browser.force_login(make.user(who, *ROLES[who]))
    return browser
