"""The telephone rings: from the calendar to a booked session, by keys, by finger, for somebody new."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from bookings.models import Appointment
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.browser import axe
from tests.browser.ways import Hand, sign_in
from tests.clinic import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 12  # keys and presses beside typed words
WIDE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
TABLET: dict[str, Any] = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
ALL_DAY = [[day, 0, 24 * 60] for day in range(7)]


class Ringing(Hand):
    """Counts keys like presses; typed words are free."""

    def key(self, name: str) -> None:
        self.presses += 1
        self.page.keyboard.press(name)

    def tap(self, there: Locator) -> None:
        self.presses += 1
        there.tap()

    def word(self, text: str) -> None:
        self.page.keyboard.type(text)


@pytest.fixture
def jo() -> User:
    """A clinic that never closes, with Otto on file, and Jo at the desk."""
    where = studio.location(hours=ALL_DAY)
    for name in ("ana", "ben"):
        studio.therapist(where, name, hours=ALL_DAY)
        studio.room(where, f"Room of {name}")
    studio.service()
    make.client("otto")
    return make.user("jo", Role.DESK)


@pytest.fixture
def desk(open_page: Any, site: str, jo: User) -> Callable[..., Page]:
    """The calendar before Jo."""

    def opened(**options: Any) -> Page:
        page: Page = open_page("/healthz", **(options or WIDE))
        sign_in(page, site, jo)
        page.goto("/desk/calendar/")
        expect(page.locator(".has-calendar")).to_be_attached()
        return page

    return opened


def counted(presses: int, how: str) -> None:
    sys.stdout.write(f"\n{how}: {presses} presses beside typed words, limit {MOST}\n")
    assert presses <= MOST


def test_a_caller_is_booked_by_keyboard_alone_in_twelve_keys(desk: Any) -> None:
    page = desk()
    hand = Ringing(page)
    hand.key("n")
    expect(page.locator("#panel-q")).to_be_focused()
    hand.word("ott")
    hand.key("Enter")

    expect(page.locator("#panel .panel-time").first).to_be_focused()
    hand.key("Enter")
    expect(page.get_by_role("button", name="Book", exact=True)).to_be_focused()
    hand.key("Enter")

    expect(page.locator("#cal-toast")).to_contain_text("Booked")
    expect(page.locator("#panel h1")).to_be_focused()
    assert Appointment.objects.get().client.name == "Otto"
    counted(hand.presses, "by keyboard")


def test_a_caller_is_booked_by_finger_and_a_note_outlives_another_time(desk: Any) -> None:
    page = desk(**TABLET)
    hand = Ringing(page, touch=True)
    hand.tap(page.locator("[data-do=new]"))
    page.locator("#panel-q").fill("ott")
    hand.tap(page.get_by_role("option", name="Otto"))
    hand.tap(page.locator(".panel-time").first)
    hand.poke("Note and message")
    page.get_by_label("A note for the therapist").fill("Rings twice")
    hand.poke("Other times")
    hand.tap(page.locator(".panel-time").nth(1))

    expect(page.get_by_label("A note for the therapist")).to_have_value("Rings twice")
    hand.poke("Book")
    expect(page.locator("#cal-toast")).to_contain_text("Booked")
    assert Appointment.objects.get().client.name == "Otto"
    counted(hand.presses, "by finger")


def test_somebody_new_is_put_on_file_and_booked_without_leaving_the_call(desk: Any) -> None:
    page = desk()
    hand = Ringing(page)
    hand.key("n")
    expect(page.locator("#panel-q")).to_be_focused()
    hand.word("Nora Vale")
    expect(page.get_by_role("option", name="New client “Nora Vale”")).to_be_visible()
    hand.key("ArrowDown")
    hand.key("Enter")
    expect(page.locator("#panel [name=name]")).to_have_value("Nora Vale")
    hand.type("Telephone", "+49 30 901820")
    hand.press("Put on file and go on")
    expect(page.locator("#panel .panel-time").first).to_be_focused()
    hand.key("Enter")
    expect(page.get_by_role("button", name="Book", exact=True)).to_be_focused()
    hand.key("Enter")

    expect(page.locator("#cal-toast")).to_contain_text("Booked")
    assert Client.objects.get(name="Nora Vale").phone
    counted(hand.presses, "somebody new")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_walk_in_arrives_and_pays_and_axe_finds_nothing_on_the_way(desk: Any, theme: str) -> None:
    page = desk(**WIDE, color_scheme=theme)
    page.keyboard.press("n")
    expect(page.locator("#panel-q")).to_be_focused()
    page.keyboard.type("ott")
    expect(page.get_by_role("option", name="Otto")).to_be_visible()
    seen = [axe.faults(page, theme)]
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Now", exact=True).click()
    expect(page.get_by_role("button", name="Book", exact=True)).to_be_focused()
    seen.append(axe.faults(page, theme))
    page.keyboard.press("Enter")
    page.locator("summary", has_text="Change the length").click()
    page.get_by_role("button", name="Change the length").click()
    expect(page.locator("#cal-toast")).to_contain_text("Its length is changed")
    page.get_by_role("button", name="Arrived").click()
    expect(page.locator("#panel .line-state")).to_contain_text("Here")
    seen.append(axe.faults(page, theme))
    if not page.get_by_role("button", name="Note as paid").is_visible():
        page.locator("summary", has_text="to be paid").click()
    page.locator("#panel").get_by_label("Card").check()
    page.get_by_role("button", name="Note as paid").click()

    expect(page.locator("#panel .line-state")).to_contain_text("Paid")
    assert seen == [[], [], []]
