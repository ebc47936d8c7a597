"""People and records for tests, made by the product's own actions where there is one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress

from clinic.foundation.actions import clients, people, tokens
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "uphill-both-ways"


def user(name: str = "mara", *roles: Role) -> User:
    """Somebody with a verified address `name@example.org`, `PASSWORD` and these roles."""
    made = User(email=f"{name}@example.org", name=name.title())
    made.set_password(PASSWORD)
    made.save()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    for role in roles:
        if role is Role.CLIENT:
            clients.open_for_user(by=made, user=made)
        else:
            people.give_role(by=None, user=made, role=role, now=NOW)
    return made


def client(name: str = "mara", note: str = "") -> Client:
    """A client with a login, and their note."""
    owner = user(name, Role.CLIENT)
    if note:
        clients.write_health_note(by=owner, client=owner.client, text=note)
    return owner.client


def login_of(client: Client) -> User:
    """The login that a client made by `client` has."""
    assert client.user is not None
    return client.user


def link(*, purpose: str, about: str, now: datetime = NOW) -> str:
    """The secret of a one-time link that lives an hour, as if an errand had mailed it."""
    until = now + timedelta(hours=1)
    return tokens.issue_for(errand=about, purpose=purpose, about=about, until=until, now=now)


def former_staff(name: str = "otto") -> User:
    """Somebody who was a therapist, at the desk and an owner, until yesterday."""
    roles = (Role.THERAPIST, Role.DESK, Role.OWNER)
    made = user(name, *roles)
    made.grants.update(ended_at=NOW)
    return made
