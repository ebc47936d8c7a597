"""What the bench stands on: a database that comes and goes, servers that say why they do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from bookings.management.bench import stage, web
from bookings.management.bench.counting import statements
from clinic.foundation.models import User
from tests.browser.conftest import _address


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        return str(cursor.fetchone()[0])


def _exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        return bool(cursor.rowcount)


@pytest.mark.django_db(transaction=True)
def test_the_bench_has_a_database_of_its_own_for_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "call_command", lambda *_args, **_options: None)
    usual = _database()

    with stage.fresh_database() as url:
        assert _database() == f"{usual}_bench" != usual
        assert f"/{usual}_bench?" in url or url.endswith(f"/{usual}_bench")
    assert _database() == usual
    assert not _exists(f"{usual}_bench")


@pytest.mark.django_db(transaction=True)
def test_a_run_that_breaks_off_leaves_no_database_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: object, **_options: object) -> None:
        raise OperationalError

    monkeypatch.setattr(stage, "call_command", breaks)
    usual = _database()

    with pytest.raises(OperationalError), stage.fresh_database():
        pass
    assert _database() == usual
    assert not _exists(f"{usual}_bench")


@pytest.mark.django_db
def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    served = web.served("no.such:thing", database_url=_address(), ready="/", log=log)

    with pytest.raises(RuntimeError, match="No module named 'no'"), served:
        pass


@pytest.mark.django_db
def test_a_refusal_is_no_good_time(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    served = web.served(web.BARE, database_url=_address(), ready="/ready", log=log)

    with served as server, server.asker() as asker:
        with pytest.raises(RuntimeError, match="GET /none answered"):
            asker.get("/none")
        assert asker.get("/ready") == b""


@pytest.mark.django_db
def test_savepoints_are_told_apart_from_queries() -> None:
    def doing() -> None:
        with transaction.atomic():
            User.objects.exists()

    assert statements(doing) == (1, 2)
