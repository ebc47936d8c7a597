"""What a runner sees of their feeds, and which is to be read next."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.foundation.actions import vault
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.core.plans.feeds import FAULTS
from protocols.models import Source
from protocols.queries import feed_words, feeds
from protocols.sandbox.fetching import TROUBLES
from tests.clinic import make
from tests.protocols.feeding import ADDRESS, NOW, SECRET, Web, at, feed, plan, web, workout

__all__ = ["web"]
pytestmark = pytest.mark.django_db


def test_a_feed_shows_its_host_and_no_more_of_its_address(web: Web) -> None:
    mara = make.client()
    feed(mara)
    (line,) = feeds.of_client(mara, at(2))
    assert (line.host, line.tool, line.trouble, line.since) == (
        "feed.example.org",
        "TrainingPeaks",
        "",
        "",
    )
    assert line.read == "10:00"  # by the clinic's clock
    assert SECRET not in repr(line)


def test_trouble_is_told_with_since_when_and_when_it_is_tried_next(web: Web) -> None:
    mara = make.client()
    feed(mara)
    Source.objects.update(trouble="http_503", failing_since=at(2), due_at=at(26))
    (line,) = feeds.of_client(mara, at(3))
    assert "503" in line.trouble
    assert (line.since, line.again) == ("12:00", "Tue 24 Nov, 12:00")


@pytest.mark.parametrize("many", [1, 3])
def test_however_many_feeds_there_are_they_are_two_queries(
    web: Web, many: int, django_assert_num_queries: Any
) -> None:
    mara = make.client()
    for n in range(many):
        web.at[f"{ADDRESS}?{n}"] = plan(workout(f"of {n}", n + 1))
        feed(mara, address=f"{ADDRESS}?{n}")
    mara = Client.objects.get(pk=mara.pk)  # without the key that subscribing brought along
    with django_assert_num_queries(2):
        assert len(feeds.of_client(mara, NOW)) == many
    ben = make.client("ben")
    with django_assert_num_queries(1):
        assert feeds.of_client(ben, NOW) == []


def test_a_feed_is_there_for_its_runner_alone(web: Web) -> None:
    mara = make.client()
    source = feed(mara)
    assert feeds.one(make.login_of(mara), source.code, NOW).source == source
    ben = make.user("ben", Role.CLIENT)
    for by, code in ((ben, source.code), (make.login_of(mara), "0000"), (ben, "a/b")):
        with pytest.raises(NotFound):
            feeds.one(by, code, NOW)


def test_the_files_of_a_tool_are_no_feed(web: Web) -> None:
    mara = make.client()
    told = {"client": mara, "tool": "csv", "name": "Table", "added_at": NOW}
    files = Source.objects.create(kind=Source.Kind.FILE, **told)
    assert feeds.of_client(mara, NOW) == []
    assert feeds.due(at(1_000)) is None
    with pytest.raises(NotFound):
        feeds.one(make.login_of(mara), files.code, NOW)


def test_what_came_of_a_feed_is_counted(web: Web, django_assert_num_queries: Any) -> None:
    source = feed(make.client())
    with django_assert_num_queries(1):
        made = feeds.made(source)
    assert (made.races, made.workouts, made.absences, made.asked, made.gone) == (1, 2, 0, 0, 0)
    assert made.any


def test_a_feed_is_due_when_it_is_time_and_nobody_is_at_it(web: Web) -> None:
    source = feed(make.client())
    assert feeds.due(at(0.9)) is None
    assert feeds.due(at(1.1)) == source.code
    Source.objects.update(claimed_until=at(1.2))
    assert feeds.due(at(1.1)) is None
    assert feeds.due(at(1.2)) == source.code


def test_of_an_erased_client_a_feed_has_no_host_and_is_not_due(web: Web) -> None:
    mara = make.client()
    feed(mara)
    vault.erase_key(client=mara)
    (line,) = feeds.of_client(Client.objects.get(pk=mara.pk), NOW)
    assert line.host == ""
    assert feeds.due(at(1.1)) is None


def test_every_fault_and_every_trouble_has_a_sentence() -> None:
    assert all(feed_words.address(code) for code in FAULTS)
    codes = (*TROUBLES, "http_404", "http_418", "http_503", "too_hard", "no_event", "not_text")
    told = [feed_words.trouble(code) for code in codes]
    assert all(each.endswith(".") and "%" not in each for each in told)
    assert feed_words.trouble("") == ""
