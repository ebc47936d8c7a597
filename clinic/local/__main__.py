"""The launcher: `python -m clinic.local demo | test | bench | run COMMAND… | reset`, by the Makefile."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any

from clinic.local import checks, places, servers
from clinic.local.guards import Busy, Trouble, locked, own, run, say
from clinic.local.processes import Child, Family, end_leftovers

PROGRAMS = {
    "worker": "celery -A clinic worker --pool threads --concurrency 3 --without-gossip"
    " --without-mingle --loglevel INFO",
    "beat": "celery -A clinic beat --loglevel INFO --schedule {beat}",
    "web": "gunicorn clinic.wsgi:application --worker-class gthread --workers 2 --threads 4"
    " --preload --graceful-timeout 5 --no-control-socket --bind fd://{socket}",
}


def environment(instance: str) -> dict[str, str]:
    """What every child needs to reach the servers."""
    if not os.environ.get("DATABASE_URL"):
        for name in [name for name in os.environ if name.startswith("PG") and name != "PG_BIN"]:
            del os.environ[name]  # a PGPORT or PGOPTIONS is meant for another server
    return os.environ | {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or places.database_url(instance),
        "REDIS_URL": os.environ.get("REDIS_URL") or places.redis_url(instance),
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
        "LEGWORK_INSTANCE": instance,
        "PYTHONUNBUFFERED": "1",
    }


@contextlib.contextmanager
def supervised(instance: str, words: str) -> Iterator[Family]:
    """The one supervisor of an instance; whatever happens, its children end with it."""
    own(places.base())
    home = own(places.state(instance))
    with locked(home / "lock", f"{words} (process {os.getpid()}). Stop that first."):
        end_leftovers(home)
        family = Family(home, environment(instance))
        try:
            yield family
        finally:
            family.stop()


def manage(family: Family, command: str, *options: str) -> Child:
    line = [sys.executable, "manage.py", command, *options]
    return family.start(command, line, step=True)


def listen(port: str) -> socket.socket:
    """The web's socket, taken before anything starts and handed down to gunicorn."""
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise Trouble(f"PORT={port} is no port. Try: PORT=8001 make demo")
    taken = Trouble(f"Port {port} is taken. Try: PORT={int(port) % 65535 + 1} make demo")
    with contextlib.suppress(OSError), socket.create_connection(("localhost", int(port)), 1):
        raise taken  # on macOS one can bind beside a server of all addresses
    try:
        return socket.create_server(("127.0.0.1", int(port)), backlog=64)
    except PermissionError:
        raise Trouble(f"Port {port} is not for users. Try: PORT=8001 make demo") from None
    except OSError:
        raise taken from None


def healthy(port: str) -> bool:
    link = http.client.HTTPConnection("127.0.0.1", int(port), timeout=2)
    with contextlib.closing(link), contextlib.suppress(OSError, http.client.HTTPException):
        link.request("GET", "/healthz")
        return link.getresponse().status == 200
    return False


class Laps:
    """Seconds of each step of a start."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.begin = self.last = time.monotonic()

    def over(self, step: str) -> None:
        now, before = time.monotonic(), self.last
        self.told.append(f"{step} {now - before:.1f}")
        self.last = now

    def __str__(self) -> str:
        return f"Up after {self.last - self.begin:.1f} s: {', '.join(self.told)}."


def demo() -> int:
    """Everything under one supervisor, until Ctrl-C."""
    port = os.environ.get("PORT") or "8000"
    address = f"http://localhost:{port}"
    laps = Laps()
    with supervised("demo", f"Legwork runs from this checkout at {address}") as family:
        family.env.setdefault("ORIGIN", address)  # where the links of mails lead
        with listen(port) as listener:
            # Side by side what can be: most of a start is Django loading, six times over.
            collected = manage(family, "collectstatic", "--noinput")
            servers.start(family, lasting=True)
            laps.over("servers")
            family.finish(collected, manage(family, "migrate", "--noinput"))
            laps.over("tables and static files")
            filled = manage(family, "demo")
            names = {"beat": family.state / "beat", "socket": listener.fileno()}
            for name, line in PROGRAMS.items():
                words = [word.format_map(names) for word in line.split()]
                inherited = [listener.fileno()] if name == "web" else []
                family.start(name, [sys.executable, "-m", *words], pass_fds=inherited)
        family.finish(filled)
        laps.over("clinic")
        say(filled.said())
        family.wait(lambda: healthy(port), "The web server does not answer.", 60)
        laps.over("web")
        say(str(laps))
        if not os.environ.get("EMAIL_URL"):
            say(f"Mails land in {(family.state / 'mail' / 'index.html').as_uri()}")
        say(f"\nLegwork runs at {address} (Ctrl-C stops all of it)")
        with contextlib.suppress(KeyboardInterrupt):
            family.wait(lambda: False)
        say("Stopping...")
    return 0


def test() -> int:
    with supervised("test", "make test runs from this checkout") as family:
        servers.start(family, lasting=False)
        return checks.run(family)


def foreground(command: list[str], instance: str = "demo") -> int:
    """A command with the demo's servers: a running demo's, else its own for as long.

    Another instance's servers are never shared: what is measured there stands alone.
    """
    what = command[-1] if instance == "demo" else f"make {instance}"
    try:
        with supervised(instance, f"{what} uses the servers of this checkout") as family:
            servers.start(family, lasting=True)
            if instance == "demo":
                family.finish(manage(family, "migrate", "--noinput"))
            signal.signal(signal.SIGINT, lambda *_: None)  # the terminal sends it to the command
            here: dict[str, Any] = {"stdin": None, "stdout": None, "stderr": None}
            child = family.start("command", command, start_new_session=False, **here)
            try:
                family.wait(lambda: child.returncode == 0)
            except Trouble:
                if child.returncode is None:  # it was not the command, but a server under it
                    raise
            return int(child.returncode)
    except Busy:
        if instance != "demo":
            raise
        env = environment("demo")
        if not servers.answers(env["REDIS_URL"]):
            raise Trouble("The servers here are starting or stopping: try again.") from None
        os.execvpe(command[0], command, env)  # noqa: S606 - no shell is wanted


def reset() -> int:
    """Delete data, logs and server files of this checkout, after a question."""
    with contextlib.ExitStack() as held:
        for instance in ("demo", "test", "bench"):
            held.enter_context(supervised(instance, "make reset is at work"))
        signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C is an answer too
        try:
            sure = input(f"Delete this checkout's data and logs in {places.base()}? [y/N] ")
        except EOFError:
            sure = ""
        if sure.strip().lower() not in ("y", "yes"):
            raise Trouble("Nothing was deleted.")
        shutil.rmtree(places.base())
    return 0


def main() -> int:
    match sys.argv[1:]:
        case ["demo"]:
            return demo()
        case ["test"]:
            return test()
        case ["reset"]:
            return reset()
        case ["bench", *options]:
            return foreground([sys.executable, "manage.py", "bench", *options], "bench")
        case ["run", *command] if command:
            return foreground(command)
    raise Trouble("Use: python -m clinic.local demo | test | bench | reset | run COMMAND…")


if __name__ == "__main__":
    run(main)
