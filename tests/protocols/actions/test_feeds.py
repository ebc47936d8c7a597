"""Subscribing to a feed, and giving it another address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clinic.foundation.errors import Conflict, Invalid, NotFound, TooMany
from clinic.foundation.roles import Role
from protocols.actions import feed_reading as reading
from protocols.actions import feeds as actions
from protocols.models import Race, Source, Workout
from tests.clinic import make
from tests.protocols.feeding import ADDRESS, NOW, Web, again, at, feed, plan, race, web, workout

__all__ = ["web"]
pytestmark = pytest.mark.django_db
OTHER = "https://feed.example.org/other.ics"


# Subscribing


def test_a_feed_is_read_at_once_and_kept(web: Web) -> None:
    mara = make.client()
    source = feed(mara)
    assert (source.name, source.tool, source.read_at) == ("Mara's plan", "trainingpeaks", NOW)
    assert source.due_at is not None
    assert timedelta(hours=1) <= source.due_at - NOW < timedelta(hours=2)
    assert Race.objects.filter(client=mara).count() == 1
    assert Workout.objects.filter(client=mara).count() == 2


def test_the_same_address_twice_is_one_feed(web: Web) -> None:
    mara = make.client()
    first = feed(mara)
    again_typed = feed(mara, address=ADDRESS.replace("https://", " WEBCAL://") + "#top")
    assert again_typed == first
    assert Source.objects.count() == 1
    assert len(web.asked) == 1


def test_the_same_address_is_a_feed_of_each_client_who_gives_it(web: Web) -> None:
    assert feed(make.client("mara")) != feed(make.client("ben"))


@pytest.mark.parametrize(
    ("address", "why"),
    [("", "missing"), ("http://feed.example.org/a", "not_https"), ("https://10.0.0.1/", "local")],
)
def test_what_is_no_address_is_said_so_beside_its_field(web: Web, address: str, why: str) -> None:
    with pytest.raises(Invalid) as fault:
        feed(make.client(), address=address)
    assert (fault.value.code, fault.value.field) == (why, "address")
    assert fault.value.sentence
    assert web.asked == []


@pytest.mark.parametrize(
    "why", ["dns", "not_public", "html", "http_404", "http_502", "bad:too_hard"]
)
def test_where_nothing_comes_from_is_told_and_not_kept(web: Web, why: str) -> None:
    web.at[ADDRESS] = why
    with pytest.raises(Invalid) as fault:
        feed(make.client())
    assert (fault.value.code, fault.value.field) == (why.removeprefix("bad:"), "address")
    assert not Source.objects.exists()


def test_an_empty_calendar_is_kept_too(web: Web) -> None:
    web.at[ADDRESS] = "bad:no_event"
    source = feed(make.client())
    assert (source.name, source.trouble) == ("feed.example.org", "")


def test_a_client_has_five_feeds_and_no_more(web: Web) -> None:
    mara = make.client()
    addresses = [f"https://feed.example.org/{n}.ics" for n in range(6)]
    web.at |= dict.fromkeys(addresses, plan())
    for address in addresses[:5]:
        feed(mara, address=address)
    with pytest.raises(Conflict):
        feed(mara, address=addresses[5])
    assert feed(mara, address=addresses[4]) is not None  # one that is there already


def test_trying_addresses_by_the_dozen_comes_to_an_end(web: Web) -> None:
    mara = make.client()
    for n in range(actions.MOST_LOOKS):
        with pytest.raises(Invalid):
            feed(mara, address=f"https://feed.example.org/{n}")
    with pytest.raises(TooMany):
        feed(mara)
    assert len(web.asked) == actions.MOST_LOOKS


def test_nobody_subscribes_for_somebody_else(web: Web) -> None:
    ben = make.user("ben", Role.CLIENT)
    with pytest.raises(NotFound):
        actions.subscribe(by=ben, client=make.client(), address=ADDRESS, now=NOW)
    assert web.asked == []


# Another address


def test_a_feed_goes_on_at_a_new_address(web: Web) -> None:
    mara = make.client()
    source = feed(mara)
    Source.objects.update(trouble="http_404", fails=5, failing_since=NOW)
    web.at[OTHER] = plan(race(), workout("one", 4), workout("three", 6))
    actions.readdress(by=make.login_of(mara), source=source, address=OTHER, now=at(30))
    row = again(source)
    assert (row.trouble, row.fails, row.failing_since, row.read_at) == ("", 0, None, at(30))
    assert Workout.objects.count() == 2  # one moved, one new, one gone
    reading.refresh(code=source.code, now=at(32))
    assert web.asked == [ADDRESS, OTHER, OTHER]


def test_a_new_address_that_gives_nothing_changes_nothing(web: Web) -> None:
    mara = make.client()
    source = feed(mara)
    with pytest.raises(Invalid):
        actions.readdress(by=make.login_of(mara), source=source, address=OTHER, now=at(1.1))
    reading.refresh(code=source.code, now=at(1.2))
    assert web.asked == [ADDRESS, OTHER, ADDRESS]


def test_an_address_of_another_feed_is_not_given_twice(web: Web) -> None:
    mara = make.client()
    web.at[OTHER] = plan(workout("x", 4))
    source, by = feed(mara), make.login_of(mara)
    feed(mara, address=OTHER)
    with pytest.raises(Conflict):
        actions.readdress(by=by, source=source, address=OTHER, now=at(1))
    actions.readdress(by=by, source=source, address=ADDRESS, now=at(1))  # its own
    ben = make.user("ben", Role.CLIENT)
    with pytest.raises(NotFound):
        actions.readdress(by=ben, source=source, address=ADDRESS, now=at(1))
