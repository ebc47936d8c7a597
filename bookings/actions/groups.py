"""Groups of clients with terms of their own, and who belongs to one."""

from __future__ import annotations

from dataclasses import asdict, fields

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions.owners import owner_only, stands
from bookings.core.groups import GroupEntry, settled_group
from bookings.models import ClientGroup, Membership
from clinic.foundation import audit
from clinic.foundation.errors import Invalid
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import must_be_desk

COLUMNS = tuple(f.name for f in fields(GroupEntry))


@transaction.atomic
def add(*, by: User, entry: GroupEntry) -> ClientGroup:
    """A new group. Owner. Raises `Refused`, `Invalid`."""
    owner_only(by)
    told = asdict(stands(settled_group(entry)))
    with audit.acting(by, "add group"):
        return ClientGroup.objects.create(**told)


@transaction.atomic
def change(*, by: User, group: ClientGroup, entry: GroupEntry) -> ClientGroup:
    """Write a group anew. Booked sessions keep the terms they were booked on."""
    owner_only(by)
    held = ClientGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    for name, value in asdict(stands(settled_group(entry))).items():
        setattr(held, name, value)
    with audit.acting(by, "change group"):
        held.save(update_fields=COLUMNS)
    return held


@transaction.atomic
def use(*, by: User, group: ClientGroup, active: bool) -> None:
    """Whether its terms hold for what its members book from now on. They stay its members."""
    owner_only(by)
    held = ClientGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    held.active = active
    with audit.acting(by, "use group again" if active else "take group out of use"):
        held.save(update_fields=["active"])


@transaction.atomic
def belong(*, by: User, client: Client, group: str) -> None:
    """The one group that a client belongs to, by code; "" for none. Desk and owner.

    A booking reads it under the same lock of the client. Raises `Refused`, and `Invalid` for a
    group that is not there or out of use, unless it is theirs already.
    """
    must_be_desk(by)
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    held = Membership.objects.filter(client=client).select_related("group").first()
    if group == (held.group.code if held else ""):
        return
    wanted = ClientGroup.objects.filter(code=group, active=True).first()
    if group and wanted is None:
        raise Invalid("invalid", _("This group is not in use any more."), field="group")
    with audit.acting(by, "set group"):
        if wanted is None:
            Membership.objects.filter(client=client).delete()
        else:
            Membership.objects.update_or_create(client=client, defaults={"group": wanted})
