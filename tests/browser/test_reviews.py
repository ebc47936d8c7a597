"""A morning's reviews: one accepted, one made gentler with the verdict beside it, one declined."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.actions import booking, intake
from bookings.models import Appointment, ReviewLine, Therapist
from clinic.foundation.models import User
from protocols.actions import screenings
from tests.bookings import studio
from tests.browser.ways import sign_in
from tests.clinic import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLET = {"viewport": {"width": 1024, "height": 768}}
ALL_DAY = [[day, 0, 24 * 60] for day in range(7)]


def soon(now: datetime, hours: int) -> datetime:
    return (now + timedelta(days=1, hours=hours)).replace(minute=0, second=0, microsecond=0)


def booked(name: str, hours: int, codes: Collection[str] = (), **other: Any) -> Appointment:
    """An hour with Ana tomorrow, by a runner who has answered so."""
    now = timezone.now()
    client = make.client(name)
    by = make.login_of(client)
    screenings.give(by=by, client=client, codes=codes, now=now)
    wish = studio.wanted(client, soon(now, hours), accept_caution=True, **other)
    return booking.book(by=by, wanted=wish, now=now)


@pytest.fixture
def ana() -> User:
    where = studio.location(hours=ALL_DAY)
    studio.therapist(where, "ana", hours=ALL_DAY, skills=["prenatal"])
    studio.room(where)
    studio.service()
    return Therapist.objects.get().user


def of(page: Page, name: str) -> Page:
    """On to one of the reviews."""
    page.get_by_role("link", name=name).click()
    page.wait_for_load_state()
    return page


def test_three_held_bookings_are_settled_before_the_day_begins(
    open_page: Any, site: str, ana: User
) -> None:
    numb = booked("mara", 2, ["numbness_below_knee"])
    expecting = booked("otto", 4, ["pregnancy"], depth="deep")
    ill = booked("vera", 6)
    intake.give(
        by=make.login_of(ill.client), client=ill.client, codes=["chest_pain"], now=timezone.now()
    )
    page = open_page("/healthz", **TABLET)
    sign_in(page, site, ana)
    page.goto("/reviews/")
    assert page.locator(".review-who").all_inner_texts() == ["Vera", "Mara", "Otto"]

    decline(of(page, "Vera"))
    page.goto("/reviews/")
    of(page, "Mara").get_by_role("button", name="Accept the session").click()
    page.goto("/reviews/")
    make_gentler(of(page, "Otto"))

    page.goto("/reviews/")
    expect(page.locator("main")).to_contain_text("Nothing waits for your look")
    for row, state in ((numb, "confirmed"), (expecting, "confirmed"), (ill, "cancelled")):
        row.refresh_from_db()
        assert row.state == state
    assert expecting.depth == "moderate"
    assert set(ReviewLine.objects.values_list("kind", flat=True)) >= {
        "accepted",
        "changed",
        "declined",
    }


def decline(page: Page) -> None:
    """What blocks every session cannot be accepted as it stands."""
    expect(page.get_by_role("button", name="Accept the session")).to_have_count(0)
    page.locator("summary", has_text="Decline").click()
    act = page.locator("details[open]")
    act.get_by_label("ring us", exact=False).check()
    act.get_by_label("Why").fill("Chest pain since yesterday: a doctor first.")
    act.get_by_role("button", name="Decline the session").click()
    page.wait_for_load_state()


def make_gentler(page: Page) -> None:
    """The verdict changes with the choice; then it is changed, and stands."""
    expect(page.locator("#verdict ~ p").first).to_contain_text("With care")
    page.locator("#change").get_by_label("Depth").select_option("moderate")
    expect(page.locator("#fit")).not_to_contain_text("still asks for your look")
    page.locator("#fit").get_by_role("button", name="Change to this").click()
    page.wait_for_load_state()
    accept = page.get_by_role("button", name="Accept the session")
    if accept.count():
        accept.click()
        page.wait_for_load_state()
