"""Messages of a simulated past count as sent; all others stay as they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clinic.foundation.actions import outbox, outbox_past
from clinic.foundation.errors import Refused
from clinic.foundation.models import OutboxRow
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def left(key: str, hours: int, about: str = "") -> OutboxRow:
    """A mail due so many hours from now."""
    due = make.NOW + hours * HOUR
    outbox.queue(
        topic="story", key=key, due=due, now=make.NOW - 9 * HOUR, channel="mail", about=about
    )
    return OutboxRow.objects.get(key=key)


def test_what_was_due_before_counts_as_done_when_it_was_due() -> None:
    past, coming = left("past", -3), left("coming", 3)
    ines = make.user("ines", Role.OWNER)
    assert outbox_past.settle(by=ines, before=make.NOW) == 1
    past.refresh_from_db()
    coming.refresh_from_db()
    assert (past.state, past.ended_at) == ("done", past.due_at)
    assert (coming.state, coming.ended_at) == ("waiting", None)


def test_what_speaks_of_an_excepted_thing_is_still_sent() -> None:
    left("story", -3, about="mara-s-next")
    ines = make.user("ines", Role.OWNER)
    assert outbox_past.settle(by=ines, before=make.NOW, but=["mara-s-next"]) == 0


def test_what_is_over_already_keeps_its_end() -> None:
    row = left("dropped", -3)
    outbox.drop(by=None, code=row.code, now=make.NOW - HOUR)
    assert outbox_past.settle(by=make.user("ines", Role.OWNER), before=make.NOW) == 0
    row.refresh_from_db()
    assert (row.state, row.ended_at) == ("dropped", make.NOW - HOUR)


@pytest.mark.parametrize("rows", [1, 3])
def test_any_number_of_messages_is_settled_in_one_update(
    rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        left(f"past{number}", -3)
    ines = make.user("ines", Role.OWNER)
    with django_assert_num_queries(4):  # their roles, a savepoint and back, the update
        outbox_past.settle(by=ines, before=make.NOW)


@pytest.mark.parametrize("role", [Role.CLIENT, Role.DESK, Role.THERAPIST])
def test_nobody_but_the_owner_settles_messages(role: Role) -> None:
    past = left("past", -3)
    with pytest.raises(Refused):
        outbox_past.settle(by=make.user("jo", role), before=make.NOW)
    past.refresh_from_db()
    assert past.state == "waiting"


def test_without_the_question_anybody_could_settle_them(monkeypatch: pytest.MonkeyPatch) -> None:
    left("past", -3)
    monkeypatch.setattr(outbox_past, "roles_of", lambda by: {Role.OWNER})
    assert outbox_past.settle(by=make.user("jo", Role.DESK), before=make.NOW) == 1
