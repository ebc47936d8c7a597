"""A plan is brought in; its races are confirmed; the season is read, and booked from; a race moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from bookings.actions import booking
from bookings.models import Appointment
from clinic.foundation.models import Client
from protocols.actions import imports, races
from protocols.core.plans.reading import read
from protocols.core.plans.shape import Ask
from protocols.models import Race, Workout
from tests.bookings import studio
from tests.browser import axe
from tests.browser.ways import KEYBOARD, NO_SCRIPT, TOUCH, Hand, Keys, sign_in, today
from tests.clinic import make
from tests.protocols import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = {"touch": TOUCH, "keyboard": KEYBOARD, "no script": NO_SCRIPT}
TUNE_UP, GOAL, DEEP = 13, 34, 24  # days from today
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Marathon"
PAGES = ("/season/", "/season/?weeks=52", "/season/settle/", "/imports/", "/feeds/new/", "/away/")


def plan(first: date) -> str:
    """What a club hands out: eight weeks of long runs, and two events that may be races."""
    told = [
        event(f"long-{week}", f"{sunday(first, week):%Y%m%d}T090000", "Long run 24 km")
        for week in range(8)
    ]
    told.append(event("tune-up", f"{first + timedelta(TUNE_UP):%Y%m%d}T100000", "Park 10K"))
    told.append(event("goal", f"{first + timedelta(GOAL):%Y%m%d}T090000", "Coast Marathon"))
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Club//Plan//EN", "X-WR-CALNAME:Club plan")
    return "\r\n".join([*head, *told, "END:VCALENDAR", ""])


def event(uid: str, start: str, title: str) -> str:
    return f"BEGIN:VEVENT\r\nUID:{uid}@club.example\r\nDTSTART:{start}\r\nSUMMARY:{title}\r\nEND:VEVENT"


def sunday(first: date, week: int) -> date:
    return first + timedelta(days=6 - first.weekday(), weeks=week)


def choose_day(hand: Hand, page: Page, day: date) -> None:
    """A day of the picture; by keyboard, and without script, of the table beside it."""
    if isinstance(hand, Keys):
        hand.poke("The same as a table")
        tab_to(page, f"day={day}")
        page.keyboard.press("Enter")
    else:
        hit = page.locator(f'.season-tall a[href*="day={day}"]')
        hit.tap() if hand.touch else hit.click()
    expect(page.locator("#day-name")).to_contain_text(f"{day.day} {day:%B}")


def tab_to(page: Page, where: str) -> None:
    """Tab on until the focus is on a link that leads there."""
    for _step in range(300):
        page.keyboard.press("Tab")
        if where in (page.evaluate("document.activeElement.getAttribute('href')") or ""):
            return
    raise AssertionError(f"no way to {where} by keyboard")


def follow(hand: Hand, link: Locator) -> None:
    """One of several links that are called alike."""
    if isinstance(hand, Keys):
        with link.page.expect_navigation():
            link.press("Enter")
    else:
        hand.go(link)


def bring_in(hand: Hand, page: Page, first: date) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "plan.ics", "mimeType": "text/calendar", "buffer": plan(first).encode()}
    )
    hand.press("Read this file")
    expect(page.locator(".import-counts")).to_contain_text("8")
    hand.press("Keep it")
    assert Race.objects.count() == 0


def tell(hand: Hand, page: Page) -> None:
    """The story, from a file to a season in which all is settled."""
    day = today()
    bring_in(hand, page, day)
    for race, matters in (("Park 10K", ".*a tune-up"), ("Coast Marathon", ".*the big one")):
        hand.press(matters)
        expect(page.locator(".messages")).to_contain_text(race)
    page.goto("/season/")
    expect(page.locator("h1")).to_contain_text("Coast Marathon (A)")
    expect(page.locator("h1")).to_contain_text("in 34 days")
    choose_day(hand, page, day + timedelta(DEEP))
    follow(hand, page.locator(".season-kind", has_text="General, deep").get_by_role("link"))
    hand.press("Book ")
    hand.press("Book this session")
    expect(page.locator("h1")).to_have_text("It is booked")
    page.goto(f"/races/{Race.objects.get(priority='A').code}/")
    hand.day("Date", day + timedelta(GOAL - 7))
    hand.press("Keep")
    expect(page.locator("h1")).to_have_text("One session no longer fits")
    hand.press("Settle all")
    expect(page.locator(".messages")).to_be_visible()


def written(mara: Client) -> dict[str, Any]:
    row = Appointment.objects.get(client=mara)
    found = Race.objects.filter(client=mara).order_by("start_at")
    return {
        "races": list(found.values_list("name", "priority")),
        "runs": Workout.objects.filter(client=mara, kind="long_run").count(),
        "depth": row.depth,
        "history": list(row.history.values_list("did", flat=True)),
    }


@pytest.mark.parametrize("way", list(WAYS))
def test_a_plan_comes_in_and_when_its_race_moves_all_is_settled_on_one_page(
    open_page: Any, site: str, way: str
) -> None:
    studio.clinic(therapists=2, rooms=2)
    mara = make.client()
    page = open_page("/imports/", **WAYS[way])
    sign_in(page, site, make.login_of(mara))
    page.goto("/imports/")

    tell(Keys(page) if way == "keyboard" else Hand(page, touch=way == "touch"), page)

    assert written(mara) == {
        "races": [("Park 10K", "C"), ("Coast Marathon", "A")],
        "runs": 8,
        "depth": "deep",
        "history": ["held", "booked", "moved"],
    }


def full(mara: Client) -> None:
    """A race with a long name, training, two things of a plan that want an answer, a session that
    no longer fits.
    """
    day, now = today(), timezone.now()
    studio.clinic()
    by = make.login_of(mara)
    imports.keep(
        by=by,
        client=mara,
        read=read(plan(day).encode(), "plan.ics", Ask("Europe/Berlin", now)),
        now=now,
    )
    soon = (day + timedelta(number) for number in range(4, 9))
    on = next(one for one in soon if one.weekday() in (1, 2, 3))  # far from the Sundays' long runs
    race = rows.race(mara, name=LONG, local_start=midnight(on + timedelta(8)), priority="A")
    booked = datetime.combine(on, time(12), tzinfo=UTC)
    wish = studio.wanted(mara, booked, depth="deep", accept_caution=True)
    booking.book(by=by, wanted=wish, now=now)
    races.change(by=by, race=race, changes={"local_start": midnight(on + timedelta(2))}, now=now)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(9))


def test_the_pages_of_a_season_pass_axe_and_fit_their_screens(open_page: Any, site: str) -> None:
    mara = make.client()
    full(mara)
    page = open_page("/healthz")
    sign_in(page, site, make.login_of(mara))
    race = Race.objects.get(client=mara)
    broken = []
    for where in (*PAGES, f"/season/race/{race.code}/", f"/races/{race.code}/"):
        page.goto(where)
        broken += [(where, *fault) for fault in axe.wrong(page, dark=(390,))]
    assert broken == []
