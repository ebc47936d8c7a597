"""Making and ending the tokens with which programs act as their user."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.codes import digest, new_secret
from clinic.foundation.errors import Refused
from clinic.foundation.models import ApiToken, User

GRAIN = timedelta(minutes=1)  # a busy program writes its token's row at most this often
UNHURRIED = "SELECT set_config('synchronous_commit', 'off', true)"


@transaction.atomic
def make(*, by: User | None, user: User, now: datetime) -> str:
    """A new token's secret, told this once; only its digest is kept.

    `by` is None for the command line. It acts with the rights its user has at each request.
    """
    _own(by, user)
    secret = new_secret()
    with audit.acting(by, "make API token"):
        ApiToken.objects.create(user=user, digest=digest(secret), made_at=now)
    return secret


@transaction.atomic
def end_all(*, by: User | None, user: User, now: datetime) -> int:
    """End every token of this user at once; says how many there were."""
    _own(by, user)
    with audit.acting(by, "end API tokens"):
        return ApiToken.objects.filter(user=user, ended_at=None).update(ended_at=now)


def used(*, token: ApiToken, now: datetime) -> None:
    """Keep when a token was last used, to the minute."""
    if token.last_used_at is None or token.last_used_at <= now - GRAIN:
        same = ApiToken.objects.filter(pk=token.pk, last_used_at=token.last_used_at)
        with connection.execute_wrapper(_unhurried):
            same.update(last_used_at=now)


def _unhurried(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
    """No caller waits for the disk: a minute that a crash loses is no loss."""
    alone = "" if connection.in_atomic_block else f"{UNHURRIED}; "
    return execute(alone + sql, params, *rest)


def _own(by: User | None, user: User) -> None:
    if by is not None and by.pk != user.pk:
        raise Refused("refused", _("Only the person themselves can do this."))
