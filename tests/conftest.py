"""What every test stands on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.db import connection

# A slow machine is no fault of the code, and a fault found once must be found again.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True, database=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """Argon2 is slow on purpose, and static files are collected only for a real server."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which commits are real, for threads and workers.

    Afterwards only what the test wrote is gone: pytest-django's own way empties every table,
    and with it what migrations had put there.
    """
    with django_db_blocker.unblock():
        before = _tables(empty=True)
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # no trigger, no order of keys
            for table in before - _tables(empty=True):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            cursor.execute("SET session_replication_role = origin")


def _tables(*, empty: bool) -> set[str]:
    names = connection.introspection.table_names()
    asked = ", ".join(f"EXISTS (SELECT FROM {connection.ops.quote_name(n)})" for n in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        row = cursor.fetchone()
    return {name for name, filled in zip(names, row, strict=True) if filled is not empty}
