"""Answers to the red flags, as they are given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.models import Client, User
from protocols.actions.saying import stands
from protocols.core.runners import answers_text
from protocols.models import Screening
from protocols.queries.whose import may_edit, nothing


@transaction.atomic
def give(*, by: User, client: Client, codes: Iterable[str], now: datetime) -> Screening:
    """Keep a client's answers: the screening codes that hold, none for none of them.

    The client, who treats them, and the desk that hears them on the telephone; the desk never
    reads any. Raises `NotFound`, `Invalid`.
    """
    if not may_edit(by, client, now):
        raise nothing()
    screening = Screening(client=client, answered_at=now, given_by=by)
    text = stands(answers_text(codes))
    sealed = vault.seal_text(client, Screening, "answers", screening.code, text)
    setattr(screening, "answers", sealed)  # noqa: B010 - mypy takes the column for plain text
    with audit.acting(by, "give answers"):
        screening.save(force_insert=True)
    return screening
