"""One thing that waits for a runner's word: a file that was read, an event that may be a race."""

from __future__ import annotations

import json
from datetime import datetime

from django.utils.translation import gettext as _

from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from protocols.core.plans.entries import race_of
from protocols.core.plans.shape import Read
from protocols.core.races import RaceEntry
from protocols.models import Imported, PlanDraft
from protocols.queries.gathering import item_of
from protocols.queries.whose import nothing


def draft(client: Client, code: str) -> PlanDraft:
    """The client's own draft of that code. Raises `NotFound`: it may have been kept meanwhile."""
    found = PlanDraft.objects.filter(client=client, code=code).select_related("client").first()
    if found is None:
        raise nothing()
    return found


def read_of(by: User, row: PlanDraft, now: datetime) -> Read:
    """What is in a draft. A plan can tell of an illness: the look is on file first."""
    why = _("You looked at a plan before keeping it")
    content = access.read_health(by, row, why, now=now)["content"]
    return Read.from_json(json.loads(content)["read"])


def guess(row: Imported, zone: str) -> RaceEntry:
    """The race that a suggestion may be, with first guesses. Raises `NotFound` for what is none."""
    told = item_of(row, row.told)
    entry = race_of(told, zone) if told else None
    if not isinstance(entry, RaceEntry):
        raise nothing()
    return entry


def waiting(client: Client) -> bool:
    """Whether there is a suggestion that nobody has answered: one query."""
    asked = Imported.objects.filter(client=client, state=Imported.State.SUGGESTED, gone_at=None)
    return asked.exists()
