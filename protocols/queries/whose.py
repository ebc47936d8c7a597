"""Whose calendar somebody may read and change: their own, and that of clients they look after."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access, people
from clinic.foundation.roles import AT_DESK
from protocols.core import zones


def may_edit(by: User, client: Client, now: datetime) -> bool:
    """The client, the front desk, the owner, and who treats the client."""
    if by.is_active and client.user_id is not None and client.user_id == by.pk:
        return True
    return bool(people.roles_of(by) & AT_DESK) or access.treats(by, client, now)


def client_named(by: User, code: str | None, now: datetime) -> Client:
    """The client of that code; without one the client that `by` is. Else `NotFound`."""
    if code is None:
        return access.own_record(by)
    client = Client.objects.filter(code=code).first() if code.isalnum() else None
    if client is None or not may_edit(by, client, now):
        raise nothing()
    return client


def nothing() -> NotFound:
    """One answer for not there and not yours: nobody can tell them apart."""
    return NotFound("not_found", _("There is no such record."))


def zone_of(client: Client) -> str:
    """The zone whose clock a client reads: their own, or the clinic's while they named none."""
    named = client.zone != "UTC" and client.zone in zones.names()
    return client.zone if named else people.practice().zone
