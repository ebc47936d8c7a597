"""Finding the token that a program sent."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from clinic.foundation.codes import digest
from clinic.foundation.models import ApiToken, Client, Grant, User
from clinic.foundation.queries import people
from clinic.foundation.queries.prepared import Prepared, columns, made

_OF = (ApiToken, User, Client)
_WIDTHS = [len(columns(model)) for model in _OF]


def find(secret: str) -> ApiToken | None:
    """The live token of an active account: one query. Else None.

    With it comes its user, who knows their roles and their client record for this request.
    """
    rows = _FOUND.rows(digest=digest(secret))
    if not rows:
        return None
    (row,) = rows
    parts, at = [], 0
    for width in _WIDTHS:
        parts.append(row[at : at + width])
        at += width
    token, user = made(ApiToken, parts[0]), made(User, parts[1])
    record = made(Client, parts[2]) if parts[2][0] is not None else None
    people.bring(user, roles=row[-1], record=record)
    token.user = user
    return token


def _found(*, digest: str) -> QuerySet[ApiToken, Any]:
    live = ApiToken.objects.filter(digest=digest, ended_at=None, user__is_active=True)
    grants = Grant.objects.filter(user=OuterRef("user_id"), ended_at=None).values("role")
    names = [*columns(ApiToken), *columns(User, "user__"), *columns(Client, "user__client__")]
    return live.annotate(roles_=ArraySubquery(grants)).values_list(*names, "roles_")


_FOUND = Prepared(_found, {"digest": "no such digest"})
