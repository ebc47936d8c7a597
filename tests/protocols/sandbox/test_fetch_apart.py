"""Fetching in a process of its own: nothing of the secret shows, and nothing inside is reached."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.actions import feed_reading as reading
from protocols.actions import feeds as actions
from protocols.core.plans.shape import Read
from protocols.models import Source, Workout
from protocols.sandbox import processes
from protocols.sandbox.apart import fetch_apart
from protocols.sandbox.fetching import Fetched, Unreachable, fetch
from tests.clinic import make
from tests.protocols.sandbox.hostile import HOST, http, net, serving

SECRET = "Geheimwort7731"
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//TrainingPeaks//EN\r\nX-WR-CALNAME:Plan\r\n"
    b"BEGIN:VEVENT\r\nUID:one\r\nDTSTART;VALUE=DATE:20261201\r\nSUMMARY:Run - Tempo\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\r\nUID:bad\r\nDTSTART:nonsense\r\nSUMMARY:Run - Easy\r\nEND:VEVENT\r\n"
    b"END:VCALENDAR\r\n"
)


@pytest.mark.parametrize("inside", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254"])
def test_the_child_asks_nothing_inside(inside: str) -> None:
    with pytest.raises(Unreachable) as fault:
        fetch_apart(f"https://{inside}/{SECRET}")
    assert fault.value.code == "not_public"
    assert SECRET not in repr([fault.value, fault.value.__context__])


def test_the_address_goes_to_the_child_by_its_pipe_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    started = list[Any]()
    real = subprocess.Popen

    def watched(*args: Any, **told: Any) -> Any:
        started.append((args, told))
        return real(*args, **told)

    monkeypatch.setenv("SECRET_OF_OURS", SECRET)
    monkeypatch.setattr(subprocess, "Popen", watched)
    with pytest.raises(Unreachable):
        fetch_apart(f"https://127.0.0.1/{SECRET}")
    assert len(started) == 1
    assert SECRET not in repr(started)


def test_a_child_that_says_what_it_must_not_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "ask", lambda *_told: ({"trouble": f"at {SECRET}"}, b""))
    with pytest.raises(Unreachable) as fault:
        fetch_apart(f"https://{HOST}/")
    assert fault.value.code == "broken"


@pytest.mark.django_db
def test_what_was_fetched_is_read_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the socket to the calendar, with the real reader in its process."""
    mara = make.user("mara", Role.CLIENT)
    client = Client.objects.get(user=mara)
    with serving(http(CALENDAR)) as server:
        there = net(server)

        def fetched(address: str) -> Fetched:
            return fetch(address, there)

        monkeypatch.setattr(reading, "fetch_apart", fetched)
        source = actions.subscribe(
            by=mara, client=client, address=f"webcal://{HOST}/{SECRET}.ics", now=make.NOW
        )
    assert (source.tool, source.name) == ("trainingpeaks", "Plan")
    assert [row.kind for row in Workout.objects.filter(client=client)] == ["threshold"]
    assert Source.objects.get().trouble == ""


@pytest.mark.django_db
def test_a_feed_that_is_a_bomb_to_its_reader_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = b"BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n" * 100_000
    hostile = Fetched(b"BEGIN:VCALENDAR\r\n" + many + b"END:VCALENDAR\r\n")
    monkeypatch.setattr(reading, "fetch_apart", lambda address: hostile)
    with pytest.raises(reading.Trouble) as fault:
        _looked()
    assert fault.value.code == "too_many"


def _looked() -> Read:
    return reading.look(f"https://{HOST}/", "Europe/Berlin", make.NOW)
