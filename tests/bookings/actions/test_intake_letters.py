"""The message that asks the questions before a session: when it leaves, and what it says."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bookings.queries import intakes
from clinic.foundation.models import OutboxRow
from tests.bookings.answering import sent_in
from tests.bookings.notices import booked, cancel, letter, move, rows
from tests.bookings.studio import NOW, at

pytestmark = pytest.mark.django_db
TOPIC = "intake_asked"
THREE_DAYS = timedelta(hours=72)


def asked() -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(topic=TOPIC, state="waiting").order_by("due_at"))


def asking() -> OutboxRow:
    return asked()[0]


def test_the_message_is_planned_three_days_before_a_session() -> None:
    row = booked(at(6, 14))
    assert asking().due_at == row.start_at - THREE_DAYS


def test_none_is_planned_so_soon_that_the_booking_has_just_asked() -> None:
    booked(at(3, 14))
    assert asked() == []


def test_it_is_wanted_while_something_is_open_and_no_longer() -> None:
    row = booked(at(6, 14))
    due = asking().due_at
    assert intakes.to_ask(asking(), due)
    sent_in(row.client, [one.code for one in intakes.open_of(row, None, due)], due)
    assert not intakes.to_ask(asking(), due + timedelta(seconds=1))


def test_it_is_not_wanted_for_a_session_that_was_cancelled_or_moved() -> None:
    row = booked(at(6, 14))
    left = asking()
    move(row, at(7, 14))
    assert not intakes.to_ask(left, NOW)
    row.refresh_from_db()
    cancel(row)
    assert not any(intakes.to_ask(each, NOW) for each in asked())


def test_it_says_when_and_where_and_holds_one_link_without_a_word_of_health() -> None:
    booked(at(6, 14))
    said = letter(asking(), asking().due_at)
    assert "/i/" in said.text
    assert said.text.count("/s/") == 0
    assert said.subject.startswith("A few questions before")
    for word in ("injury", "massage", "fever", "flag", "medicine"):
        text = said.text.casefold().replace("sports massage", "")
        assert not re.search(rf"\b{word}", text)  # a link's secret may hold one by chance


def test_who_has_no_login_gets_it_too() -> None:
    row = booked(at(6, 14))
    row.client.user = None
    row.client.save()
    said = letter(asking(), asking().due_at)
    assert "/i/" in said.text
    assert "/appointments/" not in said.text


def test_it_is_a_short_message_only_for_whom_no_mail_reaches(settings: Any) -> None:
    settings.SMS_URL = "console:"
    booked(at(6, 14), email="", phone="+4917612345")
    assert asking().channel == "sms"
    assert "/i/" in letter(asking(), asking().due_at).text


def test_the_message_of_a_booking_leads_to_the_questions_while_they_are_open() -> None:
    row = booked(at(6, 14))
    assert "/i/" in letter(rows("session_booked")[0]).text
    sent_in(row.client, [one.code for one in intakes.open_of(row, None, NOW)])
    assert "/i/" not in letter(rows("session_booked")[0]).text
