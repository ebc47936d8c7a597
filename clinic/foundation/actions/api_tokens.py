"""Making and ending the tokens with which programs act as their user."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.codes import digest, new_secret
from clinic.foundation.errors import Refused
from clinic.foundation.models import ApiToken, User

GRAIN = timedelta(minutes=1)  # a busy program writes its token's row at most this often


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
        stale = Q(last_used_at=None) | Q(last_used_at__lte=now - GRAIN)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def _own(by: User | None, user: User) -> None:
    if by is not None and by.pk != user.pk:
        raise Refused("refused", _("Only the person themselves can do this."))
