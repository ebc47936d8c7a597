"""A web of calendars for tests: what stands at each address, or why nothing comes from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest

from clinic.foundation.models import Client
from protocols.actions import feed_reading as reading
from protocols.actions import feeds as actions
from protocols.core.plans.shape import Ask, BadFile, Item, Read
from protocols.models import Source
from protocols.sandbox.fetching import Fetched, Unreachable
from tests.clinic import make

NOW = make.NOW
SECRET = "Geheimwort7731"
ADDRESS = f"https://feed.example.org/ical/{SECRET}.ics"
DAY = NOW.date()


@dataclass
class Web:
    """`at` an address stands what a reader finds there, or a code of trouble. `asked`: in order."""

    at: dict[str, Read | str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def fetch(self, address: str) -> Fetched:
        self.asked.append(address)
        self.meanwhile()
        found = self.at.get(address, "dns")
        if isinstance(found, str) and not found.startswith("bad:"):
            raise Unreachable(found)
        return Fetched(address.encode())

    def read(self, content: bytes, name: str, ask: Ask) -> Read:
        found = self.at[content.decode()]
        if isinstance(found, str):
            raise BadFile(found.removeprefix("bad:"))
        return found


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    """A web with one good calendar at `ADDRESS`: a race and two workouts."""
    made = Web({ADDRESS: plan()})
    monkeypatch.setattr(reading, "fetch_apart", made.fetch)
    monkeypatch.setattr(reading, "read_apart", made.read)
    return made


def workout(uid: str, days: int, title: str = "Tempo", kind: str = "threshold") -> Item:
    day = DAY + timedelta(days=days)
    return Item(uid, 1, "workout", title, day, time(7), kind=kind, minutes=60)


def race(uid: str = "race", days: int = 40) -> Item:
    day: date = DAY + timedelta(days=days)
    return Item(uid, 1, "race", "Riverside Half", day, time(9), distance_m=21_098)


def plan(*items: Item, name: str = "Mara's plan") -> Read:
    found = items or (race(), workout("one", 3), workout("two", 5))
    return Read("trainingpeaks", name, tuple(found), ())


def feed(client: Client, now: datetime = NOW, address: str = ADDRESS) -> Source:
    """A subscribed feed, read at `now`; its minute is over a minute later."""
    return actions.subscribe(by=make.login_of(client), client=client, address=address, now=now)


def again(source: Source) -> Source:
    """The row as it stands."""
    return Source.objects.select_related("client__user").get(pk=source.pk)


def at(hours: float) -> datetime:
    return (NOW + timedelta(hours=hours)).astimezone(UTC)
