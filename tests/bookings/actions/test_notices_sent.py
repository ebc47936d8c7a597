"""Messages about sessions on their way through the outbox itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from bookings.core.lifecycle import UNDO
from clinic.foundation.actions import outbox
from clinic.foundation.models import OutboxRow
from tests.bookings.notices import booked, cancel, move, undo
from tests.bookings.studio import NOW, at

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def subjects() -> list[str]:
    return [str(sent.subject) for sent in mail.outbox]


def states() -> dict[str, str]:
    return dict(OutboxRow.objects.values_list("topic", "state"))


def test_a_confirmation_leaves_as_a_mail_that_a_calendar_takes() -> None:
    booked()
    outbox.work(now=NOW)
    (sent,) = mail.outbox
    kinds = [part.get_content_type() for part in sent.message().walk() if not part.is_multipart()]
    assert kinds[:3] == ["text/plain", "text/html", "text/calendar"]
    assert 'text/calendar; method="REQUEST"' in sent.message().as_string()
    assert states()["session_booked"] == "done"


@pytest.mark.parametrize("how", ["move", "cancel"])
def test_what_is_undone_while_the_worker_sleeps_is_never_sent(how: str) -> None:
    row = booked()
    outbox.work(now=NOW)
    move(row, at(5, 10)) if how == "move" else cancel(row)
    undo(row, NOW + MINUTE)
    for minutes in (1, 3, 10):
        outbox.work(now=NOW + minutes * MINUTE)
    assert subjects() == ["Booked: your session on Thu 26 Nov, 14:00"]


def test_a_day_of_changes_with_the_worker_down_is_one_true_message() -> None:
    row = booked()
    move(row, at(5, 10), NOW + MINUTE)
    cancel(row, NOW + 10 * MINUTE)
    outbox.work(now=NOW + 60 * MINUTE)
    assert subjects() == ["Cancelled: your session on Sat 28 Nov, 10:00"]


def test_reminders_leave_when_they_are_due_and_once() -> None:
    row = booked(at(4, 14))
    for hours in (96, 49, 48, 47, 3, 2, 1):
        outbox.work(now=row.start_at - timedelta(hours=hours))
    assert subjects()[1:] == [
        "A few questions before Fri 27 Nov, 14:00",
        "See you on Fri 27 Nov, 14:00",
        "Soon: your session on Fri 27 Nov, 14:00",
    ]


def test_a_client_without_an_address_is_named_to_the_desk() -> None:
    booked(email="")
    outbox.work(now=NOW)
    row = OutboxRow.objects.get(topic="session_booked")
    assert (row.state, row.last_error) == ("dropped", "Nobody")


def test_a_short_message_leaves_by_its_own_way(settings: Any, capsys: Any) -> None:
    settings.SMS_URL = "console:"
    row = booked(email="", phone="+4917612345")
    cancel(row)
    outbox.work(now=NOW + UNDO)
    assert states()["session_cancelled"] == "done"
    assert "is cancelled" in "".join(capsys.readouterr())
