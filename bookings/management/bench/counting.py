"""Counting what a request asks of the database, within this process."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

CONTROL = re.compile(r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET CONSTRAINTS", re.IGNORECASE)


def statements(doing: Callable[[], Any], *, warm: int = 2) -> tuple[int, int]:
    """Queries of the last time, and beside them the control of transactions and savepoints.

    The first times read what a process keeps: the rules in force, the compiled queries.
    """
    for _ in range(warm):
        doing()
    with CaptureQueriesContext(connection) as seen:
        doing()
    control = sum(bool(CONTROL.match(query["sql"])) for query in seen.captured_queries)
    return len(seen.captured_queries) - control, control
