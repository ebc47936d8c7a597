"""Accounts and roles of the clinic's people."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions.clients import open_for_user
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import Grant, User
from clinic.foundation.queries.people import roles_of
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
def demo_login(*, email: str, name: str, password: str, role: Role, now: datetime) -> User:
    """A login of the demo with its role and a verified address; the same one if it exists."""
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
