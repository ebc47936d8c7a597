"""A tick is for what was shown: what comes up later is shown first, whatever was ticked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import booking, changing
from bookings.forms.taking import CautionForm
from bookings.models import Appointment
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.way import button, clock, hold, mara, ticks, token  # noqa: F401 - fixtures
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic() -> None:
    studio.clinic()


@pytest.fixture
def summary(client: Browser, mara: Client) -> str:  # noqa: F811
    """A held time with a caution: she slept little."""
    rows.answers(mara, ["short_sleep"])
    return str(hold(client, at(1, 14)).headers["Location"])


@pytest.fixture
def moving(mara: Client) -> str:  # noqa: F811
    """The page that moves a session."""
    told = wanted(mara, at(20, 14), depth="deep")
    row = booking.book(by=make.login_of(mara), wanted=told, now=NOW)
    rows.race(mara, local_start=datetime(2026, 12, 12, 10), priority="A")
    return f"/appointments/{row.code}/move/"


def asked(browser: Browser, address: str) -> dict[str, Any]:
    """A move to where a race is near: what the small page with the ticks sends."""
    sent = {"once": token(browser.get(address)), "pick": button(at(14, 20)), "seen": "1"}
    page = browser.post(address, sent)
    return sent | ticks(page)


def another_race(client: Client) -> Any:
    return rows.race(client, name="Day Run", local_start=datetime(2026, 12, 12, 8), priority="A")


def late(do: Any, come: Any) -> Any:
    """An action that finds things as they were just before `come`."""

    def slowly(**told: Any) -> Appointment:
        row: Appointment = do(**told)
        come()
        return row

    return slowly


def test_a_tick_for_one_caution_accepts_no_other(
    client: Browser,
    mara: Client,  # noqa: F811
    summary: str,
) -> None:
    page = client.get(summary)
    rows.answers(mara, ["hot_tendon"])

    answer = client.post(summary, {"once": token(page)} | ticks(page))

    assert (answer.status_code, Appointment.objects.get().state) == (422, "held")
    assert ticks(answer).keys() - ticks(page).keys()


def test_what_comes_up_while_it_is_booked_is_asked_first(
    client: Browser,
    mara: Client,  # noqa: F811
    summary: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, confirm = client.get(summary), booking.confirm
    monkeypatch.setattr(
        booking, "confirm", late(confirm, lambda: rows.answers(mara, ["hot_tendon"]))
    )

    answer = client.post(summary, {"once": token(page)} | ticks(page))

    assert (answer.status_code, Appointment.objects.get().state) == (422, "held")
    assert ticks(answer).keys() - ticks(page).keys()


def test_without_the_guard_what_comes_up_late_would_be_accepted(
    client: Browser,
    mara: Client,  # noqa: F811
    summary: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, confirm = client.get(summary), booking.confirm
    monkeypatch.setattr(
        booking, "confirm", late(confirm, lambda: rows.answers(mara, ["hot_tendon"]))
    )
    monkeypatch.setattr(CautionForm, "knows", lambda *_asked: True)

    client.post(summary, {"once": token(page)} | ticks(page))

    assert Appointment.objects.get().state != "held"


def test_a_move_with_the_ticks_that_were_shown_is_done(client: Browser, moving: str) -> None:
    client.post(moving, asked(client, moving))

    assert Appointment.objects.get().start_at == at(14, 20)


def test_a_tick_for_one_caution_moves_no_session_past_another(
    client: Browser,
    mara: Client,  # noqa: F811
    moving: str,
) -> None:
    sent = asked(client, moving)
    another_race(mara)

    again = client.post(moving, sent)

    assert ticks(again).keys() - sent.keys()
    assert Appointment.objects.get().start_at == at(20, 14)


def test_what_comes_up_while_it_is_moved_is_asked_first(
    client: Browser,
    mara: Client,  # noqa: F811
    moving: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent, move = asked(client, moving), changing.move
    monkeypatch.setattr(changing, "move", late(move, lambda: another_race(mara)))

    again = client.post(moving, sent)

    assert ticks(again).keys() - sent.keys()
    assert Appointment.objects.get().start_at == at(20, 14)
