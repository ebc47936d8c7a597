"""A hundred runners who all press the button at the same moment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection
from threading import Barrier
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bookings.models import Location, Service, Therapist
from clinic.foundation.actions import vault
from clinic.foundation.codes import digest, new_secret
from clinic.foundation.models import ApiToken, Client, User
from protocols.core.zones import load
from tests.clinic.threads import PATIENCE

SIZE = 100
LIMIT = 2.0  # seconds in which the loser hears; printed, and held in `make bench`
ZONE = load("Europe/Berlin")


@dataclass(frozen=True)
class Runner:
    """A client, and the token of a program of theirs."""

    client: Client
    secret: str


@dataclass(frozen=True)
class Call:
    """One call of the API that writes."""

    runner: Runner
    path: str
    body: dict[str, Any]
    key: str = ""


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    seconds: float

    @property
    def said(self) -> str:
        """201, or the status with the code of the error: `409 taken`."""
        error = self.body.get("error")
        return f"{self.status} {error['code']}" if error else str(self.status)


def runners(size: int = SIZE) -> list[Runner]:
    """So many clients with logins and tokens, made in a few queries."""
    now, secrets = timezone.now(), [new_secret() for _ in range(size)]
    people = User.objects.bulk_create(
        User(email=f"runner{n}@example.org", name=f"Runner {n}", password="!") for n in range(size)
    )
    clients = Client.objects.bulk_create(
        Client(user=user, name=user.name, email=user.email) for user in people
    )
    ApiToken.objects.bulk_create(
        ApiToken(user=user, digest=digest(secret), made_at=now)
        for user, secret in zip(people, secrets, strict=True)
    )
    with transaction.atomic():
        for client in clients:
            vault.new_client_key(client)
    return [Runner(*pair) for pair in zip(clients, secrets, strict=True)]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A start so many days from the real today, on the studio's wall."""
    today = timezone.now().astimezone(ZONE).date()
    return datetime(today.year, today.month, today.day, hour, minute, tzinfo=ZONE) + timedelta(day)


def wish(start: datetime, service: str = "Massage", therapist: str = "") -> dict[str, Any]:
    """What books an hour; `therapist` is a name, "" anybody."""
    who = Therapist.objects.get(user__name=therapist).code if therapist else None
    return {
        "service": Service.objects.get(name=service).code,
        "minutes": 60,
        "location": Location.objects.get().code,
        "therapist": who,
        "start": start.isoformat(),
    }


class Rush:
    """Sends calls to a server, all at once, and keeps the slowest answer."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.slowest = 0.0
        self.heard: Counter[str] = Counter()

    def __call__(
        self, calls: Iterable[Call], *beside: Callable[[], Any]
    ) -> tuple[list[Answer], list[Any]]:
        """Each call's answer, and what the doings `beside` them came to (or raised)."""
        calls = list(calls)
        gate = Barrier(len(calls) + len(beside))
        with ThreadPoolExecutor(len(calls) + len(beside)) as pool:
            sent = [pool.submit(self._send, call, gate) for call in calls]
            done = [pool.submit(_do, doing, gate) for doing in beside]
            answers = [future.result() for future in sent]
        self.slowest = max([self.slowest, *(answer.seconds for answer in answers)])
        self.heard.update(answer.said for answer in answers)
        return answers, [_outcome(future) for future in done]

    def _send(self, call: Call, gate: Barrier) -> Answer:
        headers = {
            "Authorization": f"Bearer {call.runner.secret}",
            "Content-Type": "application/json",
        }
        if call.key:
            headers["Idempotency-Key"] = call.key
        text = json.dumps(call.body)
        gate.wait(PATIENCE)
        begun = perf_counter()
        http = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            http.request("POST", f"/api/v1{call.path}", text, headers)
            response = http.getresponse()
            told = response.read()
        finally:
            http.close()
        return Answer(response.status, json.loads(told), perf_counter() - begun)


def _do(doing: Callable[[], Any], gate: Barrier) -> Any:
    gate.wait(PATIENCE)
    try:
        return doing()
    finally:
        connection.close()


def _outcome(future: Future[Any]) -> Any:
    return future.exception() or future.result()


def overlaps() -> int:
    """Pairs of appointments that take the same therapist or room at once, buffers included.

    Told from the appointments themselves, whatever their occupancy rows say; and pairs of live
    rows that overlap, time off among them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH taken AS (
                SELECT o.resource_id, a.id,
                       tstzrange(a.start_at - a.buffer_before * interval '1 minute',
                                 a.end_at + a.buffer_after * interval '1 minute') AS during
                FROM bookings_appointment a
                JOIN bookings_occupancy o ON o.appointment_id = a.id
                WHERE a.state NOT IN ('cancelled', 'late_cancelled', 'no_show')
                  AND (a.state <> 'held' OR a.expires_at > now())
            )
            SELECT (SELECT count(*) FROM taken x JOIN taken y ON x.resource_id = y.resource_id
                    AND x.id < y.id AND x.during && y.during)
                 + (SELECT count(*) FROM bookings_occupancy x JOIN bookings_occupancy y
                    ON x.resource_id = y.resource_id AND x.id < y.id
                    AND x.live AND y.live AND x.during && y.during)
            """
        )
        return int(cursor.fetchone()[0])
