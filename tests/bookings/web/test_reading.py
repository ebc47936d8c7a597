"""Every page that shows words about health: each thing opened is a look, and no look means no word."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client as Browser
from django.urls import get_resolver, reverse

from bookings.models import Appointment, ReviewLine, Therapist
from clinic import urls
from clinic.foundation.actions import break_glass
from clinic.foundation.models import Client, Look, User
from clinic.foundation.policy import routes
from clinic.foundation.queries import access, vault
from clinic.foundation.roles import Role
from protocols.models import FormVersion, Intake
from tests.bookings import kept, studio
from tests.bookings.studio import NOW, at
from tests.clinic import make
from tests.clinic.bare import bare, unheard

pytestmark = pytest.mark.django_db
__all__ = ["bare", "unheard"]
WORDS = kept.WORDS
OPEN = "Entwurfsantwortspecht"  # in a sitting that is not sent in yet
THINNER = "blood thinner"  # of a flag, as pages call it


@dataclass(frozen=True)
class Story:
    """Mara, whom Ana treats: one session today, one that waits for a look, and a whole record."""

    mara: Client
    today: Appointment
    review: Appointment
    signed: Appointment
    draft: Appointment

    @property
    def codes(self) -> list[str]:
        """Of everything that an address can name."""
        sessions = [self.today, self.review, self.signed, self.draft]
        rest = [self.mara.code, self.mara.injuries.get().code, self.mara.absences.get().code]
        return [*(one.code for one in sessions), *rest, "history", "medicines"]


@dataclass
class Seen:
    """Which records were handed to the vault for somebody's eyes, and which for a program's."""

    shown: Counter[str] = field(default_factory=Counter)
    unseen: bool = False


def question(story: Story) -> str:
    return reverse("review_question", args=[story.review.code])


def progress(story: Story) -> str:
    return reverse("client_progress", args=[story.mara.code])


Where = Callable[[Story], str]
# route -> (who, address, a word that stands on it)
PAGES: dict[str, tuple[str, Where, str]] = {
    "day": ("ana", lambda story: "/day/", THINNER),
    "day_part": ("ana", lambda story: "/day/part/", THINNER),
    "day_session": ("ana", lambda story: f"/day/{story.today.code}/", THINNER),
    "note": ("ana", lambda story: f"/day/{story.draft.code}/note/", WORDS["draft"]),
    "note signed": ("ana", lambda story: f"/day/{story.signed.code}/note/", WORDS["addendum"]),
    "reviews": ("ana", lambda story: "/reviews/", THINNER),
    "review": ("ana", lambda story: f"/reviews/{story.review.code}/", WORDS["cleared"]),
    "me": ("mara", lambda story: "/me/", WORDS["note"]),
    "appointment": ("mara", lambda story: f"/appointments/{story.today.code}/", WORDS["session"]),
    "absences": ("mara", lambda story: "/away/", WORDS["absence"]),
    "absence": ("mara", lambda story: f"/away/{story.mara.absences.get().code}/", WORDS["absence"]),
    "injury": (
        "mara",
        lambda story: f"/injuries/{story.mara.injuries.get().code}/",
        WORDS["injury"],
    ),
    "review_question": ("mara", question, WORDS["asked"]),
    "progress": ("mara", lambda story: "/progress/", "Achilles"),
    "client_progress": ("ana", progress, "Achilles"),
    "intake": ("mara", lambda story: "/intake/", ""),  # says what is done, and no word of it
    "intake_section": ("mara", lambda story: "/intake/history/", OPEN),
    "consent": ("mara", lambda story: "/consent/", WORDS["signature"]),
    "record_page": ("mara", lambda story: "POST /record/export/page/", WORDS["answer"]),
    "record_file": ("mara", lambda story: "POST /record/export/file/", WORDS["answer"]),
    "clinic_record": ("ines", lambda story: f"/clinic/records/{story.mara.code}/", WORDS["draft"]),
}


# Pages that open health and are asked in tests of their own.
ELSEWHERE: set[str] = set()


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def story() -> Story:
    studio.clinic()
    ana = Therapist.objects.get().user
    mara = make.client("mara")
    kept.everything(mara, ana)
    today = kept.session(mara, ana, at(0, 15), state="confirmed")
    review = kept.session(mara, ana, at(1, 15), state="review")
    for row in ReviewLine.objects.filter(kind__in=["asked", "cleared"]):
        step = ReviewLine(appointment=review, client=mara, kind=row.kind, at=NOW, by=ana)
        kept.seal(step, "details", access.open_unseen(mara, [row])[0]["details"])
    version = FormVersion.objects.latest("number")
    sitting = Intake(client=mara, version=version, opened_at=NOW, saved_at=NOW, rev=1)
    kept.seal(sitting, "answers", json.dumps({"goals": [["000001", "t", OPEN]]}))
    ines = make.user("ines", Role.OWNER)
    break_glass.begin(by=ines, client=mara, reason="She fainted here", now=NOW)
    signed = mara.visit_notes.exclude(signed_at=None).get().appointment
    draft = mara.visit_notes.get(signed_at=None).appointment
    return Story(mara, today, review, signed, draft)


def browser_of(who: str) -> Browser:
    browser = Browser(raise_request_exception=False)
    browser.force_login(User.objects.get(email=f"{who}@example.org"))
    return browser


def ask(name: str, story: Story) -> Any:
    """The answer at a route of `PAGES`, for whom it is."""
    who, where, _word = PAGES[name]
    browser = browser_of(who)
    method, _, address = f"{'' if 'POST' in where(story) else 'GET '}{where(story)}".partition(" ")
    return browser.generic(method, address)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """What is opened from here on."""
    found = Seen()
    opens = vault.open_several

    def open_several(records: Any) -> Any:
        if not found.unseen:
            found.shown.update(f"{type(row).__name__}:{code}" for _, (row, code, _) in records)
        return opens(records)

    def for_a_program(real: Any) -> Any:
        def open_unseen(*given: Any, **more: Any) -> Any:
            found.unseen = True
            try:
                return real(*given, **more)
            finally:
                found.unseen = False

        return open_unseen

    monkeypatch.setattr(vault, "open_several", open_several)
    for name in ("open_unseen", "open_unseen_of"):
        monkeypatch.setattr(access, name, for_a_program(getattr(access, name)))
    return found


@pytest.mark.parametrize("name", PAGES)
def test_each_thing_that_a_page_opens_is_a_look_and_nothing_else(
    name: str, story: Story, seen: Seen
) -> None:
    before = Look.objects.count()
    answer = ask(name, story)
    assert answer.status_code == 200
    logged = Look.objects.order_by("pk")[before:].values_list("record", flat=True)
    assert seen.shown == Counter(logged)
    assert seen.shown


@pytest.mark.parametrize("name", PAGES)
def test_where_a_look_cannot_be_logged_no_word_is_shown(
    name: str, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_rows: Any) -> None:
        raise OperationalError("the disk is full")

    monkeypatch.setattr(Look.objects, "bulk_create", fails)
    answer = ask(name, story)
    assert answer.status_code >= 500
    assert [word for word in (*WORDS.values(), THINNER, OPEN) if word in answer.text] == []


@pytest.mark.parametrize("name", PAGES)
def test_were_the_log_optional_the_words_would_be_shown_without_it(
    name: str, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Look.objects, "bulk_create", lambda _rows: None)
    before = Look.objects.count()
    assert PAGES[name][2].lower() in ask(name, story).text.lower()
    assert Look.objects.count() == before


def whose(name: str) -> str:
    """Who of the three may use a route; "" for nobody of them, or anybody."""
    roles = urls.policies[name].roles
    of = {Role.CLIENT: "mara", Role.THERAPIST: "ana", Role.OWNER: "ines"}
    return next((who for role, who in of.items() if role in roles), "")


@pytest.mark.usefixtures("bare", "unheard")
def test_every_page_that_opens_something_is_asked_here(story: Story, seen: Seen) -> None:
    """Each route is looked at with each code until one answers: whatever opens is in the list."""
    browsers, found = {who: browser_of(who) for who in ("mara", "ana", "ines")}, set()
    for route, name in routes(get_resolver().url_patterns):
        if not (who := whose(name)) or urls.policies[name].api:
            continue
        coded = "<slug:code>" in route
        for code in story.codes if coded else [""]:
            where = re.sub(r"<(?:\w+:)?\w+>", "1", route.replace("<slug:code>", code))
            seen.shown.clear()
            browsers[who].get(f"/{where}")
            if seen.shown:
                found.add(name)
                break
    assert found <= {name.split()[0] for name in PAGES} | ELSEWHERE
