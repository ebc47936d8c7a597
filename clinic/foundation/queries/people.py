"""Looking people up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from clinic.foundation.errors import NotFound, Refused
from clinic.foundation.models import Client, Grant, Practice, User
from clinic.foundation.queries.prepared import Prepared, columns, made
from clinic.foundation.roles import AT_DESK, Role

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def roles_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[Role]:
    """The roles a person has now: one query. A disabled account has none."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if (brought := getattr(user, _BROUGHT, None)) is not None:
        held: frozenset[Role] = brought.roles
        return held
    return frozenset(Role(name) for (name,) in _ROLES.rows(user=user.pk))


def must_be_desk(by: User) -> None:
    """Raises `Refused` for all but desk and owner."""
    if not roles_of(by) & AT_DESK:
        raise Refused("refused", _("Only the front desk can do this."))


def _roles(*, user: int) -> QuerySet[Grant, Any]:
    grants = Grant.objects.filter(user=user, ended_at=None).values_list("role")
    return grants.union(Client.objects.filter(user=user).values_list(Value(Role.CLIENT.value)))


_ROLES = Prepared(_roles, {"user": -77})


@dataclass(frozen=True)
class _Brought:
    roles: frozenset[Role]
    record: Client | None


_BROUGHT = "_brought"


def bring(user: User, *, roles: Iterable[str], record: Client | None) -> None:
    """Let a login that was read at the door bring its roles and its record along.

    `roles` are those it was given. For as long as this one request, so nobody waits for it to end.
    """
    own = [Role.CLIENT] if record is not None else []
    held = frozenset([*own, *(Role(name) for name in roles)])
    user.__dict__[_BROUGHT] = _Brought(held, record)


def signed_in(pk: int) -> User | None:
    """The active account of a session, who brings roles and record along: one query."""
    rows = _SIGNED_IN.rows(user=pk)
    if not rows:
        return None
    ((*row, roles),) = rows
    user, told = made(User, row[: len(_USER)]), row[len(_USER) :]
    bring(user, roles=roles, record=made(Client, told) if told[0] is not None else None)
    return user


def _signed_in(*, user: int) -> QuerySet[User, Any]:
    grants = Grant.objects.filter(user=OuterRef("pk"), ended_at=None).values("role")
    rows = User.objects.filter(pk=user, is_active=True).annotate(roles_=ArraySubquery(grants))
    return rows.values_list(*_USER, *columns(Client, "client__"), "roles_")


_USER = columns(User)
_SIGNED_IN = Prepared(_signed_in, {"user": -77})


def client_of(user: User) -> Client | None:
    """The client record that belongs to this login, if any."""
    if (brought := getattr(user, _BROUGHT, None)) is not None:
        found: Client | None = brought.record
        return found
    return Client.objects.filter(user=user).first()


def email_of(user_pk: int | str) -> str:
    """The address of the account with this row number; "" for none."""
    return User.objects.filter(pk=user_pk).values_list("email", flat=True).first() or ""


def has_second_factor(user: User) -> bool:
    """Whether this account has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists())


def is_invited(user: User) -> bool:
    """Whether this account was made for somebody who has yet to show that the address is theirs."""
    waits = EmailAddress.objects.filter(user_id=user.pk, verified=False).exists()
    return user.is_active and waits and user.last_login is None


@dataclass(frozen=True)
class Colleague:
    """One person of the staff, as the owner sees them. `state`: active, invited or disabled."""

    user: User
    roles: tuple[Role, ...]
    state: str
    last_sign_in: datetime | None


def staff() -> list[Colleague]:
    """Everybody who has or had a staff role; who can come in first, then by name. One query."""
    return _colleagues(User.objects.all())


def colleague(code: str) -> Colleague:
    """One of the staff by code. Raises `NotFound`, for clients too."""
    found = _colleagues(User.objects.filter(code=code))
    if not found:
        raise NotFound("not_found", _("There is no such person."))
    return found[0]


def _colleagues(users: QuerySet[User]) -> list[Colleague]:
    grants = Grant.objects.filter(user=OuterRef("pk"))
    verified = EmailAddress.objects.filter(user_id=OuterRef("pk"), verified=True)
    found = users.filter(Exists(grants)).annotate(
        roles_now=ArraySubquery(grants.filter(ended_at=None).order_by("role").values("role")),
        verified=Exists(verified),
    )
    return [
        Colleague(
            user=user,
            roles=tuple(Role(role) for role in user.roles_now),
            state=_state(user, came_in=user.verified or user.last_login is not None),
            last_sign_in=user.last_login,
        )
        for user in found.order_by("-is_active", Lower("name"), "pk")
    ]


def _state(user: User, *, came_in: bool) -> str:
    if not user.is_active:
        return "disabled"
    return "active" if came_in else "invited"


def practice() -> Practice:
    """The clinic's settings; the defaults until the owner changes one."""
    found = _PRACTICE.rows()
    return made(Practice, found[0]) if found else Practice(pk=1)


def _practice() -> QuerySet[Practice, Any]:
    return Practice.objects.order_by().values_list(*columns(Practice))


_PRACTICE = Prepared(_practice, {})
