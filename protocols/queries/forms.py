"""The intake form as it was published. A version never changes, so each is read once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from clinic.foundation.queries.prepared import Prepared
from protocols.core.intake.shape import Form, form_from
from protocols.models import FormVersion


def current() -> tuple[int, Form]:
    """The number of the version in force and the form: one query, two the first time."""
    ((pk, number),) = _CURRENT.rows()
    return number, of(pk)


def _current() -> QuerySet[FormVersion, Any]:
    return FormVersion.objects.order_by("-number").values_list("pk", "number")[:1]


_CURRENT = Prepared(_current, {})


@lru_cache(maxsize=32)
def version(number: int) -> Form:
    """The form of that number: two queries, the first time. Raises FormVersion.DoesNotExist."""
    return of(FormVersion.objects.values_list("pk", flat=True).get(number=number))


@lru_cache(maxsize=32)
def of(version_id: int) -> Form:
    """The form that a row such as an `Intake` names by `version_id`: one query, the first time."""
    return form_from(FormVersion.objects.values_list("content", flat=True).get(pk=version_id))


def versions() -> list[FormVersion]:
    """All versions, the newest first, with who published them: one query."""
    return list(FormVersion.objects.select_related("published_by").order_by("-number"))
