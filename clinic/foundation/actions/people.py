"""Accounts and roles of the clinic's people."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from clinic.foundation import audit
from clinic.foundation.actions.clients import open_for_user
from clinic.foundation.errors import Conflict, Refused
from clinic.foundation.models import Grant, User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role


@transaction.atomic
def give_role(*, by: User | None, user: User, role: Role, now: datetime) -> Grant:
    """Give a staff role; `by` is an owner, or None for the command line. Twice gives one."""
    _owner_only(by)
    with audit.acting(by, f"give role {role}"):
        grant, _ = Grant.objects.get_or_create(
            user=user, role=role, ended_at=None, defaults={"given_at": now, "given_by": by}
        )
    return grant


@transaction.atomic
def demo_login(*, email: str, name: str, password: str, role: Role, now: datetime) -> User:
    """A login of the demo with its role and a verified address; the same one if it exists."""
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
    _owner_only(by)
    owners = Grant.objects.select_for_update().filter(
        role=Role.OWNER, ended_at=None, user__is_active=True
    )
    if role is Role.OWNER and [g.user_id for g in owners] == [user.pk]:
        raise Conflict("last_owner", "The clinic needs an owner: name another one first.")
    with audit.acting(by, f"end role {role}"):
        Grant.objects.filter(user=user, role=role, ended_at=None).update(ended_at=now)


@transaction.atomic
def disable(*, by: User | None, user: User) -> None:
    """Shut a login out; the next request of any of its sessions is a stranger's."""
    _owner_only(by)
    with audit.acting(by, "disable"):
        User.objects.filter(pk=user.pk).update(is_active=False)


def _owner_only(by: User | None) -> None:
    if by is not None and Role.OWNER not in roles_of(by):
        raise Refused("refused", "Only the owner can do this.")
