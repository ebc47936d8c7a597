"""Waiting for a time: by oneself or through the desk, five at a time, and for a race by the rules."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bookings.actions import booking, waitlist
from bookings.models import Location, Service, Therapist, WaitlistEntry
from bookings.queries import services, waitlist_days, waitlist_order
from bookings.queries.waitlist_order import Freed
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import Client
from tests.bookings import season, studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.waits import waits
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    return season.mara(therapists=1, rooms=1)


def fitting() -> list[str]:
    """Who could be offered the day after tomorrow at 14:00."""
    stretch = Freed(
        Location.objects.get().code, Therapist.objects.get().code, at(2, 14), at(2, 15, 15)
    )
    return [one.entry.client.name for one in waitlist_order.fitting(stretch, NOW)]


def test_a_client_waits_for_themself_and_the_desk_for_anybody(mara: Client) -> None:
    own, desks = waits("mara"), waits("ben", by=studio.desk())
    assert (own.state, own.made_by) == ("waiting", mara.user)
    assert desks.made_by == studio.desk()
    with pytest.raises(NotFound):
        waits("mara", by=make.user("eve"), days=[1])


def test_nobody_waits_for_more_than_five_or_for_one_thing_twice(mara: Client) -> None:
    waits("mara", days=[0])
    with pytest.raises(Invalid) as twice:
        waits("mara", days=[0])
    for day in (1, 2, 3, 4):
        waits("mara", days=[day])
    with pytest.raises(Invalid) as many:
        waits("mara", days=[5])
    assert (twice.value.code, many.value.code) == ("twice", "too_many")


def test_nobody_waits_for_a_visit_that_needs_an_address(mara: Client) -> None:
    with pytest.raises(Invalid) as refused:
        waits("mara", service=studio.service("Chairs", off_site=True))
    assert (refused.value.code, refused.value.field) == ("off_site", "service")


def test_what_ended_by_itself_takes_none_of_the_five(mara: Client) -> None:
    for day in range(5):
        waits("mara", days=[day], last_day=at(1, 9).date())
    later = NOW + timedelta(days=3)
    assert waits("mara", now=later, days=[6]).state == "waiting"


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"last_day": date(2026, 11, 22)}, "last_day"),
        ({"last_day": date(2027, 12, 24)}, "last_day"),
        ({"days": [7]}, "days"),
        ({"from_minute": 600, "until_minute": 600}, "until_minute"),
        ({"from_minute": 600, "until_minute": 659}, "until_minute"),
        ({"location": "nowhere"}, "location"),
        ({"therapists": ["nobody"]}, "therapists"),
    ],
)
def test_what_cannot_be_waited_for_names_its_field(
    mara: Client, other: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        waits("mara", **other)
    assert refused.value.field == field


def test_for_a_race_the_days_are_those_that_the_rules_recommend(mara: Client) -> None:
    race = season.race(mara, day=3)
    after = studio.service("Recovery", type="post_event", depths=["light"])
    entry = waits("mara", service=after, race=race, days=[1], from_minute=600)
    found = waitlist_days.useful(mara, _order(after), race, "Europe/Berlin", NOW)
    assert found == (entry.first_day, entry.last_day)
    assert at(3, 9).date() <= entry.first_day <= entry.last_day <= at(10, 9).date()
    assert (entry.for_race, entry.days, entry.from_minute) == (True, [], 0)


@pytest.mark.parametrize("fault", ["of another", "off", "long ago", "no running"])
def test_a_race_that_cannot_be_waited_for_is_refused(mara: Client, fault: str) -> None:
    race = season.race(make.client("ben") if fault == "of another" else mara, day=3)
    kind = studio.service("Other", type="none" if fault == "no running" else "post_event")
    if fault == "off":
        type(race).objects.update(status="dns")
        race.refresh_from_db()
    now = at(20, 9) if fault == "long ago" else NOW
    with pytest.raises((Invalid, NotFound)):
        waits("mara", service=kind, race=race, now=now)
    assert not WaitlistEntry.objects.exists()


def test_with_its_race_gone_nobody_waits_for_it(mara: Client) -> None:
    race = season.race(mara, day=1)
    after = studio.service("Recovery", type="post_event", depths=["light"])
    entry = waits("mara", service=after, race=race)
    WaitlistEntry.objects.filter(pk=entry.pk).update(first_day=NOW.date())
    assert fitting() == ["Mara"]
    for status in ("dns", "cancelled"):
        type(race).objects.update(status=status)
        assert fitting() == []
    WaitlistEntry.objects.update(race=None)
    assert fitting() == []


def test_a_change_keeps_ones_turn_and_leaving_ends_it(mara: Client) -> None:
    entry, by = waits("mara"), make.login_of(mara)
    order = _order(Service.objects.get())
    waitlist.change(by=by, entry=entry, order=order, now=NOW + timedelta(days=1), days=[5])
    entry.refresh_from_db()
    assert (entry.days, entry.made_at) == ([5], NOW)
    left = waitlist.leave(by=by, entry=entry, now=NOW)
    assert (left.state, left.ended_at) == ("left", NOW)
    with pytest.raises(Conflict):
        waitlist.change(by=by, entry=entry, order=order, now=NOW)


def test_only_the_desk_puts_somebody_first_and_back(mara: Client) -> None:
    waits("ben", now=NOW - timedelta(days=9))
    entry = waits("mara")
    with pytest.raises(Refused):
        waitlist.put_first(by=make.login_of(mara), entry=entry, now=NOW)
    waitlist.put_first(by=studio.desk(), entry=entry, now=NOW)
    assert fitting() == ["Mara", "Ben"]
    waitlist.put_first(by=studio.desk(), entry=entry, now=NOW, first=False)
    assert fitting() == ["Ben", "Mara"]


def test_booking_something_oneself_does_not_end_the_waiting_unasked(mara: Client) -> None:
    entry = waits("mara")
    wish = wanted(mara, at(4, 14), depth="light")
    booking.book(by=make.login_of(mara), wanted=wish, now=NOW)
    entry.refresh_from_db()
    assert entry.state == "waiting"


def _order(service: Service) -> Any:
    return services.order(service, minutes=60, depth="light", group_size=1, staff=True)
