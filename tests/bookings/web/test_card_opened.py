"""What the race card leaves shut: of years of answers it opens those that it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.models import Appointment
from bookings.queries import card as queries
from clinic.foundation.models import Client, Look
from protocols.models import CheckIn, Intake
from protocols.queries import intake
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.web import card_rows
from tests.bookings.web.desk_rows import clock
from tests.bookings.web.test_card import card, given, with_ana
from tests.clinic import make

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
DAY = timedelta(days=1)


@pytest.fixture
def mara() -> Client:
    studio.clinic(therapists=2, rooms=2)
    return make.client()


@pytest.fixture
def session(mara: Client) -> Appointment:
    return with_ana(mara, at(0, 14))


def looked_at(kind: str) -> set[str]:
    records = Look.objects.filter(record__startswith=f"{kind}:").values_list("record", flat=True)
    return {record.partition(":")[2] for record in records}


def test_of_the_check_ins_only_those_about_the_last_visit_are_opened(session: Appointment) -> None:
    before, last = given(session, 20), given(session, 14)
    old, new = (card_rows.checkin(row, sore) for row, sore in ((before, 7), (last, 2)))
    assert "<b>2 of 10</b>" in card(session)
    assert looked_at("CheckIn") == {new.code}
    assert CheckIn.objects.exclude(code=old.code).get() == new


def sent_in(session: Appointment) -> list[Intake]:
    """Five sittings over the same questions, newest first; the last visit lay before the newest."""
    last = given(session, 14)
    days = (-4, 1, 5, 9, 13)
    return [
        card_rows.sitting(session.client, last.start_at - day * DAY, goals_now=f"goal of day {day}")
        for day in days
    ]


def test_of_the_sittings_the_newest_and_that_of_last_time_are_opened(session: Appointment) -> None:
    found = sent_in(session)
    card(session)
    assert looked_at("Intake") == {found[0].code, found[1].code}


def test_with_all_of_them_opened_the_page_says_the_same(
    session: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_in(session)
    few = _without_marks(card(session))
    monkeypatch.setattr(intake, "speaking", _everything)
    monkeypatch.setattr(queries, "_told_last", _everything)
    assert _without_marks(card(session)) == few
    assert len(looked_at("Intake")) == 5


def _everything(rows: Any, *_last: Any, **_more: Any) -> list[Any]:
    return list(rows)


def _without_marks(page: str) -> list[str]:
    """The page without what differs from one asking to the next."""
    changing: tuple[Any, ...] = ("csrf", "nonce", "once")
    return [line for line in page.splitlines() if not any(word in line for word in changing)]
