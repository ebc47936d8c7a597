"""Where it hurts is marked, seen saved, changed and taken back: by finger, keyboard, and without script."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.ways import KEYBOARD, NO_SCRIPT, TOUCH, Keys, sign_in
from tests.clinic import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHERE = "/intake/body/"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
CALF, KNEE = "calf/left/back", "knee/left/front"


class Finger:
    """Presses on the figure and on the panel that opens below it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def mark(self, place: str, _name: str, pain: int, kind: str) -> None:
        self.page.locator(f'[data-place="{place}"]').tap(force=True)
        panel = self.page.locator(".body-panel")
        panel.get_by_role("radio", name=str(pain), exact=True).tap()
        panel.get_by_role("radio", name=kind, exact=True).tap()
        panel.get_by_role("button", name="Done").tap()

    def change(self, _place: str, name: str, pain: int) -> None:
        self.page.get_by_role("button", name=f"Change: {name}").tap()
        self.page.get_by_role("radio", name=str(pain), exact=True).first.tap()

    def remove(self, _place: str, name: str) -> None:
        self.page.get_by_role("button", name=f"Remove: {name}").tap()


class Typist(Finger):
    """The list below the figure, by Tab, letters and digits; Escape leads back to where one was."""

    def mark(self, place: str, name: str, pain: int, kind: str) -> None:
        keys = Keys(self.page)
        keys.choose("Add a place", name)
        keys.poke("Add$")
        self.page.keyboard.press(str(pain))
        self.page.keyboard.press("Tab")
        while self.said("innerText") != kind:
            self.page.keyboard.press("ArrowRight")
        self.page.keyboard.press("Escape")
        assert self.said("tagName") == "SELECT"

    def change(self, _place: str, name: str, pain: int) -> None:
        Keys(self.page).poke(f"Change: {name}")
        while self.said("innerText") != str(pain):
            self.page.keyboard.press("ArrowLeft")

    def remove(self, _place: str, name: str) -> None:
        Keys(self.page).poke(f"Remove: {name}")

    def said(self, what: str) -> str:
        return str(self.page.evaluate(f"document.activeElement.{what}"))


class Chooser(Finger):
    """Selects alone, a row a place."""

    def mark(self, place: str, _name: str, pain: int, kind: str) -> None:
        number = [told[0] for told in rows(self.page)].index("")
        self.put(number, place=place, pain=str(pain), kind=kind)

    def change(self, place: str, _name: str, pain: int) -> None:
        self.put(self.number(place), pain=str(pain))

    def remove(self, place: str, _name: str) -> None:
        self.put(self.number(place), place="")

    def number(self, place: str) -> int:
        return [told[0] for told in rows(self.page)].index(place)

    def put(self, number: int, **parts: str) -> None:
        for name, value in parts.items():
            self.page.locator(f'[data-part="{name}"]').nth(number).select_option(value)


WAYS: dict[str, tuple[dict[str, Any], type[Finger]]] = {
    "touch": (TOUCH, Finger),
    "keyboard": (KEYBOARD, Typist),
    "no script": (NO_SCRIPT, Chooser),
}


def rows(page: Page) -> list[tuple[str, ...]]:
    """What stands in the rows that are sent."""
    each = page.locator(".intake-mark-row").all()
    parts = ("place", "pain", "kind")
    return [
        tuple(row.locator(f'[data-part="{name}"]').input_value() for name in parts) for row in each
    ]


def marked(page: Page) -> list[tuple[str, ...]]:
    """What the server kept, asked anew."""
    page.goto(WHERE)
    return [told for told in rows(page) if told[0]]


def kept(page: Page, wanted: list[tuple[str, ...]]) -> None:
    """The last change of a page is sent as it is left, and may come in just after the next look."""
    for _look in range(10):
        if (found := marked(page)) == wanted:
            return
    assert found == wanted


def see_saved(page: Page, way: str) -> None:
    if way == "no script":
        page.get_by_role("button", name="Save and go on").click()
    else:
        expect(page.locator("[data-state]")).to_contain_text("Saved ")


@pytest.mark.parametrize("way", list(WAYS))
def test_a_place_is_marked_and_seen_saved_then_changed_and_another_removed(
    open_page: Any, site: str, way: str
) -> None:
    options, hand = WAYS[way]
    page = open_page("/healthz", **options)
    sign_in(page, site, make.login_of(make.client()))
    page.goto(WHERE)
    told = hand(page)

    told.mark(KNEE, "left knee", 3, "dull")
    told.mark(CALF, "left calf", 6, "tight")
    see_saved(page, way)
    kept(page, [(KNEE, "3", "dull"), (CALF, "6", "tight")])
    told.change(CALF, "left calf", 4)
    told.remove(KNEE, "left knee")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_load_state()

    kept(page, [(CALF, "4", "tight")])


def test_a_finger_beside_a_thin_place_still_means_it(open_page: Any, site: str) -> None:
    page = open_page("/healthz", **TOUCH)
    sign_in(page, site, make.login_of(make.client()))
    page.goto(WHERE)
    label = page.locator('[data-label="it_band/right/front"]')
    label.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    x, y = label.evaluate("""one => {
        const at = new DOMPoint(one.getAttribute("x"), one.getAttribute("y"));
        const on = at.matrixTransform(one.ownerSVGElement.getScreenCTM());
        return [on.x, on.y];
    }""")
    page.touchscreen.tap(x + 6, y)
    expect(page.locator("[data-name]")).to_have_text("right IT band, outside of the thigh")


def test_a_kind_without_its_number_is_not_lost_on_going_on(open_page: Any, site: str) -> None:
    page = open_page("/healthz", **TOUCH)
    sign_in(page, site, make.login_of(make.client()))
    page.goto(WHERE)
    page.locator(f'[data-place="{CALF}"]').tap(force=True)
    page.get_by_role("radio", name="numb or tingling").tap()
    page.get_by_role("button", name="Save and go on").tap()
    expect(page.get_by_role("alert")).to_have_text("Say how much too.")
    page.get_by_role("radio", name="2", exact=True).first.tap()
    assert ("calf/left/back", "2", "numb") in rows(page)


def test_the_chart_with_its_panel_passes_axe_and_fits_its_screen(open_page: Any, site: str) -> None:
    page = open_page("/healthz", **TOUCH)
    sign_in(page, site, make.login_of(make.client()))
    broken: list[Any] = []
    for theme, width in (("light", 390), ("dark", 390), ("light", 1440)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(WHERE)
        Finger(page).mark(CALF, "", 6, "tight")
        page.locator(f'[data-place="{KNEE}"]').tap(force=True)
        page.evaluate(axe.SETTLED)
        broken += [(theme, each["id"]) for each in Axe().run(page).response["violations"]]
        broken += [(theme, width, "too wide")] * int(page.evaluate(TOO_WIDE))
    assert broken == []
