"""Messages of a simulated past: they count as sent when they were due, and leave no more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from clinic.foundation.errors import Refused
from clinic.foundation.models import OutboxRow, User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role


@transaction.atomic
def settle(*, by: User, before: datetime, but: Collection[str] = ()) -> int:
    """Note as done what was due before a moment, and say how many rows that were; one query.

    `but` are codes of things whose messages are really sent (`OutboxRow.about`). For the demo's
    owner, whose clinic has a past that nobody lived through. Raises `Refused`.
    """
    if Role.OWNER not in roles_of(by):
        raise Refused("refused", _("Only the owner can do this."))
    past = OutboxRow.objects.filter(state=OutboxRow.State.WAITING, due_at__lt=before)
    return past.exclude(about__in=but).update(state=OutboxRow.State.DONE, ended_at=F("due_at"))
