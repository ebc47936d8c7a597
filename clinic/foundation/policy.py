"""Who may use which route: one table, complete, checked at start and at every request.

Each `urls.py` exports `policies`: the name of a route (with its namespace) -> a `Policy`. The
front door merges them with those of third-party routes. `require_all` refuses to start while a
route has none; `clinic.foundation.http.RoutePolicies` enforces them. Whose *things* a person may
see is another question: `queries.access`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver

from clinic.foundation.roles import EVERY_ROLE, STAFF, Role


@dataclass(frozen=True)
class Policy:
    """`roles` may use the route; `public` lets strangers in, `member` anybody signed in."""

    roles: frozenset[Role] = frozenset()
    public: bool = False
    member: bool = False
    api: bool = False  # a stranger hears 401 instead of being led to the sign-in page

    def allows(self, *, signed_in: bool, roles: frozenset[Role]) -> bool:
        return self.public or (signed_in and (self.member or bool(roles & self.roles)))


PUBLIC = Policy(public=True)
PUBLIC_API = Policy(public=True, api=True)
MEMBER = Policy(member=True)
CLIENT = Policy(frozenset({Role.CLIENT}))
THERAPIST = Policy(frozenset({Role.THERAPIST}))
DESK = Policy(frozenset({Role.DESK, Role.OWNER}))
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
    patterns: Iterable[URLPattern | URLResolver], policies: Mapping[str, Policy]
) -> list[str]:
    """One line for each route without a policy, and for each policy without a route."""
    found = list(routes(patterns))
    names = {name for _, name in found}
    missing = [
        f"/{address}: route {name or '(unnamed)'} has no declared policy"
        for address, name in found
        if name not in policies
    ]
    return missing + [f"policy {name!r} names no route" for name in policies if name not in names]


def require_all(
    patterns: Iterable[URLPattern | URLResolver], policies: Mapping[str, Policy]
) -> None:
    """Refuse to start while a route has no policy."""
    faults = undeclared(patterns, policies)
    if faults:
        raise ImproperlyConfigured("\n".join(faults))
