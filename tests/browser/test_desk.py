"""The desk's story, by mouse and by keyboard alone; and every page of staff on every screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser
from playwright.sync_api import Locator, Page, expect

from bookings.actions import booking, visits
from bookings.models import Appointment, Therapist
from clinic.foundation.actions import clients
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.browser import axe
from tests.clinic import make
from tests.clinic.outbox_rows import State, message
from tests.protocols import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Mara Lindqvist-Featherstonehaugh of the Upper River Valley"
ALL_DAY = [[day, 0, 24 * 60] for day in range(7)]


@dataclass
class Hands:
    """Somebody at a page, with a mouse or with a keyboard alone."""

    page: Page
    mouse: bool

    def reach(self, thing: Locator) -> None:
        """Tab until the focus is there."""
        thing.wait_for()
        for _ in range(200):
            if thing.evaluate("it => it === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {thing}")

    def press(self, thing: Locator, key: str = "Enter") -> None:
        if self.mouse:
            thing.click()
        else:
            self.reach(thing)
            self.page.keyboard.press(key)

    def write(self, thing: Locator, text: str) -> None:
        if self.mouse:
            thing.fill(text)
        else:
            self.reach(thing)
            self.page.keyboard.type(text)

    def link(self, name: str) -> None:
        self.press(self.page.get_by_role("link", name=name).first)

    def button(self, name: str) -> None:
        self.press(self.page.get_by_role("button", name=name).first)


def quarter(now: datetime) -> datetime:
    """The next quarter of an hour, with some minutes to spare."""
    later = now + timedelta(minutes=2)
    return later.replace(minute=later.minute // 15 * 15, second=0, microsecond=0) + timedelta(
        minutes=15
    )


def clinic() -> tuple[User, User]:
    """A clinic that never closes, today in it: (Jo at the desk, Ana the therapist)."""
    where = studio.location(LONG, hours=ALL_DAY)
    for name in ("ana", "ben", "cem"):
        studio.therapist(where, name, hours=ALL_DAY)
        studio.room(where, f"Room of {name}")
    studio.service()
    return make.user("jo", Role.DESK), User.objects.get(email="ana@example.org")


def book(by: User, client: Client, start: datetime, who: str, **other: Any) -> Appointment:
    code = Therapist.objects.get(user__email=f"{who}@example.org").code
    told = studio.wanted(client, start, therapist=code, accept_caution=True, **other)
    return booking.book(by=by, wanted=told, now=start - timedelta(hours=1))


@pytest.fixture
def sign_in(open_page: Any, site: str) -> Callable[..., Page]:
    """A page of somebody who is signed in, without the way through the sign-in page."""

    def opened(user: User, address: str, **options: Any) -> Page:
        browser = Browser()
        browser.force_login(user)
        page: Page = open_page("/healthz", **options)
        kept = browser.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": kept, "url": site}]
        )
        page.goto(address)
        return page

    return opened


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_day_at_the_desk_from_the_call_to_the_receipt(sign_in: Any, how: str) -> None:
    jo, _ana = clinic()
    now = datetime.now(UTC)
    otto = clients.create(by=jo, name="Otto Berg", phone="0176 1234567", now=now)
    soon = book(jo, otto, quarter(now), "ana")
    begun = book(jo, clients.create(by=jo, name="Li Wei", now=now), quarter(now - HALF), "ben")
    page = sign_in(jo, "/desk/", viewport={"width": 1440, "height": 900})
    hands = Hands(page, mouse=how == "mouse")

    find_a_client(hands)
    book_for_a_new_client(hands)
    lead_through_the_day(hands, soon, begun)
    take_the_payment(hands, soon)

    new = Appointment.objects.get(client__name="Walk In")
    assert new.state == "confirmed"
    soon.refresh_from_db()
    begun.refresh_from_db()
    assert (soon.state, soon.paid_how, soon.receipt) == ("done", "card", 1)
    assert (begun.state, begun.fee) == ("no_show", 4500)


HALF = timedelta(minutes=45)


def find_a_client(hands: Hands) -> None:
    if hands.mouse:
        hands.page.locator("#find").click()
    else:
        hands.page.keyboard.press("/")
    hands.page.keyboard.type("1234567")
    hands.page.keyboard.press("Enter")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Otto Berg")


def book_for_a_new_client(hands: Hands) -> None:
    hands.press(hands.page.locator(".desk-top summary"))
    hands.link("New client")
    hands.write(hands.page.locator("#id_name"), "Walk In")
    hands.button("Put on file")
    hands.link("Book a session")
    hands.link("I am in training")
    hands.link("60")
    hands.press(hands.page.locator("main button", has_text="Book").first)
    hands.button("Book this session")
    expect(hands.page.locator("main")).to_contain_text("What happened so far")
    assert "/desk/appointments/" in hands.page.url


def lead_through_the_day(hands: Hands, soon: Appointment, begun: Appointment) -> None:
    """Each step by the one button of the line, which keeps its place and the focus."""
    page = hands.page
    page.goto(f"/desk/?day={soon.local_start[:10]}")
    line = page.locator(f"#a-{soon.code}")
    for step, after in (("Arrived", "Here"), ("Begin session", "In session"), ("Done", "Done")):
        hands.press(line.get_by_role("button", name=step))
        expect(line.locator(".state")).to_have_text(after)
        assert hands.mouse or page.evaluate("document.activeElement.id") == f"next-{soon.code}"
    page.goto(f"/desk/?day={begun.local_start[:10]}")
    line = page.locator(f"#a-{begun.code}")
    hands.press(line.get_by_role("button", name="No-show"))
    expect(line.locator(".state")).to_have_text("No-show")


def take_the_payment(hands: Hands, soon: Appointment) -> None:
    page = hands.page
    page.goto(f"/desk/?day={soon.local_start[:10]}")
    hands.press(page.locator(f"#next-{soon.code}"))
    hands.press(page.get_by_label("Card"), key="Space")
    hands.button("Note as paid")
    hands.link("Receipt")
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt 1")
    expect(page.get_by_role("button", name="Print")).to_be_visible()


def test_the_day_works_without_javascript(sign_in: Any) -> None:
    jo, _ana = clinic()
    now = datetime.now(UTC)
    soon = book(jo, clients.create(by=jo, name="Otto", now=now), quarter(now), "ana")
    page = sign_in(jo, f"/desk/?day={soon.local_start[:10]}", java_script_enabled=False)

    page.get_by_role("button", name="Arrived").click()

    expect(page.locator(f"#a-{soon.code} .state")).to_have_text("Here")
    assert page.url.endswith(f"#a-{soon.code}")


def full_day(jo: User) -> list[str]:
    """A day with everything on it: the addresses of the desk's pages about it."""
    now = datetime.now(UTC)
    mara, start = make.client(note="an old tear"), quarter(now)
    Client.objects.filter(pk=mara.pk).update(name=LONG, phone="+491761234567")
    mara.refresh_from_db()
    day = (now + timedelta(days=9)).replace(tzinfo=None, microsecond=0)
    rows.race(mara, name=f"Marathon of {LONG}", local_start=day, priority="A")
    rows.workout(mara, day=(now + timedelta(days=2)).date(), kind="intervals")
    kind = {"type": "injury", "kind": "deep_tissue", "depths": ["light"]}
    told = studio.service("Injury session", **kind)
    look = book(jo, mara, start + timedelta(hours=3), "ana", service=told, depth="light")
    paid = book(jo, clients.create(by=jo, name="Otto", now=now), start, "ana")
    visits.mark(by=jo, appointment=paid, state="arrived", now=now)
    visits.pay(by=jo, appointment=paid, how="cash", now=now)
    book(jo, clients.create(by=jo, name="Li", now=now), quarter(now - HALF), "ben")
    for state in State:
        message(state, client=mara, about=look.code)
    service = paid.service
    return [
        f"/desk/?day={look.local_start[:10]}",
        "/desk/?day=2199-01-01",
        "/desk/clients/?q=o",
        "/desk/clients/?q=nobody",
        "/desk/clients/new/",
        f"/desk/clients/{mara.code}/",
        f"/desk/clients/{mara.code}/contact/",
        f"/desk/clients/{mara.code}/check/",
        f"/desk/free/?service={service.code}:60",
        f"/desk/appointments/{look.code}/",
        f"/desk/appointments/{look.code}/cancel/",
        f"/desk/appointments/{paid.code}/receipt/",
    ]


def own_pages(client: Client) -> list[str]:
    """The therapist's pages about that day."""
    row = Appointment.objects.get(client=client)
    asked = f"service={row.service.code}:60&depth=light&location={row.location.code}"
    where = f"{asked}&day=2027-01-05&time=14:00"
    return [
        f"/day/?date={row.local_start[:10]}",
        f"/day/{row.code}/",
        f"/day/{row.code}/cancel/",
        "/day/time-off/",
        f"/day/clients/{client.code}/book-blocked/?{where}",
    ]


def test_every_page_of_staff_fits_every_screen_and_axe_finds_nothing(sign_in: Any) -> None:
    jo, ana = clinic()
    asked = {jo: full_day(jo), ana: own_pages(Client.objects.get(name=LONG))}
    found = []

    for user, addresses in asked.items():
        page = sign_in(user, "/account/")
        for address in addresses:
            assert page.goto(address).status == 200, address
            found += [(address, *fault) for fault in axe.wrong(page)]

    assert found == []


def test_what_can_be_pressed_on_the_day_is_as_tall_as_a_finger(sign_in: Any) -> None:
    jo, _ana = clinic()
    address = full_day(jo)[0]
    page = sign_in(jo, address, viewport={"width": 390, "height": 900})

    heights = page.locator("main :is(a, button, select, input:not([type=hidden]))").evaluate_all(
        "found => found.filter(it => it.offsetParent).map(it => it.getBoundingClientRect().height)"
    )

    assert min(heights) >= 43.9
