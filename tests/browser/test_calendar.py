"""The calendar of the whole clinic in the hand: by mouse, by finger, by keyboard, and by two at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from bookings.actions import booking
from bookings.models import Appointment, Closure, Location, Shift, Therapist
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.browser.ways import sign_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
BERLIN = ZoneInfo("Europe/Berlin")
# The next thing that is sent finds no server.
LOST_ONCE = """() => {
  const real = window.fetch;
  window.fetch = (url, options) => {
    if (options?.method !== "POST") return real(url, options);
    window.fetch = real;
    return Promise.reject(new TypeError("lost"));
  };
}"""
LONG = "Mara Lindqvist-Featherstonehaugh of the Upper River Valley"


@pytest.fixture
def jo() -> User:
    """Two therapists, two rooms, and Jo at the desk."""
    studio.clinic(therapists=2, rooms=2)
    return make.user("jo", Role.DESK)


def monday() -> date:
    """The Monday after next: all of its week is still to come."""
    today = datetime.now(BERLIN).date()
    return today + timedelta(days=14 - today.weekday())


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def at_nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9)


def booked(by: User, name: str, start: datetime, who: str = "ana") -> Appointment:
    now = datetime.now(UTC)
    client = make.client(name.lower())
    code = Therapist.objects.get(user__email=f"{who}@example.org").code
    told = studio.wanted(client, start, therapist=code, accept_caution=True, reason="by telephone")
    return booking.book(by=by, wanted=told, now=now)


@pytest.fixture
def calendar(open_page: Any, site: str) -> Callable[..., Page]:
    """The calendar of somebody who is signed in, at a day and a view."""

    def opened(user: User, asked: str = "", **options: Any) -> Page:
        page: Page = open_page("/healthz", **(options or WIDE))
        sign_in(page, site, user)
        page.goto(f"/desk/calendar/?{asked}")
        expect(page.locator(".has-calendar")).to_be_attached()
        return page

    return opened


def session(page: Page, name: str) -> Locator:
    return page.locator(".ev-box:not(.ev-ghost *)", has_text=name)


def middle(thing: Locator) -> tuple[float, float]:
    box = thing.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + 12


def drag(page: Page, thing: Locator, across: float, down: float) -> None:
    """Take it, carry it so many pixels, and let it go when the verdict is there."""
    x, y = middle(thing)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y + down / 2)
    page.mouse.move(x + across, y + down)
    expect(page.locator(".cal-label")).not_to_contain_text("Looking")
    page.mouse.up()


def width(page: Page) -> float:
    box = page.locator(".cal-col").first.bounding_box()
    assert box
    return box["width"]


def stands(row: Appointment) -> str:
    row.refresh_from_db()
    return row.local_start[:16]


def test_a_drag_to_a_blocked_time_bounces_and_the_nearest_time_is_one_press_away(
    jo: User, calendar: Any
) -> None:
    row = booked(jo, "Mara", at(monday(), 10))
    friday = monday() + timedelta(days=4)
    rows.race(row.client, name="Berlin Marathon", local_start=at_nine(friday))
    page = calendar(jo, f"view=week&day={monday()}")

    drag(page, session(page, "Mara"), width(page) * 3, 0)
    pop = page.get_by_role("dialog", name="Mara")
    expect(pop).to_contain_text("Nearest times")
    assert stands(row) == f"{monday()}T10:00"
    pop.locator(".cal-pop-times button", has_text="▲").first.click()
    expect(pop).to_contain_text("With care")
    page.keyboard.type(" ")
    page.keyboard.press("Enter")  # no reason: it is asked for, and can still be given
    page.keyboard.type("She asked for it")
    page.keyboard.press("Enter")

    expect(page.locator("#cal-toast")).to_contain_text("Moved to")
    assert stands(row) != f"{monday()}T10:00"
    page.locator("#cal-toast button").click()
    expect(page.locator("#cal-toast")).to_contain_text("Taken back")
    assert stands(row) == f"{monday()}T10:00"


def test_two_desks_at_one_session_see_each_other_and_the_second_decides(
    jo: User, calendar: Any
) -> None:
    row = booked(jo, "Mara", at(monday(), 10))
    first = calendar(jo, f"day={monday()}")
    second = calendar(make.user("kai", Role.DESK), f"day={monday()}")
    deaf = {"now": f"{monday()}T08:00", "parts": {}}
    second.route("**/desk/calendar/feed/**", lambda route: route.fulfill(json=deaf))

    drag(first, session(first, "Mara"), 0, 68)
    expect(first.locator("#cal-toast")).to_contain_text("Moved to")
    drag(second, session(second, "Mara"), width(second), 0)
    pop = second.get_by_role("dialog", name="Mara")
    expect(pop).to_contain_text("Jo")
    assert stands(row) == f"{monday()}T11:00"

    second.unroute("**/desk/calendar/feed/**")
    pop.get_by_role("button", name="Do it all the same").click()
    expect(second.locator("#cal-toast")).to_contain_text("Moved to")
    assert stands(row) == f"{monday()}T10:00"


def test_by_keyboard_alone_a_session_is_moved_and_the_move_undone(jo: User, calendar: Any) -> None:
    row = booked(jo, "Mara", at(monday(), 10))
    booked(jo, "Otto", at(monday(), 14), "ben")
    page = calendar(jo, f"day={monday()}")
    keys = page.keyboard
    session(page, "Mara").focus()

    keys.press("ArrowRight")
    expect(session(page, "Otto")).to_be_focused()
    keys.press("ArrowLeft")
    for press in ("Alt+ArrowDown", "Alt+ArrowDown", "Alt+ArrowRight"):
        keys.press(press)
    expect(page.locator("#cal-said")).to_contain_text("10:30–11:30 · Ben")
    keys.press("Enter")

    expect(page.locator("#cal-toast")).to_contain_text("Moved to")
    assert stands(row) == f"{monday()}T10:30"
    expect(session(page, "Mara")).to_be_focused()
    page.evaluate(LOST_ONCE)
    keys.press("Control+z")
    expect(page.locator("#cal-toast")).to_contain_text("Try again")
    keys.press("Control+z")
    expect(page.locator("#cal-toast")).to_contain_text("Taken back")
    assert stands(row) == f"{monday()}T10:00"


def test_a_finger_that_rests_lifts_and_one_that_passes_only_scrolls(
    jo: User, calendar: Any
) -> None:
    row = booked(jo, "Mara", at(monday(), 10))
    page = calendar(jo, f"day={monday()}", viewport={"width": 1024, "height": 768}, has_touch=True)
    page.wait_for_selector(".ev")
    touch = page.context.new_cdp_session(page)
    x, y = middle(session(page, "Mara"))

    def finger(kind: str, *points: tuple[float, float]) -> None:
        told = [{"x": px, "y": py} for px, py in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    finger("touchStart", (x, y))
    page.wait_for_selector(".cal-label")
    finger("touchMove", (x, y + 30))
    finger("touchMove", (x, y + 104))
    expect(page.locator(".cal-label")).to_contain_text("11:00")
    finger("touchEnd")
    expect(page.locator("#cal-toast")).to_contain_text("Moved to")
    assert stands(row) == f"{monday()}T11:00"

    expect(page.locator(".ev-ghost")).to_have_count(0)
    x, y = middle(session(page, "Mara"))
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # on a slow machine it would rest
    finger("touchStart", (x, y))
    finger("touchMove", (x, y - 60))
    page.clock.run_for(1_000)
    assert not page.locator(".cal-label").count()
    finger("touchEnd")
    assert stands(row) == f"{monday()}T11:00"


def test_a_session_is_made_longer_by_its_edge_and_swapped_by_two_keys(
    jo: User, calendar: Any
) -> None:
    row = booked(jo, "Mara", at(monday(), 10))
    other = booked(jo, "Otto", at(monday(), 14), "ben")
    page = calendar(jo, f"day={monday()}")
    box = session(page, "Mara").bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] - 4)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] + 30)
    expect(page.locator(".cal-label")).to_contain_text("90 minutes")
    page.mouse.up()
    expect(page.locator("#cal-toast")).to_contain_text("Its length is changed")

    session(page, "Mara").focus()
    for key in ("s", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#cal-toast")).to_contain_text("They have changed places")
    assert (stands(row), stands(other)) == (f"{monday()}T14:00", f"{monday()}T10:00")


def test_what_another_desk_books_appears_but_never_under_a_hand(jo: User, calendar: Any) -> None:
    booked(jo, "Mara", at(monday(), 10))
    page = calendar(jo, f"day={monday()}")
    x, y = middle(session(page, "Mara"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60)
    expect(page.locator(".cal-label")).not_to_contain_text("Looking")
    booked(jo, "Otto", at(monday(), 14), "ben")

    with page.expect_response("**/desk/calendar/feed/**"):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".ev-ghost")).to_be_visible()
    assert not session(page, "Otto").count()
    page.keyboard.press("Escape")
    expect(session(page, "Otto")).to_be_visible()
    assert not page.locator(".ev-ghost").count()


def test_the_list_tells_of_time_off_and_closures_as_the_day_does(jo: User, calendar: Any) -> None:
    ana = Therapist.objects.get(user__email="ana@example.org")
    studio.off(ana, at(monday(), 9), at(monday(), 12))
    Closure.objects.create(
        location=Location.objects.get(),
        first_day=monday(),
        last_day=monday(),
        name="Fair",
        hours=[[540, 900]],
    )
    booked(jo, "Mara", at(monday(), 13))

    page = calendar(jo, f"view=list&day={monday()}")

    told = page.locator(".cal-row").all_inner_texts()
    assert [line.split() for line in told][:1] == [["09:00–12:00", "Time", "off", "Ana"]]
    assert "Mara" in told[1]
    assert "Fair" in told[-1]

    page.keyboard.press("d")  # seen by its height there, and heard all the same
    expect(page.locator(".off")).to_have_text("09:00 to 12:00, Time off")


def test_what_the_calendar_does_not_show_is_moved_on_a_page(jo: User, calendar: Any) -> None:
    row = booked(jo, "Mara", at(monday(), 10), "ben")
    page = calendar(jo, f"view=week&day={monday()}")  # Ana's
    assert not session(page, "Mara").count()
    page.evaluate(
        "url => document.body.dispatchEvent(new CustomEvent('desk:open', {detail: {url}}))",
        f"/desk/calendar/session/{row.code}/",
    )

    expect(page.get_by_role("button", name="Swap…")).to_be_hidden()
    page.get_by_role("link", name="Move…").click()

    page.wait_for_url(f"**/desk/appointments/{row.code}/move/**")


def test_what_is_drawn_is_looked_for_at_the_studio_of_its_column(jo: User, calendar: Any) -> None:
    hill, ana = studio.location("Hillside"), Therapist.objects.get(user__name="Ana")
    room = studio.room(hill, "Room 9")
    ana.shifts.update(hours=[[day, 9 * 60, 14 * 60] for day in range(7)])
    Shift.objects.create(therapist=ana, location=hill, hours=[[0, 15 * 60, 20 * 60]])
    page = calendar(jo)

    def drawn(by: str, key: str) -> str:
        page.goto(f"/desk/calendar/?by={by}&day={monday()}")
        column = page.locator(f".cal-col[data-key='{key}']")
        with page.expect_request("**/desk/calendar/new/**") as asked:
            column.click(position={"x": 30, "y": 600})  # about five
        return str(asked.value.url)

    assert f"location={hill.code}" in drawn("room", room.code)
    assert f"location={hill.code}" in drawn("therapist", ana.code)


def test_without_room_for_them_the_filters_fold_and_say_how_many_are_chosen(
    jo: User, calendar: Any
) -> None:
    page = calendar(jo, f"day={monday()}", viewport={"width": 390, "height": 844})
    types = page.get_by_label("Session type")
    page.get_by_text("Filters").click()
    types.select_option("injury")
    page.keyboard.press("Escape")
    expect(page.locator("#cal-chosen")).to_have_text("1")
    expect(types).to_be_hidden()

    page.set_viewport_size({"width": 1440, "height": 900})

    expect(types).to_have_value("injury")
    expect(types).to_be_visible()


def test_whoever_is_signed_out_is_told_and_led_back(jo: User, calendar: Any) -> None:
    page = calendar(jo, f"day={monday()}")
    page.context.clear_cookies()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#cal-status")).to_contain_text("You are signed out")
    expect(page.locator("#cal-status a")).to_have_text("Sign in again")


SEEN = {
    "light": (("day", 1440), ("day", 390)),
    "dark": (("week", 1024), ("list", 1440)),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view_of_the_calendar(jo: User, calendar: Any, theme: str) -> None:
    row = booked(jo, "Mara", at(monday(), 10))
    rows.race(row.client, name="Berlin Marathon", local_start=at_nine(monday() + timedelta(12)))
    Client.objects.filter(pk=row.client.pk).update(name=LONG)
    for view, size in SEEN[theme]:
        options = {"viewport": {"width": size, "height": 900}, "color_scheme": theme}
        page = calendar(jo, f"view={view}&day={monday()}", **options)
        expect(page.locator(".ev-name").first).to_have_text(LONG)
        found = Axe().run(page)
        assert found.violations_count == 0, (view, size, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (view, size)
        assert "Sports massage" in page.locator("main").inner_text()
        page.emulate_media(media="print")  # paper lies about, and services may tell of a body
        assert "Sports massage" not in page.locator("main").inner_text()
        page.context.close()
