"""What every test stands on."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase

from clinic.foundation import handed
from clinic.local.checks import ONCE
from protocols.queries import rules

# A slow machine is no fault of the code. A change is judged by the same cases each time, so that
# what breaks is what it broke; faults that nobody met yet are looked for with the other profile.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    database=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "thorough", hypothesis.settings.get_profile("house"), derandomize=False
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests are read, and all of them stay: nobody looks through them for garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """Argon2 is slow on purpose, and static files are collected only for a real server.

    Every browser of a test starts the middleware anew, and WhiteNoise would list all files.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked to pass over the outbox: tests do it themselves, when they want to."""
    monkeypatch.setattr(handed.given, "nudge", lambda lane: None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """In `make test` a worker's database is a copy of one that was migrated for all of them."""
    if os.environ.get(ONCE):
        told: dict[str, Any] = connection.settings_dict
        told["TEST"]["TEMPLATE"] = f"test_{told['NAME']}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Tests whose commits are real (`transaction=True`) lose only what they wrote.

    Django's own way is to empty every table, and with it what migrations had put there.
    """
    with django_db_blocker.unblock():
        kept = _last_rows()
        rules.current()  # read once a process: the first test must not count that
    with patch.object(TransactionTestCase, "_fixture_teardown", lambda _case: _wipe(kept)):
        yield


def _last_rows() -> dict[str, int]:
    """Each table that holds something, with its highest row number (0 without such a column)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, bool_or(column_name = 'id' AND data_type ~ 'int')"
            " FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1"
        )
        tables = dict(cursor.fetchall())
        asked = (f"SELECT '{t}', max({'id' if n else 0}) FROM \"{t}\"" for t, n in tables.items())
        cursor.execute(" UNION ALL ".join(asked))
        return {table: last for table, last in cursor.fetchall() if last is not None}


def _wipe(kept: dict[str, int]) -> None:
    grown = {t: kept.get(t) for t, last in _last_rows().items() if kept.get(t) != last}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers, no order of keys
        for table, last in grown.items():
            cursor.execute(f'DELETE FROM "{table}" WHERE {f"id > {last}" if last else "true"}')
        cursor.execute("SET session_replication_role = origin")
