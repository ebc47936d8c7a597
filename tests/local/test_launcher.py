"""`python -m clinic.local`: what it refuses before anything starts, and how it says so."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic.local import __main__ as local
from clinic.local import places
from clinic.local.guards import Trouble, locked, own
from tests.local.conftest import Command


@pytest.fixture
def taken() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


@pytest.fixture
def busy() -> Iterator[Path]:
    """A demo that runs, as another start sees it."""
    own(places.base())
    with locked(own(places.state("demo")) / "lock", "Legwork runs at http://localhost:8000."):
        yield places.state("demo")


def test_a_taken_port_names_the_next_one(taken: str) -> None:
    with pytest.raises(Trouble, match=rf"^Port {taken} is taken\. Try: PORT=\d+ make demo$"):
        local.listen(taken)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80 80"])
def test_what_is_no_port_is_named(port: str) -> None:
    with pytest.raises(Trouble, match=f"PORT={port} is no port"):
        local.listen(port)


def test_a_free_port_is_held_from_then_on(taken: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        free = str(one.getsockname()[1])

    with local.listen(free), pytest.raises(Trouble, match="is taken"):
        local.listen(free)


def test_the_demo_starts_nothing_when_its_port_is_taken(launcher: Command, taken: str) -> None:
    done = launcher("demo", PORT=taken)

    assert done.returncode == 1
    assert done.stderr == f"Port {taken} is taken. Try: PORT={int(taken) + 1} make demo\n"
    assert not (places.state("demo") / "children").exists()


@pytest.mark.usefixtures("busy")
def test_a_second_demo_hears_where_the_first_one_is(launcher: Command) -> None:
    done = launcher("demo")

    assert (done.returncode, done.stderr) == (1, "Legwork runs at http://localhost:8000.\n")


@pytest.mark.usefixtures("busy")
def test_nothing_is_deleted_under_a_running_demo(launcher: Command) -> None:
    done = launcher("reset", answer="y\n")

    assert (done.returncode, places.state("demo").exists()) == (1, True)


def test_reset_asks_first(launcher: Command) -> None:
    done = launcher("reset", answer="\n")

    assert done.stderr == "Nothing was deleted.\n"
    assert places.base().exists()


def test_reset_deletes_after_a_yes(launcher: Command) -> None:
    done = launcher("reset", answer="y\n")

    assert done.returncode == 0
    assert not places.base().exists()


@pytest.mark.usefixtures("busy")
def test_the_bench_does_not_wait_for_the_demo(launcher: Command) -> None:
    done = launcher("bench", DATABASE_URL="postgresql://me:secret@127.0.0.1:1/x")

    assert done.stderr.startswith("DATABASE_URL: connection to server")


def test_a_second_bench_is_not_let_in_to_the_servers_of_the_first(launcher: Command) -> None:
    own(places.base())
    with locked(own(places.state("bench")) / "lock", "make bench is at work."):
        done = launcher("bench")

    assert (done.returncode, done.stderr) == (1, "make bench is at work.\n")


def test_a_database_that_does_not_answer_is_one_line(launcher: Command) -> None:
    done = launcher("run", "true", DATABASE_URL="postgresql://me:secret@127.0.0.1:1/x")

    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL: connection to server")
    assert done.stderr.count("\n") == 1


def test_an_unknown_word_is_answered_with_the_known_ones(launcher: Command) -> None:
    done = launcher("start")

    assert done.stderr == "Use: python -m clinic.local demo | test | bench | reset | run COMMAND…\n"


def test_variables_of_another_postgresql_do_not_reach_the_children(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGPORT", "6666")
    monkeypatch.setenv("PG_BIN", "/opt/pg/bin")

    env = local.environment("demo")

    assert "PGPORT" not in env
    assert env["PG_BIN"] == "/opt/pg/bin"


def test_addresses_from_the_environment_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/legwork")
    monkeypatch.setenv("PGSSLMODE", "require")

    env = local.environment("demo")

    assert env["DATABASE_URL"] == "postgresql://db/legwork"
    assert env["PGSSLMODE"] == "require"
    assert env["REDIS_URL"] == places.redis_url("demo")


def test_the_launcher_knows_no_django() -> None:
    code = (
        "import sys, clinic.local.__main__, clinic.local.setup; sys.exit('django' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=places.CHECKOUT, check=False)

    assert done.returncode == 0
