"""A mail's link, opened on a telephone by somebody who is not signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings.actions import booking
from bookings.models import Appointment, Location, Service, Therapist
from tests.bookings import studio
from tests.bookings.mailed import secret_of
from tests.browser import axe
from tests.browser.ways import KEYBOARD, NO_SCRIPT, TOUCH, Hand, Keys
from tests.clinic import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Upperby"
WAYS = {"touch": TOUCH, "keyboard": KEYBOARD, "no script": NO_SCRIPT}


def booked() -> Appointment:
    """A session in three days; it and what it is moved to are free to cancel until an hour before."""
    studio.clinic(therapists=2, rooms=2)
    Service.objects.update(change_hours=1)
    Location.objects.update(phone="+49 30 123456", directions="By the gate of the park.")
    now, mara = timezone.now(), make.client()
    start = (now + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    return booking.book(by=make.login_of(mara), wanted=studio.wanted(mara, start), now=now)


def link_to(row: Appointment) -> str:
    return f"/s/{secret_of(row, timezone.now())}/"


@pytest.mark.parametrize("way", WAYS)
def test_a_link_moves_a_session_and_the_next_one_cancels_it(open_page: Any, way: str) -> None:
    row = booked()
    used = link_to(row)
    page = open_page(used, **WAYS[way])
    hand = Keys(page) if way == "keyboard" else Hand(page, touch=way == "touch")

    hand.press("Move it")
    hand.press("With anybody")
    hand.press(r"\w+ \d+ \w+, \d\d:\d\d")
    expect(page.locator("h1")).to_have_text("Move it there?")
    hand.press("Move it")
    expect(page.locator("h1")).to_have_text("It is moved")

    page.goto(used)
    expect(page.locator("h1")).to_have_text("This link does not work any more")
    page.goto(link_to(row))
    hand.press("Cancel it")
    hand.press("Cancel the session")
    expect(page.locator("h1")).to_have_text("It is cancelled")
    assert list(row.history.values_list("did", flat=True)) == ["booked", "moved", "cancelled"]


def test_every_page_of_a_link_fits_every_screen_and_axe_finds_nothing(open_page: Any) -> None:
    link = link_to(booked())
    for therapist in Therapist.objects.all():
        therapist.user.name = LONG
        therapist.user.save()
    page = open_page("/healthz")
    to = f"{timezone.now() + timedelta(days=5):%Y-%m-%d}T10:00Z"
    ways = ("", "move/", "move/?to=x", f"move/?to={to}", f"move/?to={to}&whom=anybody", "cancel/")
    found = []

    for address in (*(link + way for way in ways), "/s/nothing/"):
        page.goto(address)
        found += [(address, *fault) for fault in axe.wrong(page)]

    assert found == []
