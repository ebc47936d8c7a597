"""Offers of the waitlist in odd orders: nobody is asked twice, nothing is held for nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import (
    booking,
    changing,
    offer_turns,
    offering,
    offers,
    waitlist,
    waitlist_races,
)
from bookings.models import (
    Appointment,
    ClientGroup,
    Location,
    Membership,
    Occupancy,
    Opening,
    Service,
    Therapist,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.queries import services, waitlist_days, waitlist_order, waitlist_pages
from clinic.foundation.errors import Conflict
from clinic.foundation.models import OutboxRow, Practice
from tests.bookings import season, studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.waits import SOON, offered, passed, waits
from tests.clinic import make

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clinic() -> Location:
    return studio.clinic()


def freed(**other: Any) -> Appointment:
    """Otto's session on the day after tomorrow, cancelled; the worker passes when it cannot be undone."""
    otto = make.client("otto")
    wish = wanted(otto, at(2, 14), staff=True, **other)
    row = booking.book(by=studio.desk(), wanted=wish, now=NOW)
    gone = changing.cancel(by=studio.desk(), appointment=row, now=NOW)
    passed()
    return gone


def login(offer: WaitlistOffer) -> Any:
    return make.login_of(offer.client)


def test_who_said_no_is_not_asked_for_the_same_time_again() -> None:
    for ago, name in enumerate(("lisa", "ben", "mara")):
        waits(name, now=NOW - ago * HALF)
    freed()
    for turn in (5, 10, 15):
        now = SOON + turn * MINUTE
        offer = WaitlistOffer.objects.latest("pk")
        offers.decline(by=login(offer), offer=offer, now=now)
        passed(now)
    assert offered() == ["Mara", "Ben", "Lisa"]


def test_the_errand_of_an_offer_that_was_declined_offers_nothing_once_more() -> None:
    waits("mara", now=NOW - HALF)
    waits("ben")
    freed()
    first = WaitlistOffer.objects.get()
    offers.decline(by=login(first), offer=first, now=SOON + 5 * MINUTE)
    passed(SOON + 5 * MINUTE)
    second = Opening.objects.latest("pk")
    offers.close(by=studio.desk(), opening=second, now=SOON + 6 * MINUTE)
    waits("lisa", now=SOON + 6 * MINUTE)
    passed(first.opening.until + MINUTE)
    assert offered() == ["Mara", "Ben"]  # the desk gave it free for everybody


def test_five_minutes_to_say_yes_are_enough_to_be_asked() -> None:
    Practice.objects.update_or_create(pk=1, defaults={"offer_minutes": 5})
    waits("mara")
    freed()
    assert offered() == ["Mara"]


def test_what_is_changed_while_it_is_offered_is_not_booked_as_something_else() -> None:
    entry = waits("mara")
    freed()
    offer = WaitlistOffer.objects.get()
    order = services.order(entry.service, minutes=90, depth="deep", group_size=1, staff=True)
    waitlist.change(by=login(offer), entry=entry, order=order, now=SOON)
    with pytest.raises(Conflict):
        offers.take(by=login(offer), offer=offer, now=SOON)
    assert not Occupancy.objects.filter(opening__isnull=False, live=True).exists()


def test_a_taken_time_that_is_cancelled_is_offered_to_the_next() -> None:
    waits("mara", now=NOW - HALF)
    waits("ben")
    freed()
    offer = WaitlistOffer.objects.get()
    row = offers.take(by=login(offer), offer=offer, now=SOON)
    changing.cancel(by=login(offer), appointment=row, now=SOON)
    passed(SOON + 3 * MINUTE)
    assert offered() == ["Mara", "Ben"]


def test_of_two_lengths_offered_at_once_the_shorter_leaves_the_rest_free() -> None:
    Practice.objects.update_or_create(pk=1, defaults={"offer_at_once": 2})
    mara, ben = waits("mara", now=NOW - HALF), waits("ben")
    WaitlistEntry.objects.filter(pk=ben.pk).update(minutes=90)
    freed(minutes=90)
    assert offered() == ["Mara", "Ben"]
    offer = WaitlistOffer.objects.get(entry=mara)
    row = offers.take(by=login(offer), offer=offer, now=SOON)
    live = Occupancy.objects.filter(live=True)
    assert {o.appointment_id for o in live} == {row.pk}


def test_a_therapist_who_leaves_gives_nobody_what_was_offered() -> None:
    waits("mara")
    freed()
    Therapist.objects.update(active=False)
    offer = WaitlistOffer.objects.get()
    with pytest.raises(Conflict):
        offers.take(by=login(offer), offer=offer, now=SOON)


def test_what_was_closed_or_taken_off_the_menu_since_is_over_without_a_word_of_other_times() -> (
    None
):
    waits("mara")
    freed()
    offer, day = WaitlistOffer.objects.get(), at(2, 9).date()
    where = offer.opening.location
    closed = where.closures.create(name="Works", first_day=day, last_day=day)
    for again in (closed.delete, lambda: None):
        with pytest.raises(Conflict) as over:
            offers.take(by=login(offer), offer=offer, now=SOON)
        assert (over.value.code, over.value.more) == ("lapsed", {"free": False})
        again()
        Service.objects.update(lengths=[[90, 12500]])


def test_the_same_errand_carried_out_twice_offers_once() -> None:
    waits("mara", now=NOW - HALF)
    waits("ben")
    freed()
    for row in OutboxRow.objects.filter(topic="waitlist_freed"):
        offering.carry_out(row, SOON)
    assert offered() == ["Mara"]


def test_who_waits_for_a_race_that_moves_waits_for_its_new_days() -> None:
    mara = make.client("mara")
    race = season.race(mara, day=3)
    after = studio.service("Recovery", type="post_event", depths=["light"])
    entry = waits("mara", service=after, race=race)
    season.move_race(race, 17)

    assert waitlist_races.follow(now=NOW) == 1
    assert waitlist_races.follow(now=NOW) == 0

    entry.refresh_from_db()
    race.refresh_from_db()
    order = services.order(after, minutes=60, depth="light", group_size=1, staff=True)
    days = waitlist_days.useful(mara, order, race, "Europe/Berlin", NOW)
    assert days == (entry.first_day, entry.last_day)
    assert entry.first_day >= at(17, 9).date()


def test_who_waits_for_two_things_is_offered_one_of_them_at_a_time() -> None:
    Practice.objects.update_or_create(pk=1, defaults={"offer_at_once": 2})
    for number in (0, 1):
        waits("mara", now=NOW - HALF, from_minute=number)
    waits("ben")
    freed()
    assert offered() == ["Mara", "Ben"]


def test_who_left_while_others_looked_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    mara = waits("mara")
    looked = waitlist_order.fitting

    def slowly(*told: Any, **more: Any) -> Any:
        found = looked(*told, **more)
        waitlist.leave(by=make.login_of(mara.client), entry=mara, now=SOON)
        return found

    monkeypatch.setattr(offering, "fitting", slowly)
    freed()
    assert offered() == []


def test_without_that_look_the_time_would_be_held_for_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(offer_turns, "still", lambda some, now: list(some))
    test_offered_all_the_same = test_who_left_while_others_looked_is_not_asked
    with pytest.raises(AssertionError):
        test_offered_all_the_same(monkeypatch)


def test_an_offer_tells_the_terms_that_its_booking_will_have() -> None:
    entry = waits("mara")
    group = ClientGroup.objects.create(name="Club", change_hours=6, late_fee_percent=10)
    Membership.objects.create(client=entry.client, group=group)
    freed()
    offer = WaitlistOffer.objects.get()
    told = waitlist_pages.offer(offer.code, SOON).terms
    row = offers.take(by=login(offer), offer=offer, now=SOON)
    assert (told.hours, told.percent) == (row.change_hours, row.late_fee_percent) == (6, 10)


def test_what_is_lost_to_others_three_times_is_tried_again_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits("mara")
    with monkeypatch.context() as busy:
        busy.setattr(offer_turns, "chosen", lambda *_told: [])
        freed()
    assert offered() == []
    passed(SOON + MINUTE)
    assert offered() == ["Mara"]
