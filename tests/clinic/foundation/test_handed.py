"""What upper apps hand down."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.foundation import handed
from clinic.foundation.models import User
from tests.clinic import make


@pytest.fixture(autouse=True)
def _afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handed, "given", handed._Handed())


def test_until_something_is_handed_down_nobody_treats_anybody() -> None:
    assert handed.given.treated(User(), [1], make.NOW) == set()


def test_who_treats_whom_is_what_bookings_says() -> None:
    handed.hand_over(treated=lambda by, clients, since: set(clients))
    assert handed.given.treated(User(), [1], make.NOW) == {1}


def test_handlers_of_several_apps_come_together() -> None:
    one, other = (handed.Handler(_nothing) for _ in range(2))
    handed.hand_over(handlers={"race.moved": one})
    handed.hand_over(handlers={"visit.booked": other})
    assert handed.given.handlers == {"race.moved": one, "visit.booked": other}


def test_the_same_handler_handed_twice_is_no_fault_but_another_is() -> None:
    handler = handed.Handler(_nothing)
    handed.hand_over(handlers={"race.moved": handler})
    handed.hand_over(handlers={"race.moved": handler})
    with pytest.raises(ValueError, match=r"two handlers for the outbox topic 'race\.moved'"):
        handed.hand_over(handlers={"race.moved": handed.Handler(_nothing)})


def _nothing(*_: Any) -> None:
    pass
