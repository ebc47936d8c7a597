"""A runner's injuries. When they were is listed; what they are opens one by one, with a look."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from protocols.core.runners import InjuryEntry, injury_from
from protocols.models import Injury
from protocols.queries.whose import nothing


def of_client(client: Client, *, most: int = 100) -> list[Injury]:
    """A client's injuries, still sealed: the open ones first, then the latest. One query."""
    newest = F("to_day").desc(nulls_first=True)
    return list(Injury.objects.filter(client=client).order_by(newest, "-from_day", "code")[:most])


def one(by: User, code: str, now: datetime) -> Injury:
    """The injury of that code, sealed, for those who may read their health; else `NotFound`."""
    injury = Injury.objects.filter(code=code).select_related("client").first()
    if injury is None or not access.may_read_health(by, injury.client, now):
        raise nothing()
    return injury


def read(by: User, injury: Injury, why: str, *, now: datetime) -> InjuryEntry:
    """What it says. The look is on file first (`access.read_health`)."""
    return injury_from(access.read_health(by, injury, why, now=now)["details"])
