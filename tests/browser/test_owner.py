"""The owner's story: from an empty clinic to a free time that a stranger sees, and back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as held
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.models import Closure, Location, Room, Service, Shift, Therapist
from clinic.foundation.actions import outbox
from clinic.foundation.codes import new_code
from clinic.foundation.models import Grant, Practice, User
from clinic.foundation.roles import Role
from tests.browser.conftest import MAILS
from tests.browser.ways import KEYBOARD, TOUCH, Hand, Keys, sign_in
from tests.clinic import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
ANA = f"ana-{new_code()}@example.org"  # the mails of all processes land in one folder
OPEN = [(day, *span) for day in range(5) for span in ((540, 780), (840, 1200))]
SHIFT = [(day, 600, 1080) for day in range(5)]
STARTS = """() => Object.fromEntries([...document.querySelectorAll("details.day")].map(day =>
    [day.id.slice(4), [...day.querySelectorAll(".chip b")].map(chip => chip.textContent)]))"""


@pytest.fixture
def mails(settings: Any) -> Path:
    """Mails of the worker land where those of the site do: in a folder, as without a server."""
    settings.EMAIL_BACKEND = "clinic.foundation.channels.folder.EmailBackend"
    return Path(held.MAIL_FOLDER)


def closed_day() -> date:
    """A weekday of this week of times, and neither today nor tomorrow."""
    ahead = (timezone.localdate() + timedelta(days=number) for number in range(2, 7))
    return next(day for day in ahead if day.weekday() < 5)


def keep_settings(hand: Hand) -> None:
    hand.page.goto("/clinic/")
    expect(hand.page.locator("main")).to_contain_text("Four things, and the first session")
    hand.press("Settings")
    hand.type("Name of the clinic", "Stride House")
    hand.choose("Time zone", "Zurich")
    hand.type("Currency", "CHF")
    hand.press("Keep the settings")
    expect(hand.page.locator(".messages")).to_contain_text("The settings are kept.")
    hand.press("Back")


def open_a_studio(hand: Hand) -> None:
    """A studio by the clinic's clock, with a pause at noon, a day closed, and a room."""
    hand.press("Add a studio")
    hand.type("Name", "Lakeside")
    hand.press("Add this studio")
    hand.clock("Monday from", 9)
    hand.clock("Monday until", 13)
    hand.poke("Another span")
    hand.clock("Monday from", 14)
    hand.clock("Monday until", 20)
    hand.poke("The same until Friday")
    hand.press("Keep this")
    hand.press("Add special days")
    hand.type("What they are called", "Painting")
    hand.day("First day", closed_day())
    hand.press("Keep this")
    hand.press("Add a room")
    hand.type("Name", "Quiet room")
    hand.press("Add this room")
    expect(hand.page.locator("main")).to_contain_text("Quiet room")


def invite(hand: Hand) -> None:
    hand.page.goto("/clinic/")
    hand.press("Invite somebody")
    hand.type("Name", "Ana Silva")
    hand.type("E-mail address", ANA)
    hand.poke("Therapist")
    hand.press("Send the invitation")
    expect(hand.page.locator(".messages")).to_contain_text("Ana Silva is on the list now.")


def put_to_work(hand: Hand) -> None:
    """The invited therapist: limits, then the hours."""
    hand.page.goto("/clinic/")
    hand.press("Set Ana Silva up")
    hand.type("Most minutes of sessions a day", "300")
    hand.type("Most deep sessions a day", "2")
    hand.press("Add this therapist")
    hand.press("Hours at Lakeside")
    hand.clock("Monday from", 10)
    hand.clock("Monday until", 18)
    hand.poke("The same until Friday")
    hand.press("Keep this")
    expect(hand.page.locator("main")).to_contain_text("10:00–18:00")


def add_a_service(hand: Hand) -> None:
    hand.page.goto("/clinic/")
    hand.press("Add a service")
    hand.type("Name", "Legs and back")
    for minutes, price in (("60", "95"), ("90", "135.50")):
        hand.page.get_by_label("minutes", exact=True).locator("visible=true").last.fill(minutes)
        hand.page.get_by_label("price", exact=True).locator("visible=true").last.fill(price)
        if minutes == "60":
            hand.poke("Another length")
    hand.press("Add this service")
    expect(hand.page.locator(".messages")).to_contain_text("The service is on the menu.")
    hand.page.goto("/clinic/")
    expect(hand.page.locator("main")).to_contain_text("One service of 1 can be booked.")


def come_in(page: Page, mails: Path, latest_code: Any) -> None:
    """The invitation's mail says where to sign in; a code sent to the address opens it."""
    outbox.work(now=timezone.now())
    texts = [file.read_text() for file in mails.glob(MAILS)]
    text = next(t for t in texts if f"To: {ANA}" in t and "invites you to Stride House" in t)
    assert "/account/login/code/" in text
    page.goto("/account/login/code/")
    page.get_by_label("E-mail").fill(ANA)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_label("Code").wait_for()
    page.get_by_label("Code").fill(latest_code(ANA))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/account/**")


def look_for_a_time(hand: Hand) -> dict[str, list[str]]:
    """What a stranger finds: the starts of each day."""
    hand.page.goto("/book/")
    hand.press("I am in training")
    expect(hand.page.locator("main")).to_contain_text("Legs and back")
    hand.press("Legs and back, 60")
    expect(hand.page.locator("h1")).to_have_text("Choose a time")
    starts: dict[str, list[str]] = hand.page.evaluate(STARTS)
    return starts


def clinic_rows() -> dict[str, Any]:
    """What the story leaves of the place."""
    practice, studio = Practice.objects.get(), Location.objects.get()
    closure, room = Closure.objects.get(), Room.objects.get()
    return {
        "practice": (practice.name, practice.zone, practice.currency),
        "studio": (studio.name, studio.zone, [tuple(row) for row in studio.hours]),
        "closed": (closure.name, closure.first_day, closure.last_day, closure.hours),
        "room": (room.name, room.tables, room.location_id == studio.pk),
    }


def people_rows() -> dict[str, Any]:
    """And of whom and what it offers."""
    ana, service = Therapist.objects.get(), Service.objects.get()
    shift = Shift.objects.get()
    roles = Grant.objects.filter(user=ana.user, ended_at=None).values_list("role", flat=True)
    return {
        "therapist": (ana.user.email, ana.user.name, ana.most_minutes, ana.most_deep),
        "roles": list(roles),
        "shift": [tuple(row) for row in shift.hours],
        "service": (service.name, service.type, service.lengths, service.currency),
    }


PLACE = {
    "practice": ("Stride House", "Europe/Zurich", "CHF"),
    "studio": ("Lakeside", "Europe/Zurich", OPEN),
    "room": ("Quiet room", 1, True),
}
PEOPLE = {
    "therapist": (ANA, "Ana Silva", 300, 2),
    "roles": ["therapist"],
    "shift": SHIFT,
    "service": ("Legs and back", "general", [[60, 9500], [90, 13550]], "CHF"),
}


@pytest.mark.parametrize("way", ["mouse", "touch"])
def test_an_owner_opens_a_clinic_and_a_stranger_finds_a_time(
    open_page: Any, site: str, mails: Path, latest_code: Any, way: str
) -> None:
    options = TOUCH if way == "touch" else DESK
    page = open_page("/healthz", **options)
    sign_in(page, site, make.user("ines", Role.OWNER))
    hand = Hand(page, touch=way == "touch")
    stranger = Hand(open_page("/healthz", **options), touch=way == "touch")

    keep_settings(hand)
    open_a_studio(hand)
    invite(hand)
    come_in(open_page("/healthz", **options), mails, latest_code)
    put_to_work(hand)
    add_a_service(hand)
    starts = look_for_a_time(stranger)

    day = closed_day()
    assert clinic_rows() == PLACE | {"closed": ("Painting", day, day, [])}
    assert people_rows() == PEOPLE
    hours_hold(starts, day)
    shut_out(hand)
    assert not any(look_for_a_time(stranger).values())
    assert not User.objects.get(email=ANA).is_active


def hours_hold(starts: dict[str, list[str]], closed: date) -> None:
    """Times of an hour lie where the studio's hours and the therapist's overlap, and only there."""
    whole = {f"{minute // 60:02}:{minute % 60:02}" for minute in range(600, 1021, 15)}
    allowed = {text for text in whole if text <= "12:00" or text >= "14:00"}
    assert set().union(*starts.values()) == allowed
    for text, found in starts.items():
        day = date.fromisoformat(text)
        assert found == sorted(found)
        assert not found or (day != closed and day.weekday() < 5)
    assert starts[f"{closed}"] == []


def shut_out(hand: Hand) -> None:
    """The therapist's login is disabled; the overview says at once what that hinders."""
    hand.page.goto("/clinic/")
    hand.press("People and roles")
    hand.press("Change Ana Silva")
    hand.press("Shut out$")
    hand.press("Shut out at once")
    expect(hand.page.locator("main")).to_contain_text("shut out")
    hand.page.goto("/clinic/")
    todo = hand.page.locator(".row-line", has_text="A therapist at work")
    expect(todo).to_contain_text("to do")


def test_a_studio_is_opened_by_keyboard_alone(open_page: Any, site: str) -> None:
    page = open_page("/healthz", **KEYBOARD)
    sign_in(page, site, make.user("ines", Role.OWNER))
    keys = Keys(page)

    keep_settings(keys)
    open_a_studio(keys)

    day = closed_day()
    assert clinic_rows() == PLACE | {"closed": ("Painting", day, day, [])}
