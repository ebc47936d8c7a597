"""Looking people up."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Value

from clinic.foundation.models import Client, Grant, Practice, User
from clinic.foundation.roles import Role


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """The roles a person has now: one query. A disabled account has none."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    grants = Grant.objects.filter(user=user, ended_at=None).values_list("role", flat=True)
    client = Client.objects.filter(user=user).values_list(Value(Role.CLIENT.value), flat=True)
    return frozenset(Role(name) for name in grants.union(client))


def client_of(user: User) -> Client | None:
    """The client record that belongs to this login, if any."""
    return Client.objects.filter(user=user).first()


def practice() -> Practice:
    """The clinic's settings; the defaults until the owner changes one."""
    return Practice.objects.first() or Practice(pk=1)
