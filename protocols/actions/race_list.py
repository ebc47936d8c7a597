"""Keeping the clinic's list of races. A new time reaches whoever picked the race."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.errors import Refused
from clinic.foundation.models import User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import AT_DESK
from protocols.actions.saying import stands
from protocols.core.races import ListedEntry, settled_listed
from protocols.models import ListedRace, Race
from protocols.queries.whose import nothing

COLUMNS = tuple(f.name for f in fields(ListedEntry))


@transaction.atomic
def add_listed(*, by: User, race: ListedEntry) -> ListedRace:
    """Put a race on the list. Owner and desk. Raises `Refused`, `Invalid`."""
    _keepers_only(by)
    with audit.acting(by, "add listed race"):
        return ListedRace.objects.create(**asdict(stands(settled_listed(race))))


@transaction.atomic
def change_listed(*, by: User, listed: ListedRace, race: ListedEntry, now: datetime) -> int:
    """Write a listed race anew; says in how many calendars its time moved along.

    Those follow that are still planned and still stand at the time that the list had before: who
    typed another one keeps it.
    """
    _keepers_only(by)
    held = _locked(listed)
    entry = stands(settled_listed(race))
    followers = Race.objects.filter(
        listed=held,
        zone=held.zone,
        local_start=held.local_start,
        status="planned",
        finish_at=None,
        start_at__gte=now,
    )
    moved = (entry.zone, entry.local_start) != (held.zone, held.local_start)
    for name in COLUMNS:
        setattr(held, name, getattr(entry, name))
    with audit.acting(by, "change listed race"):
        held.save(update_fields=COLUMNS)
        return (
            followers.update(zone=held.zone, local_start=held.local_start, start_at=held.start_at)
            if moved
            else 0
        )


@transaction.atomic
def remove_listed(*, by: User, listed: ListedRace) -> None:
    """Take a race off the list; it stays in the calendars of those who picked it."""
    _keepers_only(by)
    held = _locked(listed)
    with audit.acting(by, "remove listed race"):
        held.delete()


def _keepers_only(by: User) -> None:
    if not roles_of(by) & AT_DESK:
        raise Refused("refused", _("Only the owner and the front desk keep the race list."))


def _locked(listed: ListedRace) -> ListedRace:
    held = ListedRace.objects.select_for_update().filter(pk=listed.pk).first()
    if held is None:
        raise nothing()
    return held
