"""Groups of clients with terms of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from bookings.models import ClientGroup, Membership
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client


@dataclass(frozen=True, slots=True)
class Choice:
    """The groups that a client can be put in, their own among them; `code` is theirs, "" for none."""

    groups: Sequence[ClientGroup]
    code: str


def everything() -> list[tuple[ClientGroup, int]]:
    """All groups in the clinic's order, each with how many belong to it: one query."""
    rows = ClientGroup.objects.annotate(count=Count("members")).order_by("position", "pk")
    return [(row, row.count) for row in rows]


def one(code: str) -> ClientGroup:
    """The group of that code, in use or not. Raises `NotFound`."""
    found = ClientGroup.objects.filter(code=code).first()
    if found is None:
        raise NotFound("not_found", _("There is no such group."))
    return found


def choice(client: Client) -> Choice:
    """What stands to choose for a client: one query."""
    theirs = Membership.objects.filter(client=client, group=OuterRef("pk"))
    rows = ClientGroup.objects.annotate(theirs=Exists(theirs)).filter(
        Q(active=True) | Q(theirs=True)
    )
    groups = list(rows)
    return Choice(groups, next((row.code for row in groups if row.theirs), ""))
