"""Sittings over the intake for tests: answers that leave nothing open, and pages as a browser sees them."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from bookings.actions import intake as actions
from clinic.foundation.models import Client
from protocols.actions import intake as sittings
from protocols.core.intake.asking import shown
from protocols.core.intake.shape import NONE_OF_THESE, Question, Section
from protocols.models import Intake
from protocols.queries import forms
from tests.clinic import make

NOW = make.NOW


def calm(question: Question) -> Any:
    """An answer that raises no flag."""
    if question.kind == "several":
        codes = [one.code for one in question.choices]
        return [NONE_OF_THESE] if NONE_OF_THESE in codes else codes[:1]
    if question.kind == "choice":
        return next(one.code for one in question.choices if not one.flag)
    told: dict[str, Any] = {
        "yes_no": "no",
        "scale": 0,
        "date": "2026-11-01",
        "text": "as ever",
        "chart": [],
    }
    return told[question.kind]


def answers(section: Section, **other: Any) -> dict[str, Any]:
    """Answers to all that a section asks, with `other` ones by code."""
    found: dict[str, Any] = {}
    for _round in range(3):  # what follows from an answer is answered too
        for question in shown(section, found):
            found.setdefault(question.code, other.get(question.code, calm(question)))
    return found


def section(code: str) -> Section:
    found = forms.current()[1].section(code)
    assert found is not None
    return found


def begun(client: Client, now: datetime = NOW, **other: Any) -> Intake:
    return sittings.begin(by=make.login_of(client), client=client, now=now, **other)


def save(row: Intake, tab: str = "a", seen: int = 0, now: datetime = NOW, **said: Any) -> Any:
    by = row.client.user if not row.link else None
    return sittings.save(by=by, intake=row, tab=tab, seen=seen, answers=said, now=now)


def sent_in(
    client: Client, codes: Collection[str] = ("flags",), now: datetime = NOW, **other: Any
) -> Intake:
    """A sitting of these sections that the client sent in themself."""
    row = begun(client, now)
    for code in codes:
        save(row, now=now, **answers(section(code), **other))
    actions.submit(by=make.login_of(client), intake=row, sections=codes, now=now)
    row.refresh_from_db()
    return row


def main(page: Any) -> str:
    """What a page says, without its frame."""
    return str(re.sub(r"\s+", " ", re.search(r"<main.*</main>", page.text, re.DOTALL)[0]))  # type: ignore[index]


def hidden(page: Any) -> dict[str, str]:
    """Tab and revision of a page of questions."""
    return dict(re.findall(r'<input type="hidden" name="(tab|seen)" value="([^"]*)"', page.text))
