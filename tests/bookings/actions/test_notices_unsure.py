"""Messages of which nobody knows whether they left: the one that follows sets things right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.models import Appointment
from clinic.foundation.actions import carrying, claims, outbox
from clinic.foundation.channels.trouble import Down
from clinic.foundation.models import OutboxRow
from tests.bookings.notices import booked, event, move
from tests.bookings.studio import NOW, at
from tests.clinic.postman import Postman, content, hired

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HERE, THERE = at(6, 14), at(7, 10)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Postman:
    return hired(monkeypatch)


@pytest.fixture
def row(post: Postman) -> Appointment:
    """Confirmed, and then moved: the message about that is due after three minutes."""
    made = booked(HERE)
    outbox.work(now=NOW)
    return move(made, THERE, NOW)


def cut(_code: str) -> None:
    """The server took it, and its answer was lost."""
    raise Down("SMTPServerDisconnected")


def die(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is killed when the server has taken the message about the move."""

    def now(point: str) -> None:
        if point == "sent":
            raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(carrying, "_die_at", now)
        with pytest.raises(SystemExit):
            outbox.work(now=NOW + 3 * MINUTE)


def told(post: Postman, row: Appointment) -> list[object]:
    """What its client hears from the fourth minute on, when it is moved back."""
    post.mood, post.reachable = content, True
    post.messages.clear()
    move(row, HERE, NOW + 4 * MINUTE)
    for minutes in range(4, 12):
        outbox.work(now=NOW + minutes * MINUTE)
    return [event(said)["DTSTART"].dt for said in post.messages]


def test_what_was_cut_off_is_followed_by_how_it_stands(post: Postman, row: Appointment) -> None:
    post.mood = cut
    outbox.work(now=NOW + 3 * MINUTE)
    assert told(post, row) == [HERE]


def test_what_a_dead_worker_had_is_followed_by_how_it_stands(
    post: Postman, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    die(monkeypatch)
    assert told(post, row) == [HERE]


def test_it_is_remembered_while_the_way_is_down(
    post: Postman, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    die(monkeypatch)
    post.reachable = False
    outbox.work(now=NOW + 4 * MINUTE)
    assert told(post, row) == [HERE]


def test_without_remembering_the_client_would_go_to_the_wrong_time(
    post: Postman, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OutboxRow, "may_have_left", False)
    die(monkeypatch)
    assert told(post, row) == []


@pytest.mark.parametrize("kind", ["421", "ConnectionRefusedError"])
def test_what_surely_did_not_leave_needs_no_word(
    post: Postman, row: Appointment, kind: str
) -> None:
    def refuse(_code: str) -> None:
        raise Down(kind)

    post.mood, post.reachable = refuse, kind.isdecimal()
    outbox.work(now=NOW + 3 * MINUTE)
    assert told(post, row) == []


def test_once_a_later_word_got_through_it_is_forgotten(
    post: Postman, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    die(monkeypatch)
    assert told(post, row) == [HERE]
    post.messages.clear()
    move(row, THERE, NOW + 20 * MINUTE)
    move(row, HERE, NOW + 21 * MINUTE)
    outbox.work(now=NOW + 30 * MINUTE)
    assert post.messages == []


def test_a_message_that_left_at_last_is_sure(
    post: Postman, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    die(monkeypatch)
    outbox.work(now=NOW + 3 * MINUTE + claims.LEASE)
    changed = OutboxRow.objects.get(topic="session_changed")
    assert (changed.state, changed.may_have_left, changed.last_error) == ("done", False, "")
