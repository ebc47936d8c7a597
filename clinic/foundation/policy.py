"""Who may use which route: one table, complete, checked at start and at every request.

Each `urls.py` exports `policies`: the name of a route (with its namespace) -> a `Policy`. The
front door merges them with those of third-party routes, and names in `files` what is served as
plain files before any route. `require_all` refuses to start while something has no policy;
`clinic.foundation.http.RoutePolicies` enforces them. Whose *things* a person may see is another
question: `queries.access`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver

from clinic.foundation.roles import AT_DESK, EVERY_ROLE, STAFF, Role


@dataclass(frozen=True)
class Policy:
    """`roles` may use the route; `public` lets strangers in, `member` anybody signed in."""

    roles: frozenset[Role] = frozenset()
    public: bool = False
    member: bool = False
    api: bool = False  # a stranger hears 401 instead of being led to the sign-in page
    probe: bool = False  # asked by machines, or kept by caches: no session is touched for it
    polling: bool = False  # asked by a page on its own: no sign of a person at the keyboard
    counted: Literal["", "guess", "mail"] = ""  # each POST takes a try: `guesses`
    # Open to staff who have yet to set up, or to show, their second factor: `factors`.
    opens: Literal["", "always", "set up", "prove"] = ""

    def allows(self, *, signed_in: bool, roles: frozenset[Role]) -> bool:
        return self.public or (signed_in and (self.member or bool(roles & self.roles)))


PUBLIC = Policy(public=True)
PUBLIC_API = Policy(public=True, api=True)
PROBE = Policy(public=True, api=True, probe=True)
MEMBER = Policy(member=True)
CLIENT = Policy(frozenset({Role.CLIENT}))
THERAPIST = Policy(frozenset({Role.THERAPIST}))
DESK = Policy(AT_DESK)
OWNER = Policy(frozenset({Role.OWNER}))
ANY_STAFF = Policy(STAFF)
ANY_ROLE = Policy(EVERY_ROLE)


def routes(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = "", namespace: str = ""
) -> Iterator[tuple[str, str]]:
    """Every route as (address pattern, full name); the name is "" where it has none."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, address, inner)
        else:
            yield address, f"{namespace}{pattern.name}" if pattern.name else ""


def undeclared(
    patterns: Iterable[URLPattern | URLResolver],
    policies: Mapping[str, Policy],
    *,
    files: Mapping[str, Policy] | None = None,
    served: Collection[str] = (),
) -> list[str]:
    """One line for each route without a policy of its own, and each policy without a route.

    `served` are the addresses under which files are handed out: each must stand in `files`.
    """
    found = list(routes(patterns))
    uses = Counter(name for _, name in found)
    declared = files or {}
    faults = [
        f"/{address}: route {name or '(unnamed)'} has no declared policy"
        for address, name in found
        if name not in policies
    ]
    faults += [f"{uses[name]} routes are called {name!r}" for name in uses if uses[name] > 1]
    faults += [f"policy {name!r} names no route" for name in policies if name not in uses]
    faults += [
        f"{place}: files are served without a public policy"  # nothing could enforce another one
        for place in sorted(set(served))
        if place not in declared or not declared[place].public
    ]
    return faults + [f"no files are served at {place}" for place in declared if place not in served]


def require_all(
    patterns: Iterable[URLPattern | URLResolver],
    policies: Mapping[str, Policy],
    *,
    files: Mapping[str, Policy] | None = None,
    served: Collection[str] = (),
) -> None:
    """Refuse to start while anything that answers has no policy."""
    faults = undeclared(patterns, policies, files=files, served=served)
    if faults:
        raise ImproperlyConfigured("\n".join(faults))
