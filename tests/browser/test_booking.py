"""A race is typed in; a time is understood, booked, moved, cancelled, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.actions import booking
from bookings.models import Appointment, Occupancy, Service, Therapist
from clinic.foundation.models import Client
from protocols.models import Race
from tests.bookings import studio
from tests.browser import axe
from tests.browser.ways import KEYBOARD, MOUSE, NO_SCRIPT, PHONE, TOUCH, Hand, Keys, sign_in, today
from tests.clinic import make
from tests.protocols import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RACE_IN = timedelta(days=34)
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Upperby"
WAYS = {"mouse": MOUSE, "touch": TOUCH, "keyboard": KEYBOARD, "no script": NO_SCRIPT}


def open_clinic() -> None:
    studio.clinic(therapists=2, rooms=2)
    studio.service("Tune-up", type="pre_event", depths=["light"], lengths=[[45, 6200]])
    Service.objects.update(preparation="Come in loose clothes.")


def tell(hand: Hand, page: Page) -> int:
    """The story; says how many presses it took from the race typed in to the session booked."""
    page.goto("/races/new/")
    hand.type("Name of the race", "Berlin Marathon")
    hand.day("Date", today() + RACE_IN)
    hand.press("Add this race")
    before = hand.presses
    hand.menu()
    hand.press("Book$")
    expect(page.locator("main")).to_contain_text("in 34 days")
    hand.press("A race is coming up")
    hand.press("Tune-up, 45")
    expect(page.locator("main")).to_contain_text("Best for you")
    hand.press("Book ")
    expect(page.locator("main")).to_contain_text("Come in loose clothes.")
    hand.press("Book this session")
    expect(page.locator("h1")).to_have_text("It is booked")
    took = hand.presses - before
    hand.press("Move it")
    hand.press("Move here")
    expect(page.locator(".messages")).to_contain_text("Your session is moved.")
    hand.press("Cancel it")
    hand.press("Cancel the session")
    expect(page.locator(".messages")).to_contain_text("Your session is cancelled.")
    hand.press("Take it back")
    expect(page.locator(".messages")).to_contain_text("Taken back")
    return took


def written(mara: Client) -> dict[str, Any]:
    """The rows that the story leaves, without codes and clocks."""
    race, row = Race.objects.get(client=mara), Appointment.objects.get(client=mara)
    day = (race.local_start.date() - datetime.fromisoformat(row.local_start).date()).days
    return {
        "race": (race.name, race.priority, race.status),
        "session": (row.service.name, row.minutes, row.depth, row.state, row.fee),
        "days before": day,
        "history": list(row.history.values_list("did", flat=True)),
        "taken": Occupancy.objects.filter(appointment=row, live=True).count(),
    }


@pytest.mark.parametrize("way", ["mouse", "touch", "keyboard", "no script"])
def test_a_runner_books_round_a_race_and_changes_their_mind(
    open_page: Any, site: str, way: str
) -> None:
    open_clinic()
    mara = make.client()
    page = open_page("/book/", **WAYS[way])
    sign_in(page, site, make.login_of(mara))

    hand = Keys(page) if way == "keyboard" else Hand(page, touch=way == "touch")
    took = tell(hand, page)

    assert took <= 10
    assert written(mara) == {
        "race": ("Berlin Marathon", "B", "planned"),
        "session": ("Tune-up", 45, "light", "confirmed", 0),
        "days before": 5,
        "history": ["held", "booked", "moved", "cancelled", "undone"],
        "taken": 2,
    }


def test_another_depth_is_judged_without_a_new_page(open_page: Any, site: str) -> None:
    open_clinic()
    mara = make.client()
    page = open_page("/book/services/?need=training", viewport=PHONE)
    sign_in(page, site, make.login_of(mara))
    page.reload()
    Hand(page).press("Sports massage, 60")

    page.locator(".bar > summary").click()
    page.get_by_label("Depth").select_option("deep")

    expect(page.locator("#chosen")).to_contain_text("Deep")
    assert "depth=deep" in page.url
    page.go_back()
    expect(page.locator("#chosen")).to_contain_text("Moderate")


def test_a_day_of_the_strip_opens_its_times(open_page: Any) -> None:
    open_clinic()
    page = open_page("/book/services/", viewport=PHONE)
    Hand(page).press("Sports massage, 60")
    closed = page.locator("details.day").nth(3)
    expect(closed).not_to_have_attribute("open", "")

    page.locator(".strip-day").nth(3).click()

    expect(closed).to_have_attribute("open", "")


def test_the_times_page_is_light_on_the_way(open_page: Any, site: str) -> None:
    open_clinic()
    mara = make.client()
    rows.race(mara, local_start=datetime.now() + timedelta(days=6), priority="A")
    page = open_page("/healthz")
    sign_in(page, site, make.login_of(mara))
    talk, sizes = page.context.new_cdp_session(page), []
    talk.send("Network.enable")
    talk.send("Network.setCacheDisabled", {"cacheDisabled": True})
    talk.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    code = Service.objects.earliest("pk").code
    page.goto(f"/book/times/?service={code}&minutes=60&depth=deep", wait_until="networkidle")

    assert len(sizes) > 8
    assert sum(sizes) <= 150_000


def whole_client() -> tuple[Client, list[str]]:
    """A client with long names, races, and a session of every kind; and their pages."""
    open_clinic()
    now = timezone.now()
    mara = make.client()
    user = make.login_of(mara)
    Client.objects.update(name=LONG)
    for therapist in Therapist.objects.all():
        therapist.user.name = LONG
        therapist.user.save()
    rows.race(mara, name=LONG, local_start=datetime.now() + timedelta(days=9), priority="A")
    service = Service.objects.get(name="Sports massage")

    def wanted(days: int, **other: Any) -> Any:
        day = (now + timedelta(days=days)).replace(hour=11, minute=0, second=0, microsecond=0)
        return studio.wanted(mara, day, service=service, accept_caution=True, **other)

    row = booking.book(by=user, wanted=wanted(3, depth="light", note="left calf"), now=now)
    held = booking.hold(by=user, wanted=wanted(5, depth="light"), now=now)
    choice = f"service={service.code}&minutes=60&depth=deep"
    return mara, [
        "/account/",
        "/book/",
        "/book/services/?need=race",
        f"/book/times/?{choice}",
        f"/book/times/?{choice}&group_size=x&minutes=7",
        f"/book/{held.code}/",
        "/appointments/",
        f"/appointments/{row.code}/",
        f"/appointments/{row.code}/?booked=1",
        f"/appointments/{row.code}/move/",
        f"/appointments/{row.code}/cancel/",
    ]


def test_every_page_of_a_client_fits_every_screen_and_axe_finds_nothing(
    open_page: Any, site: str
) -> None:
    mara, addresses = whole_client()
    page = open_page("/healthz")
    sign_in(page, site, make.login_of(mara))
    found = []

    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        found += [(address, *fault) for fault in axe.wrong(page)]

    assert found == []


@pytest.mark.parametrize("address", ["/book/", "/book/services/", "/book/services/?need=hurts"])
def test_strangers_find_pages_that_fit(open_page: Any, address: str) -> None:
    open_clinic()
    page = open_page(address)

    assert axe.wrong(page) == []
