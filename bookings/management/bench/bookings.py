"""Bookings by the API: different clients, eight at once, beside as many bare inserts; and a rush.

No worker of the outbox runs meanwhile: what bookings leave there stays.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from threading import Barrier
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.test import Client as Browser

from bookings.actions.load_people import client_name
from bookings.core.load import MINUTES
from bookings.management import load
from bookings.management.bench import machine, naive, table
from bookings.management.bench.counting import statements
from bookings.management.bench.naive import Start
from bookings.management.bench.slots import Wrong
from bookings.management.bench.stage import DEPTH, Stage
from bookings.management.bench.table import Row
from bookings.management.bench.timing import Sample
from bookings.models import Appointment

AT_ONCE, EASY_DAYS = 8, 45  # after those the race of the clients who book comes near
LEAST, QUERIES, MOST_MS = 100, 16, 500
PATH = "/api/v1/appointments"


@dataclass
class Supply:
    """Clients who have booked nothing, and times that are in nobody's way."""

    stage: Stage
    clients: Iterator[str]
    times: Iterator[tuple[Start, int]]

    @classmethod
    def of(cls, stage: Stage) -> Supply:
        days = range(min(EASY_DAYS, stage.plan.size.days))
        names = (client_name(n) for n in range(stage.plan.size.clients))
        return cls(stage, names, iter(naive.bookable(stage.plan, days)))

    def calls(self, count: int, *, named: bool) -> list[Call]:
        """So many bookings, each of another client and time. Raises `Wrong` if there are no more."""
        pairs = list(islice(zip(self.clients, self.times, strict=False), count))
        if len(pairs) < count:
            raise Wrong("not enough clients, or not enough free times, for so many bookings")
        return [self.call(name, *time, named=named) for name, time in pairs]

    def call(self, name: str, start: Start, whom: int, *, named: bool) -> Call:
        body: dict[str, Any] = {
            "service": self.stage.service,
            "minutes": MINUTES,
            "depth": DEPTH,
            "location": self.stage.location,
            "start": naive.moment(self.stage.plan, start).isoformat(),
            "accept_caution": True,
        }
        if named:
            body["therapist"] = self.stage.therapists[whom]
        return Call(self.stage, name, body)


@dataclass(frozen=True)
class Call:
    """One booking, over a connection of its own: different clients have different ones."""

    stage: Stage
    name: str
    body: dict[str, Any]

    def send(self) -> int:
        with self.stage.program(self.name, **{"Idempotency-Key": str(uuid4())}) as asker:
            return asker.post(PATH, self.body)[0]

    def within(self) -> None:
        """The same in this process. Raises `Wrong` for a refusal."""
        token = f"Bearer {load.secret(self.stage.seed, self.name)}"
        here = Browser(headers={"host": "localhost", "authorization": token})
        key = {"idempotency-key": str(uuid4())}
        done = here.post(PATH, json.dumps(self.body), content_type="application/json", headers=key)
        if done.status_code != 201:
            raise Wrong(f"a booking in this process was answered {done.status_code}")


def measured(stage: Stage) -> list[Row]:
    """How many a second, what one costs, and how soon everybody of a crowd knows."""
    supply = Supply.of(stage)
    _all(201, [call.send for call in supply.calls(2 * AT_ONCE, named=True)])
    rows = _many(stage, supply, "with one therapist", named=True)
    rows += _many(stage, supply, "with anybody", named=False)
    return [*rows, _queries(supply), _rush(stage, supply)]


def _many(stage: Stage, supply: Supply, what: str, *, named: bool) -> list[Row]:
    """Rounds of bookings, each followed by one of bare inserts."""
    rows = [one.pk for one in Appointment.objects.order_by("pk")[:1]]
    taken: list[tuple[float, float]] = []
    spent = [0.0, 0.0]
    postmaster = machine.database()
    for _ in range(stage.counts.rounds):
        calls = supply.calls(stage.counts.bookings, named=named)
        before = _cpu(stage, postmaster)
        mine = _all(201, [call.send for call in calls])
        after = _cpu(stage, postmaster)
        spent = [sum_ + b - a for sum_, a, b in zip(spent, before, after, strict=True)]
        taken.append((mine, _all(201, [lambda: _insert(stage, rows[0])] * len(calls))))
    each = stage.counts.bookings
    ours, theirs = (Sample(tuple(s / each for s in side)) for side in zip(*taken, strict=True))
    rate = 1 / ours.middle
    told = f"{rate:,.0f} a second; {_cost([s / each / stage.counts.rounds for s in spent])}"
    times = f"{ours.middle / theirs.middle:.1f} × a bare insert"
    name = f"bookings by API {what}, {AT_ONCE} at once"
    return [
        table.over(name, rate, LEAST, "/s", told),
        table.plain(f"{name}: one", ours.told, theirs.told, times),
    ]


def _cost(seconds: Sequence[float]) -> str:
    """Processor time of one booking; not every system tells it."""
    if not any(seconds):
        return "processor untold here"
    web, database = (s * 1e3 for s in seconds)
    return f"processor {web + database:.1f} ms each, {web:.1f} web and {database:.1f} database"


def _insert(stage: Stage, appointment: int) -> int:
    with stage.bare.asker() as asker:
        return asker.post("/insert", {"appointment": appointment})[0]


def _cpu(stage: Stage, postmaster: int | None) -> tuple[float, float]:
    """Seconds of processor of the web server and of the database, so far."""
    database = machine.family(postmaster) if postmaster else None
    return machine.family(stage.product.pid) or 0, database or 0


def _all(status: int, calls: Sequence[Callable[[], int]]) -> float:
    """Seconds until all are answered. Raises `Wrong` for any other answer."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        begun = perf_counter()
        heard = Counter(pool.map(lambda call: call(), calls))
        took = perf_counter() - begun
    if set(heard) != {status}:
        raise Wrong(f"of {len(calls)} calls some were answered otherwise: {dict(heard)}")
    return took


def _queries(supply: Supply) -> Row:
    """Of one booking; what begins and ends transactions and savepoints is told beside."""
    calls = iter(supply.calls(3, named=True))
    count, control = statements(lambda: next(calls).within())
    told = f"{count}, and {control} for transactions and savepoints"
    return table.under("a booking, SQL statements", count, QUERIES, told=told)


def _rush(stage: Stage, supply: Supply) -> Row:
    """A crowd on one time: one has it, all others hear so. The slowest of all rounds counts."""
    crowd = [client_name(stage.plan.size.clients - n) for n in range(1, stage.counts.crowd + 1)]
    slowest = []
    for _ in range(stage.counts.rushes):
        (start, whom) = next(supply.times)
        calls = [supply.call(name, start, whom, named=True) for name in crowd]
        gate = Barrier(len(calls))
        with ThreadPoolExecutor(len(calls)) as pool:
            answers = list(pool.map(lambda call, gate=gate: _timed(call, gate), calls))
        heard = Counter(status for status, _seconds in answers)
        if heard != {201: 1, 409: len(calls) - 1}:
            raise Wrong(f"one of a crowd should have the time: {dict(heard)}")
        slowest.append(max(seconds for _status, seconds in answers) * 1e3)
    told = f"slowest of {len(crowd)}: " + ", ".join(f"{ms:.0f}" for ms in slowest) + " ms"
    return table.under(f"{len(crowd)} on one time, all know", max(slowest), MOST_MS, " ms", told)


def _timed(call: Call, gate: Barrier) -> tuple[int, float]:
    gate.wait(30)
    begun = perf_counter()
    return call.send(), perf_counter() - begun
