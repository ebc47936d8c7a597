"""Names of folders and sockets: settings read them in every process."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from clinic.local import places


def test_computing_the_names_creates_nothing(temporary: Path) -> None:
    places.database_url("demo")
    places.redis_url("demo")

    assert list(temporary.iterdir()) == []


def test_tests_have_servers_of_their_own_beside_the_demo() -> None:
    assert places.database_url("test") != places.database_url("demo")
    assert places.redis_url("test") != places.redis_url("demo")


def test_two_checkouts_share_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here = places.base()
    monkeypatch.setattr(places, "CHECKOUT", Path("/somewhere/else"))

    assert places.base() != here


def test_a_space_in_the_folder_survives_both_addresses(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = temporary / "a b"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))

    host = parse_qs(urlsplit(places.database_url("demo")).query)["host"]

    assert host == [str(places.state("demo"))]
    assert " " not in places.redis_url("demo")


def test_a_temporary_folder_that_is_not_there_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TMPDIR", "/nowhere")

    assert places.base().parent == Path("/tmp")


def test_the_environment_picks_the_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGWORK_INSTANCE", "test")

    assert places.instance() == "test"


def test_without_a_word_it_is_the_demo() -> None:
    assert places.instance() == "demo"
