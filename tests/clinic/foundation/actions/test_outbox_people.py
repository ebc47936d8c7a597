"""What the desk and the owner do to rows: send again, let go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clinic.foundation import handed
from clinic.foundation.actions import outbox
from clinic.foundation.errors import Conflict, NotFound, Refused
from clinic.foundation.models import OutboxRow
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
State = OutboxRow.State
BOTH: list[Callable[..., None]] = [outbox.retry, outbox.drop]


def left(state: OutboxRow.State = State.ASIDE) -> OutboxRow:
    """A row that failed eight times and was set aside."""
    outbox.queue(topic="note", key="1", due=NOW, now=NOW)
    OutboxRow.objects.update(state=state, tries=8, last_error="Refused 550")
    return OutboxRow.objects.get()


def fresh(row: OutboxRow) -> OutboxRow:
    return OutboxRow.objects.get(pk=row.pk)


@pytest.mark.parametrize("role", [Role.DESK, Role.OWNER, None])
def test_what_was_set_aside_is_tried_again_with_all_its_tries(role: Role | None) -> None:
    row, by = left(), make.user("jo", role) if role else None
    outbox.retry(by=by, code=row.code, now=NOW)
    found = fresh(row)
    assert (found.state, found.tries, found.due_at, found.last_error) == ("waiting", 0, NOW, "")


def test_what_is_tried_again_is_asked_for_at_once(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(handed.given, "nudge", asked.append)
    row = left()
    with django_capture_on_commit_callbacks(execute=True):
        outbox.retry(by=None, code=row.code, now=NOW)
    assert asked == ["bulk"]


@pytest.mark.parametrize("state", [State.ASIDE, State.WAITING])
def test_what_is_let_go_is_not_sent_any_more(state: OutboxRow.State) -> None:
    row = left(state)
    outbox.drop(by=make.user("jo", Role.DESK), code=row.code, now=NOW)
    found = fresh(row)
    assert (found.state, found.ended_at, found.last_error) == ("dropped", NOW, "Let go")
    assert outbox.work(now=NOW) == 0


@pytest.mark.parametrize("do", BOTH)
@pytest.mark.parametrize("state", [State.DONE, State.DROPPED])
def test_what_is_over_stays_as_it_is(do: Callable[..., None], state: OutboxRow.State) -> None:
    row = left(state)
    with pytest.raises(Conflict):
        do(by=None, code=row.code, now=NOW)
    assert fresh(row).state == state


@pytest.mark.parametrize("do", BOTH)
@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_nobody_but_desk_and_owner_touches_a_row(do: Callable[..., None], role: Role) -> None:
    row = left()
    with pytest.raises(Refused):
        do(by=make.user("ana", role), code=row.code, now=NOW)
    assert fresh(row).state == State.ASIDE


def test_without_the_question_anybody_could(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "roles_of", lambda by: {Role.OWNER})
    row = left()
    outbox.drop(by=make.user("mara"), code=row.code, now=NOW)
    assert fresh(row).state == State.DROPPED


@pytest.mark.parametrize("do", BOTH)
def test_a_row_that_is_not_there_is_not_found(do: Callable[..., None]) -> None:
    with pytest.raises(NotFound):
        do(by=None, code="none", now=NOW)
