"""One link pressed several times at one moment: one press counts, the others hear that it did."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bookings.actions import booking, links
from bookings.models import Appointment, HistoryLine
from clinic.foundation.actions import tokens
from tests.bookings import studio
from tests.bookings.mailed import holder_of, message
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.clinic.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row() -> Appointment:
    studio.clinic()
    mara = make.client()
    return booking.book(by=make.login_of(mara), wanted=wanted(mara, at(3, 14)), now=NOW)


def moves(row: Appointment) -> list[Any]:
    """The same link used for four times at once: the answers by name."""
    holder = holder_of(row)
    hours = (9, 11, 13, 16)
    ways = [partial(links.move, by=holder, start=at(4, hour), now=NOW) for hour in hours]
    return sorted(type(answer).__name__ for answer in together(*ways))


def test_of_four_moves_at_once_by_one_link_one_is_made(row: Appointment) -> None:
    assert moves(row) == ["Appointment"] + ["NotFound"] * 3
    assert HistoryLine.objects.filter(did="moved").count() == 1


def test_were_a_link_only_looked_at_all_four_would_be_made(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "spend", lambda **told: row.code)
    assert moves(row) == ["Appointment"] * 4


def test_of_a_move_and_a_cancellation_at_once_by_one_link_one_is_done(row: Appointment) -> None:
    holder = holder_of(row)
    one = partial(links.move, by=holder, start=at(4, 11), now=NOW)
    answers = together(one, partial(links.cancel, by=holder, now=NOW))
    assert sorted(type(answer).__name__ for answer in answers) == ["Appointment", "NotFound"]
    assert HistoryLine.objects.exclude(did="booked").count() == 1


def test_a_message_made_by_two_workers_at_once_has_one_link(row: Appointment) -> None:
    issue = partial(links.issue, appointment=row, row=message(row), now=NOW)
    assert len({*together(*[issue] * 4)}) == 1
