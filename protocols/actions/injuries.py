"""Keeping a runner's injuries: the client and who treats them. Not the front desk."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, User
from clinic.foundation.queries.access import may_read_health
from protocols.actions.saying import stands
from protocols.core import walls
from protocols.core.runners import InjuryEntry, days_fault, settled_injury
from protocols.models import Injury
from protocols.queries.whose import nothing

MOST_INJURIES = 200


@transaction.atomic
def begin(
    *, by: User, client: Client, details: InjuryEntry, from_day: date, now: datetime
) -> Injury:
    """Note an injury from that day on. Raises `NotFound`, `Invalid`, `Conflict` (too many)."""
    _may(by, client, now)
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if Injury.objects.filter(client=client).count() >= MOST_INJURIES:
        raise Conflict("too_many", _("At most %(most)d can be kept.") % {"most": MOST_INJURIES})
    injury = Injury(client=client, from_day=from_day)
    _write(injury, details, now)
    with audit.acting(by, "note injury"):
        injury.save(force_insert=True)
    return injury


@transaction.atomic
def change(
    *, by: User, injury: Injury, details: InjuryEntry, from_day: date, now: datetime
) -> Injury:
    """Say anew what it is and since when. Raises `NotFound`, `Invalid`."""
    held = _locked(by, injury, now)
    held.from_day = from_day
    _write(held, details, now)
    with audit.acting(by, "change injury"):
        held.save(update_fields=["details", "from_day"])
    return held


@transaction.atomic
def close(*, by: User, injury: Injury, to_day: date, now: datetime) -> Injury:
    """It is over, since that day. Closed once more takes the new day. Raises `NotFound`, `Invalid`."""
    held = _locked(by, injury, now)
    held.to_day = to_day
    _days_stand(held, now)
    with audit.acting(by, "close injury"):
        held.save(update_fields=["to_day"])
    return held


def _write(injury: Injury, details: InjuryEntry, now: datetime) -> None:
    text = stands(settled_injury(details)).to_text()
    _days_stand(injury, now)
    vault.seal_into(injury.client, injury, "details", text)


def _days_stand(injury: Injury, now: datetime) -> None:
    today = walls.today(now, injury.client.zone)
    stands(days_fault(injury.from_day, injury.to_day, today))


def _may(by: User, client: Client, now: datetime) -> None:
    if not may_read_health(by, client, now):
        raise nothing()


def _locked(by: User, injury: Injury, now: datetime) -> Injury:
    _may(by, injury.client, now)
    rows = Injury.objects.select_for_update(of=("self",)).select_related("client")
    held = rows.filter(pk=injury.pk).first()
    if held is None:
        raise nothing()
    return held
