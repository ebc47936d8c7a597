"""Accounts and roles of the clinic's people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import addresses, outbox
from clinic.foundation.actions.clients import open_for_user
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import Grant, User
from clinic.foundation.queries.people import is_invited, roles_of
from clinic.foundation.roles import STAFF, Role


@transaction.atomic
def give_role(*, by: User | None, user: User, role: Role, now: datetime) -> Grant:
    """Give a staff role; `by` is an owner, or None for the command line. Twice gives one."""
    _owner_only(by)
    if role not in STAFF:
        raise Invalid("not_a_staff_role", _("Only staff roles are given."), field="role")
    with audit.acting(by, f"give role {role}"):
        grant, _fresh = Grant.objects.get_or_create(
            user=user, role=role, ended_at=None, defaults={"given_at": now, "given_by": by}
        )
    return grant


@transaction.atomic
def invite(
    *, by: User | None, email: str, name: str, roles: Collection[Role], now: datetime
) -> User:
    """An account with these staff roles, and a mail that says how to come in. `by`: as `give_role`.

    The address is not verified before a code sent to it came back, and until then no password
    signs in. Somebody who has an account only gets the roles; who has yet to come in is mailed anew.
    """
    _owner_only(by)
    address = addresses.email(email)
    if not address:
        raise Invalid("invalid", _("An address is needed."), field="email")
    if not roles:
        raise Invalid("invalid", _("Choose at least one role."), field="roles")
    with audit.acting(by, "invite"):
        user, fresh = User.objects.get_or_create(
            email=address, defaults={"name": addresses.name(name), "password": make_password(None)}
        )
        if fresh:
            EmailAddress.objects.create(user=user, email=address, verified=False, primary=True)
    if not user.is_active:
        raise Conflict("disabled", _("This login is disabled. Let them in again first."))
    for role in sorted(roles):
        give_role(by=by, user=user, role=role, now=now)
    if by is not None and is_invited(user):
        facts = {"user": user.code, "by": by.code}
        key = f"{user.code}:{now:%Y-%m-%dT%H:%M}"  # asked twice in a minute it is mailed once
        outbox.queue(
            topic="staff_invited",
            key=key,
            due=now,
            now=now,
            facts=facts,
            urgent=True,
            channel="mail",
        )
    return user


@transaction.atomic
def keep_roles(*, by: User, user: User, roles: Collection[Role], now: datetime) -> None:
    """Give and take staff roles until they are these. The last owner stays one."""
    _lock_owners()
    held = roles_of(user) & STAFF
    for role in sorted(set(roles) - held):
        give_role(by=by, user=user, role=role, now=now)
    for role in sorted(held - set(roles)):
        end_role(by=by, user=user, role=role, now=now)


@transaction.atomic
def demo_login(*, email: str, name: str, password: str | None, role: Role, now: datetime) -> User:
    """A login of the demo with its role and a verified address; the same one if it exists.

    Without a password somebody comes in by a code that is mailed.
    """
    with audit.acting(None, "make demo login"):
        user, fresh = User.objects.get_or_create(email=email, defaults={"name": name})
        if fresh:
            user.set_password(password)
            user.save(update_fields=["password"])
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if role is Role.CLIENT:
        open_for_user(by=user, user=user)
    else:
        give_role(by=None, user=user, role=role, now=now)
    return user


@transaction.atomic
def end_role(*, by: User | None, user: User, role: Role, now: datetime) -> None:
    """Take a staff role back at once. The last owner stays."""
    _lock_owners()
    _owner_only(by)
    if role is Role.OWNER:
        _another_owner_than(user)
    with audit.acting(by, f"end role {role}"):
        Grant.objects.filter(user=user, role=role, ended_at=None).update(ended_at=now)


@transaction.atomic
def disable(*, by: User | None, user: User) -> None:
    """Shut a login out: the next request of any of its sessions is a stranger's."""
    _lock_owners()
    _owner_only(by)
    _another_owner_than(user)
    with audit.acting(by, "disable"):
        User.objects.filter(pk=user.pk).update(is_active=False)


@transaction.atomic
def enable(*, by: User | None, user: User) -> None:
    """Let a disabled login in again, with the roles it still has."""
    _owner_only(by)
    with audit.acting(by, "enable"):
        User.objects.filter(pk=user.pk).update(is_active=True)


@transaction.atomic
def forget_password(*, user: User) -> None:
    """Nobody signs in by password until a new one is set; every open session ends."""
    with audit.acting(user, "forget password"):
        user.set_unusable_password()
        user.save(update_fields=["password"])


def _owner_only(by: User | None) -> None:
    if by is not None and Role.OWNER not in roles_of(by):
        raise Refused("refused", _("Only the owner can do this."))


def _lock_owners() -> None:
    """Changes that could cost the clinic its last owner come one after the other.

    What is read after the lock is new: two owners who end each other at once do not both win.
    """
    owners = Grant.objects.filter(role=Role.OWNER, ended_at=None).order_by("pk")
    list(owners.select_for_update().values_list("pk"))


def _another_owner_than(user: User) -> None:
    owners = Grant.objects.filter(role=Role.OWNER, ended_at=None, user__is_active=True)
    if {grant.user_id for grant in owners} == {user.pk}:
        raise Conflict("last_owner", _("The clinic needs an owner: name another one first."))
