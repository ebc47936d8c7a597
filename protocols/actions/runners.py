"""Keeping what a client says of themself as a runner."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from clinic.foundation import audit
from clinic.foundation.models import Client, User
from protocols.actions.saying import stands
from protocols.core.runners import ProfileEntry, settled_profile
from protocols.models import RunnerProfile
from protocols.queries.whose import may_edit, nothing


@transaction.atomic
def keep_profile(
    *, by: User, client: Client, profile: ProfileEntry, now: datetime
) -> RunnerProfile:
    """Write the whole profile of a client. Raises `NotFound`, `Invalid`."""
    if not may_edit(by, client, now):
        raise nothing()
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    entry = stands(settled_profile(profile, now.year))
    with audit.acting(by, "keep runner profile"):
        kept, _fresh = RunnerProfile.objects.update_or_create(client=client, defaults=asdict(entry))
    return kept
