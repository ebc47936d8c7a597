"""A freed time is held for whoever it helps most; the first yes wins; it lapses by the clock alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing, freeing, offering, offers, waitlist
from bookings.core.holders import Holder
from bookings.models import (
    Appointment,
    Location,
    Occupancy,
    Opening,
    Therapist,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.queries import waitlist_order
from bookings.queries.waitlist_order import Freed
from clinic.foundation.actions import tokens
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client, OutboxRow, Practice
from protocols.core.zones import load
from protocols.models import Race
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.waits import SOON, offered, passed, stretch, waits
from tests.clinic import make

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)


def freed(now: datetime = NOW) -> Appointment:
    """Otto's session on the day after tomorrow, cancelled."""
    otto = make.client("otto")
    row = booking.book(by=studio.desk(), wanted=wanted(otto, at(2, 14), staff=True), now=now)
    return changing.cancel(by=studio.desk(), appointment=row, now=now)


def race(client: Client, status: str, start: datetime) -> Race:
    """Four hours of marathon in Berlin."""
    return Race.objects.create(
        client=client,
        name="Marathon",
        zone="Europe/Berlin",
        local_start=start.astimezone(load("Europe/Berlin")).replace(tzinfo=None),
        start_at=start,
        finish_at=start + timedelta(hours=4),
        expected_minutes=240,
        distance_m=42_195,
        priority="A",
        status=status,
    )


@pytest.fixture(autouse=True)
def clinic() -> Location:
    return studio.clinic()


def test_a_cancelled_time_is_offered_once_it_cannot_be_undone_any_more() -> None:
    entry = waits("mara")
    freed()
    passed(SOON - timedelta(seconds=1))
    assert offered() == []
    passed()
    offer = WaitlistOffer.objects.get()
    assert (offer.entry, offer.start_at) == (entry, at(2, 14))
    assert offer.opening.until == SOON + HALF
    assert Occupancy.objects.filter(opening=offer.opening, live=True).count() == 2
    assert OutboxRow.objects.filter(topic="waitlist_offer", about=offer.code).exists()


def test_where_nobody_waits_no_errand_is_left() -> None:
    waits("mara", last_day=at(1, 9).date())
    freed()
    assert not OutboxRow.objects.filter(topic=freeing.FREED).exists()


@pytest.mark.parametrize(
    ("other", "fits"),
    [
        ({}, True),
        ({"days": [at(2, 9).weekday()]}, True),
        ({"days": [at(3, 9).weekday()]}, False),
        ({"from_minute": 14 * 60, "until_minute": 15 * 60}, True),
        ({"from_minute": 14 * 60 + 15}, True),  # with what is free after it
        ({"from_minute": 15 * 60 + 15}, False),
        ({"until_minute": 14 * 60 + 59}, True),  # with what is free before it
        ({"until_minute": 13 * 60 + 59}, False),
        ({"first_day": at(3, 9).date()}, False),
    ],
)
def test_only_what_was_asked_for_is_offered(other: dict[str, Any], fits: bool) -> None:
    waits("mara", **other)
    freed()
    passed()
    assert bool(offered()) == fits


def test_a_finisher_at_36_hours_comes_before_whoever_has_waited_longer() -> None:
    waits("mara", now=NOW - timedelta(days=20))
    race(make.client("zoe"), "finished", at(0, 22))
    after = studio.service("Recovery", type="post_event", depths=["light"])
    waits("zoe", service=after)
    freed()
    passed()
    assert offered() == ["Zoe"]


def test_until_its_second_it_is_held_and_from_then_on_free_with_the_worker_stopped() -> None:
    waits("mara")
    freed()
    passed()
    opening = Opening.objects.get()
    ben = make.client("ben")
    wish = wanted(ben, at(2, 14))
    just = opening.until - timedelta(microseconds=1)
    with pytest.raises(Conflict):
        booking.book(by=make.login_of(ben), wanted=wish, now=just)
    assert booking.book(by=make.login_of(ben), wanted=wish, now=opening.until).state == "confirmed"


def test_a_lapsed_offer_goes_to_the_next_and_never_back() -> None:
    for ago, name in ((HALF, "mara"), (0 * HALF, "ben")):
        waits(name, now=NOW - ago)
    freed()
    passed()
    for turn in (1, 2):
        passed(SOON + turn * HALF)
    assert offered() == ["Mara", "Ben"]
    assert list(Opening.objects.order_by("pk").values_list("turn", flat=True)) == [1, 2]


def test_the_first_yes_wins_and_the_others_stay_on_the_list() -> None:
    Practice.objects.update_or_create(pk=1, defaults={"offer_at_once": 2})
    mara, ben = waits("mara", now=NOW - HALF), waits("ben")
    freed()
    passed()
    first, second = WaitlistOffer.objects.order_by("place")
    row = offers.take(by=make.login_of(mara.client), offer=first, now=SOON)
    with pytest.raises(Conflict, match="quicker"):
        offers.take(by=make.login_of(ben.client), offer=second, now=SOON)
    again = offers.take(by=make.login_of(mara.client), offer=first, now=SOON)
    states = dict(WaitlistEntry.objects.values_list("client__name", "state"))
    assert (row.start_at, row.state, again.pk) == (at(2, 14), "confirmed", row.pk)
    assert states == {"Mara": "booked", "Ben": "waiting"}
    assert not Occupancy.objects.filter(opening__isnull=False, live=True).exists()


def test_the_link_takes_its_one_offer_once_and_nothing_else() -> None:
    entry = waits("mara")
    freed()
    passed()
    offer = WaitlistOffer.objects.get()
    until = offer.start_at
    secret = tokens.issue_for(errand="e", purpose="offer", about=offer.code, until=until, now=SOON)
    strange = Holder(secret, 0, make.client("ben").pk, offer=offer.pk)
    with pytest.raises(NotFound):
        offers.take(by=strange, offer=offer, now=SOON)
    holder = Holder(secret, 0, entry.client.pk, offer=offer.pk)
    row = offers.take(by=holder, offer=offer, now=SOON)
    assert row.booked_by == entry.client.user
    assert row.history.get().by is None
    with pytest.raises(NotFound):
        tokens.spend(secret=secret, purpose="offer", now=SOON)


def test_nobody_else_answers_an_offer() -> None:
    waits("mara")
    freed()
    passed()
    offer, ben = WaitlistOffer.objects.get(), make.client("ben")
    for act in (offers.take, offers.decline):
        with pytest.raises(NotFound):
            act(by=make.login_of(ben), offer=offer, now=SOON)


def test_the_last_no_frees_the_time_and_asks_the_next_at_once() -> None:
    mara = waits("mara", now=NOW - HALF)
    waits("ben")
    freed()
    passed()
    offers.decline(by=make.login_of(mara.client), offer=WaitlistOffer.objects.get(), now=SOON)
    passed(SOON + timedelta(minutes=1))
    assert offered() == ["Mara", "Ben"]
    assert Occupancy.objects.filter(opening__isnull=False, live=True).count() == 2


def test_what_does_not_suit_any_more_is_refused_without_a_reason() -> None:
    mara = waits("mara")
    freed()
    passed()
    login = make.login_of(mara.client)
    race(mara.client, "planned", at(2, 13))
    offer = WaitlistOffer.objects.get()
    with pytest.raises(Invalid) as refused:
        offers.take(by=login, offer=offer, now=SOON)
    assert refused.value.code == "unfit"
    assert "reasons" not in refused.value.more
    assert Occupancy.objects.filter(opening=offer.opening, live=True).count() == 2


def test_the_desk_overrules_the_order_but_not_the_rules() -> None:
    waits("mara")
    ben = waits("ben")
    freed = stretch(at(2, 14))
    opening = offering.offer_to(by=studio.desk(), entries=[ben], freed=freed, now=NOW)
    assert offered() == ["Ben"]
    offers.close(by=studio.desk(), opening=opening, now=NOW)
    assert not Occupancy.objects.filter(live=True).exists()
    with pytest.raises(Conflict, match="is over") as over:
        offers.take(by=make.login_of(ben.client), offer=WaitlistOffer.objects.get(), now=NOW)
    assert over.value.more == {"free": True}


def test_who_was_put_first_is_next() -> None:
    waits("mara", now=NOW - timedelta(days=9))
    ben = waits("ben")
    waitlist.put_first(by=studio.desk(), entry=ben, now=NOW)
    where, ana = Location.objects.get(), Therapist.objects.get()
    stretch = Freed(where.code, ana.code, at(2, 14), at(2, 15, 15))
    found = waitlist_order.fitting(stretch, NOW)
    assert [one.entry.client.name for one in found] == ["Ben", "Mara"]


def test_at_night_it_waits_for_the_morning() -> None:
    waits("mara")
    night = at(0, 23)
    freed(night)
    passed(night + timedelta(minutes=3))
    assert offered() == []
    passed(at(1, 8))
    assert offered() == ["Mara"]


def test_a_move_frees_the_old_time_and_a_time_off_ends_an_offer() -> None:
    waits("mara")
    otto = make.client("otto")
    row = booking.book(by=studio.desk(), wanted=wanted(otto, at(2, 14), staff=True), now=NOW)
    moved = wanted(otto, at(4, 14), staff=True, moving=row)
    changing.move(by=studio.desk(), wanted=moved, now=NOW)
    passed()
    assert offered() == ["Mara"]
    studio.off(Therapist.objects.get(), at(2, 9), at(2, 20), SOON)
    offer = WaitlistOffer.objects.get()
    with pytest.raises(Conflict):
        offers.take(by=make.login_of(offer.client), offer=offer, now=SOON)


def test_who_leaves_the_list_declines_what_is_offered_and_the_next_is_asked() -> None:
    mara = waits("mara", now=NOW - HALF)
    waits("ben")
    freed()
    passed()
    waitlist.leave(by=make.login_of(mara.client), entry=mara, now=SOON)
    assert WaitlistOffer.objects.get().answer == "declined"
    passed(SOON + timedelta(minutes=1))
    assert offered() == ["Mara", "Ben"]
