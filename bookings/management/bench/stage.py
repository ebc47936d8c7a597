"""What is measured: a database of its own, filled from a seed, and two web servers before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser

from bookings.actions.load_people import address
from bookings.core.load import Plan
from bookings.management import load
from bookings.management.bench.naive import Judge
from bookings.management.bench.web import BARE, PRODUCT, Asker, Web, collect_static, served
from bookings.models import Location, Service, Therapist
from clinic.foundation.models import User
from protocols.queries import rules

DEPTH = "light"


@dataclass(frozen=True)
class Counts:
    """How often each thing is done."""

    slots: int = 60
    long: int = 25  # 60 days
    pages: int = 40
    rounds: int = 3  # of bookings, each beside one of bare inserts
    bookings: int = 56  # a round
    crowd: int = 50  # on one time
    rushes: int = 3
    cases: int = 1_000  # for `evaluate`
    crowded: int = 100_000  # clients among whom one is found


@dataclass(frozen=True)
class Stage:
    """The clinic of a plan, served by the product and by the bare view."""

    plan: Plan
    seed: int
    counts: Counts
    product: Web
    bare: Web

    @cached_property
    def service(self) -> str:
        return Service.objects.get(active=True).code

    @cached_property
    def location(self) -> str:
        return Location.objects.get().code

    @cached_property
    def therapists(self) -> list[str]:
        """Codes by the numbers of the plan."""
        return list(Therapist.objects.order_by("position").values_list("code", flat=True))

    @cached_property
    def judge(self) -> Judge:
        """Of the runner with the full calendar, for the session that is searched."""
        service = Service.objects.get(active=True)
        asked = {"type": service.type, "minutes": 60, "depth": DEPTH, "service": service.kind}
        return Judge(self.plan, rules.current(), asked)

    def signed_in(self, name: str, **headers: str) -> Asker:
        """Somebody with a browser's login."""
        return self.product.asker(Cookie=f"{settings.SESSION_COOKIE_NAME}={login(name)}", **headers)

    def program(self, name: str, **headers: str) -> Asker:
        """Somebody's program, with their token."""
        token = f"Bearer {load.secret(self.seed, name)}"
        return self.product.asker(Authorization=token, **headers)


def browser(name: str) -> Browser:
    """The same login within this process, so that its queries can be counted."""
    made = Browser(headers={"host": "localhost"})
    made.force_login(User.objects.get(email=address(name)))
    return made


def login(name: str) -> str:
    """The key of a browser's login."""
    return browser(name).cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def staged(
    plan: Plan, seed: int, counts: Counts, *, database_url: str, folder: Path
) -> Iterator[Stage]:
    """Both servers before a database that holds the plan; their logs go to the folder."""
    collect_static()
    logs = folder / "product.log", folder / "bare.log"
    with (
        served(PRODUCT, database_url=database_url, ready="/healthz", log=logs[0]) as product,
        served(BARE, database_url=database_url, ready="/ready", log=logs[1]) as bare,
    ):
        yield Stage(plan, seed, counts, product, bare)


@contextmanager
def fresh_database() -> Iterator[str]:
    """An empty database beside the configured one, for as long; this process speaks to it too."""
    usual = settings.ENV.database_url
    name = f"{connection.settings_dict['NAME']}_bench"
    _on_server(usual, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
        yield _named(usual, name)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        _on_server(usual, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_server(url: str, *statements: str) -> None:
    link = psycopg2.connect(_named(url, "postgres"))
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        link.close()


def _named(url: str, name: str) -> str:
    """The address of another database of the same server."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, parts.fragment))
