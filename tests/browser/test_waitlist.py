"""A freed time through the waitlist: cancelled at the desk, told with a link, taken by one tap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from bookings.actions import booking, changing
from bookings.models import Appointment, WaitlistOffer
from clinic.foundation.actions import outbox
from clinic.foundation.models import Practice
from tests.bookings import studio
from tests.bookings.waiting import link_of, waits
from tests.browser.ways import PHONE, TOUCH, Hand, sign_in
from tests.clinic import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def freed() -> WaitlistOffer:
    """Otto's session in three days is cancelled while Mara waits; the worker passes at its minute."""
    studio.clinic()
    Practice.objects.update_or_create(pk=1, defaults={"quiet_from": 0, "quiet_until": 0})
    now, jo = timezone.now() - timedelta(minutes=4), studio.desk()
    day = (now + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    waits("mara", now=now, first_day=now.date(), last_day=(now + timedelta(days=9)).date())
    otto = make.client("otto")
    row = booking.book(by=jo, wanted=studio.wanted(otto, day, staff=True), now=now)
    changing.cancel(by=jo, appointment=row, now=now)
    outbox.work(now=timezone.now(), limit=50)
    return WaitlistOffer.objects.get()


def test_a_cancelled_time_is_taken_by_one_tap_and_the_desk_sees_it(
    open_page: Any, site: str
) -> None:
    offer = freed()
    page = open_page(link_of(offer, timezone.now()), **TOUCH)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert Axe().run(page).response["violations"] == []

    Hand(page, touch=True).press("Take it")

    expect(page.locator("h1")).to_have_text("It is yours")
    made = Appointment.objects.get(client=offer.client)
    assert (made.start_at, made.state) == (offer.start_at, "confirmed")
    desk = open_page("/healthz", viewport={"width": 1440, "height": 900})
    sign_in(desk, site, studio.desk())
    desk.goto(f"{site}/desk/appointments/{made.code}/")
    expect(desk.get_by_text("Mara").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_waitlist_fit_a_phone_and_axe_finds_nothing(
    open_page: Any, site: str, scheme: str
) -> None:
    offer, found = freed(), []
    page = open_page("/healthz", viewport=PHONE, color_scheme=scheme)
    visits = [(make.login_of(offer.client), "/wait/"), (make.login_of(offer.client), "/wait/new/")]
    visits.append((studio.desk(), "/desk/waitlist/"))
    visits.append((studio.desk(), f"/desk/offers/{offer.code}/take/"))

    for who, address in visits:
        sign_in(page, site, who)
        page.goto(site + address)
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            found.append((address, "too wide"))
        found += [(address, f["id"]) for f in Axe().run(page).response["violations"]]

    assert found == []
