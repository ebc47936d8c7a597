"""Two taps on one link at the same moment are one answer."""

from __future__ import annotations

from functools import partial
from threading import Barrier
from typing import Any

import pytest

from bookings.actions import checkins
from protocols.actions import checkins as keeping
from protocols.models import CheckIn
from tests.bookings import season
from tests.bookings.checkins import FINE, H, finish, race
from tests.clinic import make
from tests.clinic.threads import PATIENCE, together

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 4


def tap_at_once() -> list[Any]:
    run = race(season.mara())
    now = finish(run) + 20 * H
    secret = make.link(purpose="checkin", about=f"race:{run.code}", now=now)
    tap = partial(checkins.answer_by_link, secret=secret, answers=FINE, now=now)
    return together(*[tap] * MANY)


def test_of_several_taps_at_once_one_is_kept() -> None:
    answers = tap_at_once()
    codes = [getattr(answer, "code", "kept") for answer in answers]
    assert sorted(codes) == ["answered"] * (MANY - 1) + ["kept"]
    assert CheckIn.objects.count() == 1


def test_without_the_lock_several_would_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, looked = Barrier(MANY), keeping._not_yet

    def all_looked(*said: Any, **more: Any) -> None:
        looked(*said, **more)
        gate.wait(PATIENCE)  # everybody has looked before anybody writes

    monkeypatch.setattr(keeping, "_lock", lambda client: None)
    monkeypatch.setattr(keeping, "_not_yet", all_looked)
    tap_at_once()
    assert CheckIn.objects.count() == MANY
