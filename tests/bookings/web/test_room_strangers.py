"""Every route, with every code of Mara's, asked by those who may not read her health: not one word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import get_resolver

from clinic import urls
from clinic.foundation.models import Look
from clinic.foundation.policy import routes
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from tests.bookings.kept import WORDS
from tests.bookings.web.desk_rows import clock, signed_in
from tests.bookings.web.test_reading import OPEN, THINNER, Story, story
from tests.clinic import make
from tests.clinic.bare import bare, unheard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare", "unheard")]
__all__ = ["bare", "clock", "story", "unheard"]
FLAG = "anticoagulant"  # as programs call it
STRANGERS: dict[str, tuple[Role, ...]] = {
    # One who may use every function of the clinic, but treats others, and has broken no glass.
    "staff": (Role.DESK, Role.OWNER, Role.THERAPIST),
    "client": (Role.CLIENT,),
}
# Pages that ask everybody about blood thinners, or hold the rules about them.
ASKS = re.compile(r"check|intake|rules|evaluate|try|docs|schema|openapi|clinic_form|form_")


def stranger(who: str) -> Browser:
    return signed_in(make.user("cem", *STRANGERS[who]))


def pages(browser: Browser, story: Story, *only: str) -> Iterator[tuple[str, str]]:
    """Each page of ours that can be looked at (or `only` some), by its name, with a code of each kind.

    Whom the policy refuses it refuses whatever the code.
    """
    mara = story.mara
    things: list[Any] = [story.review, story.draft, mara, mara.injuries.get(), mara.absences.get()]
    for route, name in routes(get_resolver().url_patterns):
        if not ours(name) or name not in (only or {name}):
            continue
        for code in [one.code for one in things] if "<" in route else [""]:
            where = re.sub(r"<(?:\w+:)?\w+>", code, route)
            answer = browser.get(f"/{where}")
            yield name, answer.text
            if answer.status_code == 403:
                break


def ours(name: str) -> bool:
    """Whether it is a page for somebody signed in, and none of a package's."""
    policy = urls.policies[name]
    return bool(policy.roles) and not name.startswith(("account_", "mfa_", "usersessions_"))


@pytest.mark.parametrize("who", STRANGERS)
def test_no_page_tells_a_word_of_health_to_whom_it_is_not_for(who: str, story: Story) -> None:
    browser, before = stranger(who), Look.objects.filter(client=story.mara).count()
    told = {
        (name, word)
        for name, text in pages(browser, story)
        for word in (*WORDS.values(), OPEN, *(() if ASKS.search(name) else (THINNER, FLAG)))
        if word in text
    }
    assert told == set()  # a page, and the word on it
    assert Look.objects.filter(client=story.mara).count() == before


def test_were_everybody_let_in_the_words_would_be_found(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_treated", lambda _by, clients, _now: {*clients})
    only = ("day_session", "review")
    told = {name for name, text in pages(stranger("staff"), story, *only) if THINNER in text}
    assert told == {*only}
