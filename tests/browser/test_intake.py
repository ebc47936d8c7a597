"""The questions before a session on a telephone: what follows from an answer is asked, and only that."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.actions import booking
from bookings.models import Appointment
from clinic.foundation.models import Client
from clinic.foundation.queries import access
from protocols.core.intake import drafts
from protocols.models import Intake, Screening
from protocols.queries import screenings
from tests.bookings import studio
from tests.browser.ways import TOUCH, sign_in
from tests.clinic import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ALL_DAY = [[day, 0, 24 * 60] for day in range(7)]
NONE, SAVED = "None of these", "Saved"


@pytest.fixture
def row() -> Appointment:
    where = studio.location(hours=ALL_DAY)
    studio.therapist(where, "ana", hours=ALL_DAY)
    studio.room(where)
    studio.service(type="injury", kind="deep_tissue")
    now, mara = timezone.now(), make.client()
    start = (now + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    wish = studio.wanted(mara, start, accept_caution=True)
    return booking.book(by=make.login_of(mara), wanted=wish, now=now)


def question(page: Page, words: str) -> Any:
    return page.locator("[data-question]", has_text=words).first


def choose(page: Page, words: str, answer: str) -> None:
    """Tap one of the answers to a question."""
    question(page, words).locator("label", has_text=answer).first.tap()


def on(page: Page) -> None:
    """To the next step, once the last answer is saved."""
    expect(page.locator("[data-state]")).to_contain_text(SAVED)
    with page.expect_navigation():
        page.locator("form[data-intake] button[type=submit]").last.tap()


def answers(client: Client) -> dict[str, Any]:
    sitting = Intake.objects.get(client=client, submitted_at__isnull=False)
    return drafts.current(json.loads(access.open_unseen(client, [sitting])[0]["answers"]))


def test_an_injury_is_told_of_by_finger_with_the_body_chart(
    open_page: Any, site: str, row: Appointment
) -> None:
    page = open_page("/healthz", **TOUCH)
    sign_in(page, site, make.login_of(row.client))
    page.goto("/intake/")
    page.get_by_role("link", name="Begin").tap()
    red_flags(page)
    where_it_hurts(page)
    everything_else(page)
    page.get_by_role("button", name="Send my answers").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    said = answers(row.client)
    assert [(m["region"], m["side"], m["pain"], m["kind"]) for m in said["hurts"]] == [
        ("calf", "left", 6, "tight")
    ]
    assert (said["pain_start"], said["injury_kind"]) == (6, "tendinopathy")
    assert screenings.held(row.client, timezone.now()) == ["numbness_below_knee"]
    assert Screening.objects.count() == 1
    row.refresh_from_db()
    assert row.state == "review"


def red_flags(page: Page) -> None:
    choose(page, "Is any of this so, now", NONE)
    choose(page, "And of this?", NONE)
    choose(page, "Muscles, tendons and nerves", "Numbness or tingling")
    choose(page, "Did you sleep less", "No")
    on(page)


def where_it_hurts(page: Page) -> None:
    """What hurts is asked about further only once something does."""
    start = question(page, "How much does it hurt when you start")
    expect(start).to_be_hidden()
    place = page.locator('.body-press [data-place="calf/left/back"]')
    box = place.bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.3)
    panel = page.locator(".body-panel")
    panel.locator('[data-pain="6"]').tap()
    panel.locator('[data-kind="tight"]').tap()
    panel.locator('[data-do="done"]').tap()
    expect(start).to_be_visible()
    for words, answer in (("when you start", "6"), ("And at rest", "1"), ("And at night", "0")):
        choose(page, words, answer)
    choose(page, "Since when", "One to four weeks")
    on(page)


def everything_else(page: Page) -> None:
    """The injury, then whatever is asked until the end: the calm answer each time."""
    choose(page, "What is hurt", "A tendon")
    choose(page, "Who has looked at it", "Nobody yet")
    choose(page, "Is somebody else treating", "No")
    choose(page, "What makes it worse", NONE)
    on(page)
    for _step in range(6):
        if not page.locator("form[data-intake]").count():
            return
        for box in page.locator("[data-question]:visible").all():
            labels = box.locator("label", has=page.locator("input"))
            calm = labels.filter(has_text="No").or_(labels.filter(has_text=NONE))
            if labels.count():
                (calm if calm.count() else labels).first.tap()
        on(page)
