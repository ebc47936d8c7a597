"""Looking people up."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Value

from clinic.foundation.models import Client, Grant, Practice, User
from clinic.foundation.roles import Role

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def roles_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[Role]:
    """The roles a person has now: one query. A disabled account has none."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    grants = Grant.objects.filter(user=user, ended_at=None).values_list("role", flat=True)
    client = Client.objects.filter(user=user).values_list(Value(Role.CLIENT.value), flat=True)
    return frozenset(Role(name) for name in grants.union(client))


def client_of(user: User) -> Client | None:
    """The client record that belongs to this login, if any."""
    return Client.objects.filter(user=user).first()


def email_of(user_pk: int | str) -> str:
    """The address of the account with this row number; "" for none."""
    return User.objects.filter(pk=user_pk).values_list("email", flat=True).first() or ""


def has_second_factor(user: User) -> bool:
    """Whether this account has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists())


def practice() -> Practice:
    """The clinic's settings; the defaults until the owner changes one."""
    return Practice.objects.first() or Practice(pk=1)
