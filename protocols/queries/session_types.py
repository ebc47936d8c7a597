"""The session types, as stored."""

from __future__ import annotations

from django.db.models import QuerySet

from clinic.foundation.errors import NotFound
from clinic.foundation.queries.prepared import Loaded
from protocols.models import SessionType


def every() -> QuerySet[SessionType]:
    """All session types, in the clinic's order."""
    return SessionType.objects.all()


def one(code: str) -> SessionType:
    """The type of that code. Raises `NotFound`."""
    found: SessionType | None = _ONE.first(code=code)
    if found is None:
        raise NotFound("not_found", "There is no such session type.")
    return found


def _one(*, code: str) -> QuerySet[SessionType]:
    return SessionType.objects.filter(code=code)


_ONE = Loaded(_one, {"code": "no such code"})
