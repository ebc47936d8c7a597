"""PostgreSQL and Valkey: which programs, which addresses, and what is wrong with them."""

from __future__ import annotations

import contextlib
import importlib.util
import os
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pytest

from clinic.local import places, servers
from clinic.local.guards import Trouble
from clinic.local.processes import Family

HERE = str(places.state("test"))  # before a fixture moves the temporary folder


def _programs(folder: Path, version: str) -> Path:
    """A bin folder whose `postgres` only knows its version."""
    (folder / "postgres").write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
    (folder / "postgres").chmod(0o755)
    return folder


def _pretend(monkeypatch: pytest.MonkeyPatch, *, version: int, extensions: int) -> None:
    cursor = SimpleNamespace(execute=lambda _: None, rowcount=extensions)
    link = SimpleNamespace(
        cursor=lambda: contextlib.nullcontext(cursor), server_version=version, close=lambda: None
    )
    monkeypatch.setattr(psycopg2, "connect", lambda *_, **__: link)


def test_a_socket_path_too_long_is_refused_before_any_start(family: Family) -> None:
    family.state /= "x" * 100

    with pytest.raises(Trouble, match=r"bytes long.*TMPDIR=/tmp make demo"):
        servers.start(family, lasting=True)


@pytest.mark.parametrize("version", ["9.6.24", "13.14 (Debian 13.14-0)"])
def test_a_postgresql_too_old_is_named(tmp_path: Path, version: str) -> None:
    with pytest.raises(Trouble, match=rf"PostgreSQL\) {version[:4]}.*needs PostgreSQL 14 or newer"):
        servers._major(_programs(tmp_path, version), {})


@pytest.mark.parametrize("version", ["14.0", "15.18 (Debian 15.18-0+deb12u1)", "19beta1"])
def test_a_postgresql_new_enough_is_taken(tmp_path: Path, version: str) -> None:
    assert servers._major(_programs(tmp_path, version), {}) == int(version[:2])


def test_a_pg_bin_without_postgresql_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path / "nothing"))

    with pytest.raises(Trouble, match=r"postgres does not run.*No such file.*PG_BIN"):
        servers._major(tmp_path / "nothing", {})


def test_pg_bin_goes_before_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", "/opt/pg/bin")

    assert servers._programs(tmp_path) == Path("/opt/pg/bin")


def test_a_folder_closed_to_nobody_tells_root_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)

    with pytest.raises(Trouble, match=r"as `nobody`: .*Set TMPDIR.*or run make as an ordinary"):
        servers._major(tmp_path / "closed", {})


def test_a_server_without_btree_gist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend(monkeypatch, version=150018, extensions=0)

    with pytest.raises(Trouble, match=r"PostgreSQL 15 lacks btree_gist.*postgresql-contrib"):
        servers._check_database("postgresql://a/b")


def test_a_server_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend(monkeypatch, version=130014, extensions=1)

    with pytest.raises(Trouble, match=r"PostgreSQL 13 is too old.*needs PostgreSQL 14"):
        servers._check_database("postgresql://a/b")


def test_a_server_as_wanted_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend(monkeypatch, version=140000, extensions=1)

    servers._check_database("postgresql://a/b")


@pytest.mark.parametrize(
    "address", ["postgresql://me:secret@127.0.0.1:1/x", "postgresql://me:secret@[::1/x", "sqlite:x"]
)
def test_a_database_that_does_not_answer_is_named_without_its_password(address: str) -> None:
    with pytest.raises(Trouble, match="DATABASE_URL") as trouble:
        servers._check_database(address)

    assert "secret" not in str(trouble.value)
    assert "\n" not in str(trouble.value)


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "unix:///nowhere?db=0", "nonsense"])
def test_a_redis_that_is_not_there_is_asked_once(address: str) -> None:
    assert not servers.answers(address)


def test_a_platform_without_wheels_is_told_what_else_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(Trouble, match="WSL on Windows, or set DATABASE_URL and REDIS_URL"):
        servers._programs(tmp_path)


def test_no_pg_variable_reaches_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "6666")

    assert not any(name.startswith("PG") for name in servers._as_server_user(tmp_path)["env"])


def test_root_hands_postgresql_to_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(servers, "server_user", lambda: 65534)

    how = servers._as_server_user(tmp_path)

    assert (how["user"], how["group"], how["extra_groups"]) == (65534, 65534, [])


@pytest.mark.django_db
def test_the_test_servers_are_set_as_measured() -> None:
    from django.conf import settings
    from django.db import connection

    if settings.DATABASES["default"]["HOST"] != HERE:
        pytest.skip("these are not the servers of `make test`")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_connections'), current_setting('listen_addresses'), "
            "rolconfig FROM pg_roles WHERE rolname = 'legwork'"
        )
        assert cursor.fetchone() == ("250", "", ["jit=off"])
