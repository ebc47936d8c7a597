"""A retry never does a thing twice: a call and its key, the effect and its row, in one transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from threading import local
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from clinic.foundation.actions.inserting import insert
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import IdempotentCall, User

P = ParamSpec("P")
R = TypeVar("R")
_thread = local()
HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
BEGIN = """
SELECT set_config('clinic.once', pg_try_advisory_xact_lock(hashtextextended(%s, 0))::text, true);
SELECT current_setting('clinic.once'), call, body, status, code
FROM (SELECT) AS one LEFT JOIN clinic_idempotentcall ON user_id = %s AND key = %s
"""
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
    mine, before = _begin(by, key)
    if not mine:
        raise Conflict("in_flight", _("This is being done just now. Ask again in a moment."))
    digest = salted_hmac("clinic.once", body, algorithm="sha256").hexdigest()
    if before is None:
        with _one_doing():
            done = Done(*do(), replayed=False)
        told = {"call": call, "body": digest, "status": done.status, "code": done.code}
        insert(IdempotentCall(user=by, key=key, at=now, **told))
        return done
    said_call, said_body, status, code = before
    if (said_call, said_body) != (call, digest):
        sentence = _("This key was used for something else. Take a new one.")
        raise Invalid("key_reused", sentence, field=HEADER)
    return Done(status, code, replayed=True)


def whole(action: Callable[P, R]) -> Callable[P, R]:
    """An action in a transaction; done `once` it is in that one, without a savepoint of its own.

    What fails in there takes everything back, whoever catches it: nothing else can be written.
    """

    @wraps(action)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=not getattr(_thread, "doing", False)):
            return action(*args, **kwargs)

    return wrapped


@contextmanager
def _one_doing() -> Iterator[None]:
    _thread.doing = True
    try:
        yield
    finally:
        _thread.doing = False


def forget(*, now: datetime) -> int:
    """Delete calls that are older than a day; says how many."""
    return IdempotentCall.objects.filter(at__lte=now - KEPT).delete()[0]


def _begin(by: User, key: str) -> tuple[bool, tuple[str, str, int, str] | None]:
    """Whether the key is this transaction's, and (call, body, status, code) if it was used before.

    Nobody waits. The lock is held to the end of the transaction, so until effect and row are there
    for all. Two statements in one message: the second sees what was written before the first.
    """
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, [f"once {by.pk} {key}", by.pk, key])
        mine, *before = cursor.fetchone()
    return mine == "true", (before[0], before[1], before[2], before[3]) if before[0] else None
