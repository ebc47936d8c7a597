"""Long lists in pages: each begins after the last thing of the one before, whatever came since."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet


class Mark(NamedTuple):
    """The last thing of a page: its time, and its code where two have the same."""

    at: datetime
    code: str


def page(
    rows: QuerySet[Any], at: str, *, limit: int, after: Mark | None
) -> tuple[list[Any], Mark | None]:
    """`limit` rows by the column `at` and code, and the mark of the next page if there is one."""
    if after is not None:
        rows = rows.filter(
            Q(**{f"{at}__gt": after.at}) | Q(**{at: after.at, "code__gt": after.code})
        )
    found = list(rows.order_by(at, "code")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], Mark(getattr(last, at), last.code)
