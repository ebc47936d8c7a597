"""The clinic's own settings, kept by its owner."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import addresses
from clinic.foundation.core.phones import REGIONS
from clinic.foundation.core.texts import one_line
from clinic.foundation.errors import Invalid, Refused
from clinic.foundation.models import Practice, User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role

MONTHS = range(1, 121)
DAY = range(24 * 60)
AT_ONCE, OFFER_MINUTES = range(1, 11), range(5, 24 * 60 + 1)


@transaction.atomic
def keep(  # noqa: PLR0913 - each setting is named
    *,
    by: User,
    name: str,
    zone: str,
    region: str,
    currency: str,
    treats_months: int,
    quiet_from: int,
    quiet_until: int,
    clients_read_notes: bool,
    offer_at_once: int,
    offer_minutes: int,
) -> Practice:
    """Keep the settings; the owner may. `region` is two letters, `currency` three (ISO 4217).

    A client is treated by who had a session with them within `treats_months`. Quiet hours are
    minutes of the client's day, over midnight if `quiet_until` is the earlier one; two equal ones
    are none. `clients_read_notes`: signed notes are part of the record that a client exports.
    A time that became free is offered to `offer_at_once` who wait, for `offer_minutes`.
    Raises `Invalid`.
    """
    if Role.OWNER not in roles_of(by):
        raise Refused("refused", _("Only the owner can do this."))
    held = one_line(name)
    if not 0 < len(held) <= 120:
        raise Invalid("invalid", _("A name of at most 120 characters."), field="name")
    if region not in REGIONS:
        raise Invalid("invalid", _("There is no such region."), field="region")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Invalid("invalid", _("Three capital letters, such as EUR."), field="currency")
    if treats_months not in MONTHS:
        raise Invalid("invalid", _("From 1 to 120 months."), field="treats_months")
    offers = {"offer_at_once": offer_at_once, "offer_minutes": offer_minutes}
    quiet = {"quiet_from": quiet_from, "quiet_until": quiet_until}
    _within_a_day(**quiet)
    _offered(offer_at_once, offer_minutes)
    new = {"name": held, "zone": addresses.zone(zone), "region": region, "currency": currency}
    with audit.acting(by, "keep settings"):
        practice, _fresh = Practice.objects.update_or_create(
            pk=1,
            defaults={
                **(new | quiet | offers),
                "treats_months": treats_months,
                "clients_read_notes": clients_read_notes,
            },
        )
    return practice


def _within_a_day(**quiet: int) -> None:
    for field, minutes in quiet.items():
        if minutes not in DAY:
            raise Invalid("invalid", _("A time of the day, such as 21:00."), field=field)


def _offered(at_once: int, minutes: int) -> None:
    if at_once not in AT_ONCE:
        raise Invalid("invalid", _("From 1 to 10 at once."), field="offer_at_once")
    if minutes not in OFFER_MINUTES:
        raise Invalid("invalid", _("From 5 minutes to a day."), field="offer_minutes")
