"""A retry never does a thing twice: a call and its key, the effect and its row, in one transaction."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import IdempotentCall, User

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
KEY = re.compile(r"[\x20-\x7e]{1,200}")


@dataclass(frozen=True)
class Done:
    """What came of a call. `replayed`: it had been done before, and nothing happened now."""

    status: int
    code: str
    replayed: bool


@transaction.atomic
def once(
    *,
    by: User,
    key: str | None,
    call: str,
    body: bytes,
    now: datetime,
    do: Callable[[], tuple[int, str]],
) -> Done:
    """Carry out `do` unless this person's key says that it was done; without a key, always.

    `call` names what is called (`POST appointments`), `body` is what was sent. `do` answers the
    HTTP status of a success and the code of the thing, which are all that is kept: a replay gives
    them back, and its door renders the thing anew. What `do` raises is passed on, nothing is kept.
    Raises `Conflict` while the first call under this key is still at work, and `Invalid` for a
    key that was used for something else.
    """
    if key is None:
        return Done(*do(), replayed=False)
    if not KEY.fullmatch(key):
        sentence = _("A key has 1 to 200 plain characters.")
        raise Invalid("invalid", sentence, field=HEADER)
    if not _lock(f"once {by.pk} {key}"):
        raise Conflict("in_flight", _("This is being done just now. Ask again in a moment."))
    digest = salted_hmac("clinic.once", body, algorithm="sha256").hexdigest()
    before = IdempotentCall.objects.filter(user=by, key=key).first()
    if before is None:
        done = Done(*do(), replayed=False)
        IdempotentCall.objects.create(
            user=by, key=key, call=call, body=digest, status=done.status, code=done.code, at=now
        )
        return done
    if (before.call, before.body) != (call, digest):
        sentence = _("This key was used for something else. Take a new one.")
        raise Invalid("key_reused", sentence, field=HEADER)
    return Done(before.status, before.code, replayed=True)


def forget(*, now: datetime) -> int:
    """Delete calls that are older than a day; says how many."""
    return IdempotentCall.objects.filter(at__lte=now - KEPT).delete()[0]


def _lock(key: str) -> bool:
    """Held to the end of the transaction, so until effect and row are there for all; no waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        return bool(cursor.fetchone()[0])
