"""What an offer's link and the waitlist give nobody: another's age, another's session, another's place."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from bookings.actions import booking, changing, offers
from bookings.models import Appointment, WaitlistOffer
from bookings.queries import appointments, plans
from clinic.foundation.errors import Invalid
from protocols.models import RunnerProfile
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.waiting import link_of, offered, waits
from tests.bookings.way import clock  # noqa: F401 - a fixture
from tests.bookings.web.test_links import main
from tests.clinic import make

pytestmark = pytest.mark.django_db
YES = {"answer": "yes"}


@pytest.fixture
def offer() -> WaitlistOffer:
    studio.clinic(therapists=2, rooms=2)
    return offered(waits("mara"))


@pytest.fixture
def minor(offer: WaitlistOffer) -> WaitlistOffer:
    RunnerProfile.objects.create(client=offer.client, birth_year=2012)
    return offer


def test_who_is_under_age_takes_no_offer_without_a_guardian(minor: WaitlistOffer) -> None:
    with pytest.raises(Invalid, match="names a guardian"):
        offers.take(by=make.login_of(minor.client), offer=minor, now=NOW)
    assert offers.take(by=studio.desk(), offer=minor, now=NOW).state == "confirmed"


def test_a_link_does_not_tell_that_somebody_is_under_age(
    client: Browser, minor: WaitlistOffer
) -> None:
    answer = client.post(link_of(minor), YES)
    page = main(answer)
    assert answer.status_code == 422
    assert "Sign in to see more" in page
    assert [word for word in ("18", "guardian") if word in page] == []
    assert not Appointment.objects.exists()


def test_without_its_guard_somebody_under_age_would_book_by_an_offer(
    client: Browser, minor: WaitlistOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking, "_guarded", lambda stood_on, now: None)
    assert "It is yours" in main(client.post(link_of(minor), YES))


def test_an_offer_taken_by_login_leaves_a_link_that_tells_nothing_of_the_session(
    client: Browser, offer: WaitlistOffer
) -> None:
    link, login = link_of(offer), make.login_of(offer.client)
    row = offers.take(by=login, offer=offer, now=NOW)
    wanted = plans.as_booked(row, start=at(4, 17))
    changing.move(by=login, wanted=wanted, now=NOW)
    for answer in (client.get(link), client.post(link, YES), client.post(link, {"answer": "no"})):
        page = main(answer)
        assert "It is yours already" in page
        assert [word for word in ("27 Nov", "17:00", row.code) if word in page] == []


def test_who_waits_has_a_record_in_use(offer: WaitlistOffer) -> None:
    assert not appointments.empty(offer.client)
    assert appointments.empty(make.client("lena"))
