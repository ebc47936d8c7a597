"""Messages of the outbox: sent once, put off while it is quiet, dropped when nobody wants them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from clinic.foundation import handed
from clinic.foundation.actions import carrying, claims, outbox
from clinic.foundation.core.messages import Message
from clinic.foundation.models import Channel, Client, OneTimeToken, OutboxRow, Practice
from clinic.foundation.queries.message_words import why
from tests.clinic import make, postman
from tests.clinic.postman import Postman

pytestmark = pytest.mark.django_db
NOW, MINUTE = make.NOW, timedelta(minutes=1)
NIGHT = NOW.replace(hour=22)  # 23:00 in Berlin
State = OutboxRow.State


def compose(row: OutboxRow, now: datetime) -> Message | None:
    return Message(to="mara@example.org", text=f"about {row.key}")


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Postman:
    handle(monkeypatch)
    return postman.hired(monkeypatch)


def handle(monkeypatch: pytest.MonkeyPatch, **other: Any) -> None:
    notice = replace(handed.Notice(compose), **other)
    monkeypatch.setitem(handed.given.handlers, "note", notice)


def leave(key: str = "1", *, due: datetime = NOW, client: Client | None = None) -> OutboxRow:
    outbox.queue(topic="note", key=key, due=due, now=NOW, client=client, channel="mail")
    return OutboxRow.objects.get(key=key)


def row(key: str = "1") -> OutboxRow:
    return OutboxRow.objects.get(key=key)


def runner(zone: str = "Europe/Berlin") -> Client:
    mara = make.client()
    Client.objects.filter(pk=mara.pk).update(zone=zone)
    return mara


def test_a_message_is_sent_once_under_its_rows_code(post: Postman) -> None:
    left = leave()
    assert [outbox.work(now=NOW + n * MINUTE) for n in range(2)] == [1, 0]
    assert (post.sent, post.messages[0].text) == ([left.code], "about 1")
    assert (row().state, row().ended_at, row().last_error) == (State.DONE, NOW, "")


def test_a_batch_opens_its_way_once_and_lets_go_of_it(post: Postman) -> None:
    for number in range(3):
        leave(str(number))
    outbox.work(now=NOW)
    assert (len(post.sent), post.opened, post.closed) == (3, 1, 1)


def test_when_sending_is_slow_the_rest_is_left_to_a_later_now(post: Postman) -> None:
    for number in range(4):
        leave(str(number))
    slow = iter([0, 9, 13, 16])  # seconds: at the start, and before each but the first
    assert outbox.work(now=NOW, passed=lambda: next(slow)) == 4
    assert (len(post.sent), row("3").tries, row("3").claimed_until) == (2, 0, None)
    outbox.work(now=NOW + MINUTE)
    assert (len(post.sent), row("3").ended_at) == (4, NOW + MINUTE + carrying.TICK)


def test_without_turns_a_slow_server_could_have_begun_sessions_reminded_of(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "TURN", float("inf"))
    for number in range(3):
        leave(str(number))
    slow = iter([0, 3000, 6000])
    outbox.work(now=NOW, passed=lambda: next(slow))
    assert len(post.sent) == 3


def test_with_nothing_to_send_no_way_is_opened(post: Postman) -> None:
    outbox.work(now=NOW)
    assert post.opened == 0


def test_a_way_tells_when_it_last_worked(post: Postman) -> None:
    leave()
    outbox.work(now=NOW)
    assert Channel.objects.get().worked_at == NOW


def test_what_is_not_wanted_any_more_is_not_sent(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle(monkeypatch, wanted=lambda row, now: False)
    leave()
    outbox.work(now=NOW)
    assert (post.asked, row().state, row().last_error) == ([], State.DROPPED, "")


def test_without_asking_what_was_cancelled_would_be_sent(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle(monkeypatch, wanted=lambda row, now: False)
    monkeypatch.setattr(handed.Notice, "wanted", lambda self, row, now: True, raising=False)
    handle(monkeypatch)
    leave()
    outbox.work(now=NOW)
    assert len(post.sent) == 1


def test_a_message_that_another_row_tells_says_so_and_not_that_nobody_is_there(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle(monkeypatch, compose=lambda row, now: handed.OTHER_WAY)
    leave()
    outbox.work(now=NOW)
    assert (post.asked, row().state, row().last_error) == ([], State.DROPPED, "Other way")
    assert why(row()) == "it left by another way"


def test_a_message_that_has_nobody_to_go_to_is_dropped_and_says_so(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle(monkeypatch, compose=lambda row, now: None)
    leave()
    outbox.work(now=NOW)
    assert (post.asked, row().state, row().last_error) == ([], State.DROPPED, "Nobody")


def test_what_can_wait_waits_for_the_end_of_the_clients_quiet_hours(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle(monkeypatch, quiet=True)
    leave(client=runner())
    outbox.work(now=NIGHT)
    morning = NIGHT + timedelta(hours=9)  # 08:00 in Berlin
    assert (post.sent, row().due_at, row().tries) == ([], morning, 0)
    assert outbox.work(now=morning) == 1
    assert len(post.sent) == 1


@pytest.mark.parametrize(
    "why", ["not quiet", "elsewhere", "no quiet hours", "too late", "nobody's"]
)
def test_what_cannot_wait_or_disturbs_nobody_goes_at_night(
    post: Postman, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    begins = NIGHT + timedelta(hours=8)
    latest = (lambda row: begins) if why == "too late" else (lambda row: None)
    handle(monkeypatch, quiet=why != "not quiet", latest=latest)
    if why == "no quiet hours":
        Practice.objects.create(pk=1, quiet_from=0, quiet_until=0)
    client = runner("America/New_York" if why == "elsewhere" else "Europe/Berlin")
    leave(client=None if why == "nobody's" else client)
    outbox.work(now=NIGHT)
    assert len(post.sent) == 1


def test_an_old_name_of_a_zone_stops_no_message(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle(monkeypatch, quiet=True)
    leave(client=runner("Mars/Base"))
    outbox.work(now=NOW)
    assert (len(post.sent), row().last_error) == (1, "")


def test_a_message_that_cannot_be_worded_backs_off_alone(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choke(row: OutboxRow, now: datetime) -> Message | None:
        if row.key == "bad":
            raise KeyError("the torn calf")
        return compose(row, now)

    handle(monkeypatch, compose=choke)
    leave("bad")
    good = leave("good")
    outbox.work(now=NOW)
    assert (row("bad").tries, row("bad").last_error) == (1, "KeyError")
    assert post.sent == [good.code]


def test_what_the_making_wrote_is_there_before_it_is_sent(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link is issued in a transaction of its own: its reader can be quick, a worker can die."""

    def with_link(row: OutboxRow, now: datetime) -> Message | None:
        OneTimeToken.objects.create(
            digest=row.code, purpose="x", about="y", issued_at=now, expires_at=now + MINUTE
        )
        return compose(row, now)

    handle(monkeypatch, compose=with_link)
    post.mood = postman.down
    leave()
    outbox.work(now=NOW)
    assert (post.sent, OneTimeToken.objects.count()) == ([], 1)


def test_a_row_of_before_the_ways_had_names_goes_by_mail(post: Postman) -> None:
    outbox.queue(topic="note", key="1", due=NOW, now=NOW)
    outbox.work(now=NOW)
    assert (len(post.sent), row().channel, row().state) == (1, "mail", State.DONE)


def test_a_way_that_the_clinic_has_not_is_a_failure_of_the_message(
    post: Postman, settings: Any
) -> None:
    settings.SMS_URL = ""
    outbox.queue(topic="note", key="1", due=NOW, now=NOW, channel="sms")
    outbox.work(now=NOW)
    assert (row().tries, row().last_error, Channel.objects.count()) == (1, "LookupError", 0)


class Killed(BaseException):
    """What a worker that is killed raises: nothing after it happens."""


def killed_at(point: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def die(here: str) -> None:
        if here == point:
            raise Killed

    return die


@pytest.mark.parametrize(("point", "times"), [("claimed", 1), ("sent", 2), ("recorded", 1)])
def test_a_message_survives_the_death_of_its_worker_at_the_worst_of_moments(
    post: Postman, monkeypatch: pytest.MonkeyPatch, point: str, times: int
) -> None:
    left = leave()
    with monkeypatch.context() as patch:
        patch.setattr(carrying, "_die_at", killed_at(point, patch))
        with pytest.raises(Killed):
            outbox.work(now=NOW)
    outbox.work(now=NOW + claims.LEASE)
    assert post.sent == [left.code] * times
    assert len({message.text for message in post.messages}) == 1
    assert row().state == State.DONE


def test_a_point_of_death_is_one_only_where_it_is_asked_for(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths: list[tuple[int, int]] = []
    monkeypatch.setattr("os.kill", lambda pid, number: deaths.append((pid, number)))
    for settings.KILL_AT in ("", "sent"):
        carrying._die_at("sent")
        carrying._die_at("claimed")
    assert len(deaths) == 1


def test_a_database_that_was_lost_after_the_sending_hears_it_anew(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = claims.end, list[str]()

    def lost_once(row: OutboxRow, state: OutboxRow.State, now: datetime, **more: Any) -> None:
        calls.append(state)
        if len(calls) == 1:
            raise OperationalError
        real(row, state, now, **more)

    monkeypatch.setattr(claims, "end", lost_once)
    leave()
    outbox.work(now=NOW)
    assert (len(post.sent), row().state, len(calls)) == (1, State.DONE, 2)


@pytest.mark.parametrize("rows", [1, 3])
def test_each_message_takes_the_same_few_queries(
    post: Postman, rows: int, django_assert_num_queries: Any
) -> None:
    Channel.objects.create(name="mail")
    for number in range(rows):
        leave(str(number))
    # Probes, claim (4 with its savepoint); the breaker once (4); each: begin, make 3, send 5.
    with django_assert_num_queries(5 + 4 + 9 * rows):
        outbox.work(now=NOW)
