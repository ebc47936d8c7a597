"""Answers to the red flags, as they are given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, User
from protocols.actions.saying import stands
from protocols.core.runners import answers_text
from protocols.models import Screening
from protocols.queries.screenings import between
from protocols.queries.whose import may_edit, nothing

A_DAY = timedelta(days=1)
MOST_A_DAY = 20  # each is read whenever a time is judged, for as long as it can count


@transaction.atomic
def give(
    *,
    by: User | None,
    client: Client,
    codes: Iterable[str],
    asked: Iterable[str] | None = None,
    whole: bool = True,
    now: datetime,
) -> Screening:
    """Keep a client's answers: of the screening codes `asked` (None: all) those that hold.

    `whole` says that every flag was asked that is asked anew each week. The client, who treats
    them, and the desk that hears them on the telephone; the desk never reads any. `by` is None for
    whoever holds a one-time link: the caller has looked at it. Raises `NotFound`, `Invalid`,
    `Conflict` (*too_often*).
    """
    if by is not None and not may_edit(by, client, now):
        raise nothing()
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if between(now - A_DAY, now).filter(client=client).count() >= MOST_A_DAY:
        raise Conflict("too_often", _("You have answered often today. Call us, and we look at it."))
    screening = Screening(client=client, answered_at=now, given_by=by, whole=whole)
    text = stands(answers_text(codes, asked))
    vault.seal_into(client, screening, "answers", text)
    with audit.acting(by, "give answers"):
        screening.save(force_insert=True)
    return screening
