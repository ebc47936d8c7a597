"""Reading feeds again and again, and what becomes of trouble."""

from __future__ import annotations

import pytest
from django.db import connection

from clinic.foundation.actions import vault
from clinic.foundation.errors import NotFound, TooMany, Unavailable
from clinic.foundation.models import OutboxRow
from clinic.foundation.roles import Role
from protocols.actions import feed_reading as reading
from protocols.actions import feeds as actions
from protocols.actions import imports
from protocols.actions.feed_letters import TOPIC
from protocols.models import Imported, Race, Source, Workout
from protocols.queries import feeds as queries
from tests.clinic import make
from tests.clinic.threads import together
from tests.protocols.feeding import ADDRESS, NOW, Web, again, at, feed, plan, race, web, workout

__all__ = ["web"]
pytestmark = pytest.mark.django_db
OTHER = "https://feed.example.org/other.ics"


# Reading again


def test_a_feed_is_read_again_when_it_is_due_and_not_before(web: Web) -> None:
    source = feed(make.client())
    web.at[ADDRESS] = plan(race(days=47), workout("one", 3), workout("three", 6))
    assert not reading.refresh_next(now=at(0.9))
    assert reading.refresh_next(now=at(1.1))
    assert not reading.refresh_next(now=at(1.1))
    assert len(web.asked) == 2
    assert (Race.objects.get().start_at - NOW).days == 46
    assert sorted(Imported.objects.filter(gone_at=None).values_list("uid", flat=True)) == [
        "one",
        "race",
        "three",
    ]
    assert again(source).read_at == at(1.1)


def test_those_that_work_come_before_those_that_fail(web: Web) -> None:
    mara = make.client()
    web.at[OTHER] = plan(workout("x", 4))
    bad, good = feed(mara), feed(mara, address=OTHER)
    Source.objects.filter(pk=bad.pk).update(fails=3, due_at=at(1))
    Source.objects.filter(pk=good.pk).update(due_at=at(1.5))
    assert queries.due(at(2)) == good.code


def test_two_workers_read_a_feed_once(web: Web) -> None:
    source = feed(make.client())
    web.meanwhile = lambda: reading.refresh(code=source.code, now=at(1.1))
    reading.refresh(code=source.code, now=at(1.1))
    assert len(web.asked) == 2  # subscribing, and this


def test_without_the_claim_they_would_read_it_twice(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = feed(make.client())
    monkeypatch.setattr(reading, "_claim", lambda code, now, if_due: again(source))

    def another() -> None:
        web.meanwhile = lambda: None
        reading.refresh(code=source.code, now=at(1.1))

    web.meanwhile = another
    reading.refresh(code=source.code, now=at(1.1))
    assert len(web.asked) == 3


def test_who_lost_the_claim_meanwhile_writes_nothing(web: Web) -> None:
    source = feed(make.client())
    web.at[ADDRESS] = plan(workout("late", 9))

    def taken() -> None:
        Source.objects.filter(pk=source.pk).update(claimed_until=at(9))

    web.meanwhile = taken
    reading.refresh(code=source.code, now=at(1.1))
    assert not Imported.objects.filter(uid="late").exists()
    assert again(source).read_at == NOW


def test_a_feed_that_was_removed_while_it_was_read_stays_away(web: Web) -> None:
    mara = make.client()
    source = feed(mara)
    web.at[ADDRESS] = plan(workout("late", 9))
    web.meanwhile = lambda: actions.unsubscribe(
        by=make.login_of(mara), source=source, now=at(1.1), with_things=False
    )
    reading.refresh(code=source.code, now=at(1.1))
    assert not Source.objects.exists()
    assert not Workout.objects.filter(client=mara, start_at__gt=at(24 * 8)).exists()


def test_a_feed_whose_clients_key_is_gone_is_never_read_again(web: Web) -> None:
    mara = make.client()
    source = feed(mara)
    vault.erase_key(client=mara)
    assert queries.due(at(100)) is None
    reading.refresh(code=source.code, now=at(100))
    assert len(web.asked) == 1


def test_its_runner_may_have_it_read_now_once_a_minute(web: Web) -> None:
    mara = make.client()
    source, by = feed(mara), make.login_of(mara)
    with pytest.raises(TooMany):
        reading.read_now(by=by, source=source, now=at(0.01))
    reading.read_now(by=by, source=source, now=at(0.02))
    assert again(source).read_at == at(0.02)
    with pytest.raises(NotFound):
        reading.read_now(by=make.user("ben", Role.CLIENT), source=source, now=at(1))


def test_where_readers_are_busy_it_is_tried_in_minutes_and_counts_as_no_failure(web: Web) -> None:
    mara = make.client()
    source = feed(mara)

    def busy() -> None:
        raise Unavailable("busy", "Try again.")

    web.meanwhile = busy
    reading.refresh(code=source.code, now=at(1.1))
    row = again(source)
    assert (row.fails, row.trouble, row.due_at) == (0, "", at(1.1) + reading.BUSY)
    with pytest.raises(Unavailable):
        reading.read_now(by=make.login_of(mara), source=source, now=at(2))


# Trouble


def test_trouble_changes_nothing_and_is_noted(web: Web) -> None:
    source = feed(make.client())
    web.at[ADDRESS] = "http_503"
    reading.refresh(code=source.code, now=at(1.1))
    row = again(source)
    assert (row.trouble, row.fails, row.failing_since) == ("http_503", 1, at(1.1))
    assert (row.read_at, row.due_at) == (NOW, at(2.1))
    assert Imported.objects.filter(gone_at=None).count() == 3
    assert Workout.objects.count() == 2


def test_it_works_again_and_all_trouble_is_forgotten(web: Web) -> None:
    source = feed(make.client())
    good, web.at[ADDRESS] = web.at[ADDRESS], "timeout"
    reading.refresh(code=source.code, now=at(1.1))
    web.at[ADDRESS] = good
    reading.refresh(code=source.code, now=at(2.2))
    row = again(source)
    assert (row.trouble, row.fails, row.failing_since, row.read_at) == ("", 0, None, at(2.2))


def test_a_calendar_that_became_empty_is_trouble_while_training_of_it_lies_ahead(web: Web) -> None:
    source = feed(make.client())
    web.at[ADDRESS] = "bad:no_event"
    reading.refresh(code=source.code, now=at(1.1))
    assert again(source).trouble == "no_event"
    assert Workout.objects.count() == 2
    reading.refresh(code=source.code, now=at(24 * 60))  # all of it lies behind
    assert again(source).trouble == ""


def test_a_fault_of_our_own_keeps_no_other_feed_waiting(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = make.client()
    web.at[OTHER] = plan(workout("x", 4))
    feed(mara)
    feed(mara, address=OTHER)

    def broken(**_told: object) -> None:
        raise RuntimeError(ADDRESS)

    monkeypatch.setattr(imports, "keep", broken)
    assert reading.refresh_next(now=at(2))
    assert reading.refresh_next(now=at(2))
    assert not reading.refresh_next(now=at(2))
    assert len(set(web.asked[2:])) == 2


def test_a_fault_of_our_own_that_lasts_is_told_as_any_trouble(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = feed(make.client())

    def broken(**_told: object) -> None:
        raise RuntimeError(ADDRESS)

    monkeypatch.setattr(imports, "keep", broken)
    fails_until(source, 30)
    assert again(source).trouble == "broken"
    assert OutboxRow.objects.filter(topic=TOPIC).count() == 1


def fails_until(source: Source, hours: float) -> list[float]:
    """Let beat come by every quarter of an hour; when it was tried, in hours."""
    quarters = [quarter / 4 for quarter in range(int(hours * 4) + 1)]
    tried = [hour for hour in quarters if reading.refresh_next(now=at(hour))]
    assert again(source).trouble
    return tried


def test_a_feed_that_fails_is_tried_ever_later(web: Web) -> None:
    source = feed(make.client())
    web.at[ADDRESS] = "timeout"
    tried = fails_until(source, 75)
    first = tried[0]
    assert [round(hour - first) for hour in tried] == [0, 1, 3, 7, 15, 24, 48, 72]


def test_after_a_day_its_runner_is_told_once(web: Web) -> None:
    source = feed(make.client())
    web.at[ADDRESS] = "timeout"
    fails_until(source, 24)
    assert not OutboxRow.objects.filter(topic=TOPIC).exists()
    fails_until(source, 80)
    (row,) = OutboxRow.objects.filter(topic=TOPIC)
    assert (row.channel, row.client) == ("mail", source.client)
    assert row.facts["feed"] == source.code


def test_after_it_worked_a_second_long_trouble_is_told_again(web: Web) -> None:
    source = feed(make.client())
    good = web.at[ADDRESS]
    for days in (0, 10):
        web.at[ADDRESS] = "timeout"
        fails_until(source, 24 * days + 30)
        web.at[ADDRESS] = good
        reading.read_now(by=make.login_of(source.client), source=source, now=at(24 * days + 40))
    assert OutboxRow.objects.filter(topic=TOPIC).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_subscribe_at_once_have_one_feed(web: Web) -> None:
    mara = make.client()
    done = together(*[lambda: feed(mara)] * 3)
    assert {source.code for source in done} == {Source.objects.get().code}
    assert Race.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_three_workers_at_once_one_reads_the_feed(web: Web) -> None:
    source = feed(make.client())
    together(*[lambda: reading.refresh(code=source.code, now=at(1.1))] * 3)
    assert len(web.asked) == 2  # subscribing, and one of them
    assert Race.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_feed_read_while_it_is_removed_leaves_nothing_half_done(web: Web) -> None:
    mara = make.client()
    source, by = feed(mara), make.login_of(mara)
    web.at[ADDRESS] = plan(workout("late", 9))
    together(
        lambda: reading.refresh(code=source.code, now=at(1.1)),
        lambda: actions.unsubscribe(by=by, source=source, now=at(1.1), with_things=False),
    )
    assert not Source.objects.exists()
    assert not Imported.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_world_is_never_asked_inside_a_transaction(web: Web) -> None:
    inside = list[bool]()
    web.meanwhile = lambda: inside.append(connection.in_atomic_block)
    mara = make.client()
    source = feed(mara)
    reading.refresh(code=source.code, now=at(1.1))
    reading.read_now(by=make.login_of(mara), source=source, now=at(3))
    assert inside == [False, False, False]
