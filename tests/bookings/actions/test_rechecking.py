"""The nightly look: one message for the same news, none for who settled, nothing about health."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bookings import tasks
from bookings.actions import rechecking, settling
from bookings.actions.settling import Choice
from bookings.models import Appointment
from bookings.queries import settling as queries
from clinic.foundation.handed import given
from clinic.foundation.models import Client, OutboxRow
from tests.bookings import season
from tests.bookings.studio import NOW, at
from tests.clinic import make
from tests.clinic.threads import together
from tests.protocols import rows

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def mara() -> Client:
    return season.mara()


def unfit(mara: Client, *days: int) -> list[Appointment]:
    race = season.race(mara, 28)
    booked = [season.book(mara, day) for day in days]
    season.move_race(race, 14)
    return booked


def left() -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(topic="season_changed").order_by("pk"))


def told(row: OutboxRow, now: datetime) -> Any:
    return given.handlers[row.topic].compose(row, now)  # type: ignore[union-attr]


def settle(mara: Client, *choices: Choice) -> None:
    settling.settle(by=make.login_of(mara), client=mara, choices=choices, now=NOW)


def test_two_sessions_make_one_message_after_the_quiet_hours(mara: Client) -> None:
    unfit(mara, 10, 12)
    rechecking.recheck(now=NIGHT)
    (row,) = left()
    assert (row.client, row.channel) == (mara, "mail")
    assert row.due_at == datetime(2026, 11, 24, 7, tzinfo=UTC)  # eight in the morning in Berlin


def test_three_nights_tell_the_same_news_once(mara: Client) -> None:
    unfit(mara, 12)
    assert [rechecking.recheck(now=NIGHT + night * DAY) for night in range(3)] == [1, 0, 0]


def test_without_its_memory_each_night_would_tell_it_again(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rechecking, "_untold", lambda client, facts: True)
    unfit(mara, 12)
    assert [rechecking.recheck(now=NIGHT + night * DAY) for night in range(3)] == [1, 1, 1]


def test_of_two_that_were_told_the_one_that_is_left_is_no_news(mara: Client) -> None:
    released, _kept = unfit(mara, 10, 12)
    rechecking.recheck(now=NIGHT)
    settle(mara, Choice(released.code, release=True))
    assert rechecking.recheck(now=NIGHT + DAY) == 0


def test_what_is_new_is_told_and_the_earlier_message_stays_away(mara: Client) -> None:
    unfit(mara, 12, 16)
    rechecking.recheck(now=NIGHT)
    season.move_race(mara.races.get(), 13)
    assert rechecking.recheck(now=NIGHT + DAY) == 1
    earlier, later = left()
    assert not rechecking.to_tell(earlier, NIGHT + DAY)
    assert rechecking.to_tell(later, NIGHT + DAY)


def test_who_settled_before_it_leaves_hears_nothing(mara: Client) -> None:
    (row,) = unfit(mara, 12)
    rechecking.recheck(now=NIGHT)
    assert rechecking.to_tell(left()[0], NIGHT)
    settle(mara, Choice(row.code, release=True))
    assert not rechecking.to_tell(left()[0], NIGHT)


def test_a_race_called_off_leaves_nothing_to_tell(mara: Client) -> None:
    unfit(mara, 12)
    mara.races.update(status="cancelled")
    assert rechecking.recheck(now=NIGHT) == 0


def test_it_says_when_and_why_and_leads_to_one_page(mara: Client) -> None:
    unfit(mara, 12)
    rechecking.recheck(now=NIGHT)
    said = told(left()[0], NIGHT)
    assert said.subject == "A session no longer fits your season"
    assert "Sat 5 Dec, 14:00–15:00" in said.text
    assert "Deep work would end 43 h before Berlin Marathon; it needs 72 h." in said.text
    assert said.text.count("/season/settle/") == 1


def test_it_says_nothing_of_health(mara: Client) -> None:
    season.book(mara, 12)
    rows.answers(mara, ["fever"], at=NOW)
    assert queries.unfit(mara, NIGHT) == 1
    rechecking.recheck(now=NIGHT)
    said = told(left()[0], NIGHT)
    assert "fever" not in (said.text + said.html + said.subject).lower()
    assert "we keep it out of messages" in said.text


def test_without_the_guard_it_would_tell_of_the_fever(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "bookings.core.settling.discreet", lambda news, review, hidden: news[0].said
    )
    season.book(mara, 12)
    rows.answers(mara, ["fever"], at=NOW)
    rechecking.recheck(now=NIGHT)
    assert "fever" in told(left()[0], NIGHT).text.lower()


def test_trouble_with_one_client_does_not_stop_the_others(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    nina, read = make.client("nina"), queries.read
    unfit(mara, 12)
    race = season.race(nina, 28)
    season.book(nina, 12, 17)
    season.move_race(race, 14)

    def failing(client: Client, now: datetime, **more: bool) -> queries.Coming:
        if client == mara:
            raise ValueError("a calendar that cannot be read")
        return read(client, now, **more)

    monkeypatch.setattr(queries, "read", failing)
    assert rechecking.recheck(now=NIGHT) == 1
    assert left()[0].client == nina


def test_who_has_no_login_or_no_address_is_passed_over(mara: Client) -> None:
    unfit(mara, 12)
    Client.objects.update(email="")
    assert rechecking.recheck(now=NIGHT) == 0
    Client.objects.update(email="mara@example.org", user=None)
    assert rechecking.recheck(now=NIGHT) == 0


@pytest.mark.parametrize("many", [1, 3])
def test_a_client_costs_the_same_queries_whatever_they_booked(
    mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    unfit(mara, *(12, 10, 8)[:many])
    with django_assert_num_queries(11):
        rechecking.recheck(now=NIGHT)


def test_the_clients_come_batch_after_batch(mara: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rechecking, "BATCH", 1)
    nina = make.client("nina")
    for client in (mara, nina):
        season.book(client, 12)
        season.race(client, 14)
    assert rechecking.recheck(now=NIGHT) == 2


def test_beat_asks_at_night(mara: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["recheck"]
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({2}, {10})
    monkeypatch.setattr("django.utils.timezone.now", lambda: NIGHT)
    unfit(mara, 12)
    tasks.recheck()
    assert len(left()) == 1
    assert at(12, 14) > NIGHT


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_leave_one_message() -> None:
    unfit(season.mara(), 12)
    together(*[lambda: rechecking.recheck(now=NIGHT)] * 2)
    assert len(left()) == 1
