"""What the pages of the questions show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from bookings.web.intake_way import Way
from protocols.core.intake.asking import shown
from protocols.core.intake.shape import Section
from protocols.forms import intake as forms
from protocols.forms import intake_marks
from protocols.models import Intake
from protocols.queries import consents, intake

SECONDS = 8  # that a question takes


def start(way: Way) -> dict[str, Any]:
    """The first page: the sections with how each stands, and what comes next."""
    steps = [
        {
            "title": forms.words(one.words),
            "url": way.url("intake_section", one.code),
            "state": way.state(one),
        }
        for one in way.sections
    ]
    left = [each for each in steps if each["state"] == "open"]
    begun = way.sitting is not None
    questions = sum(len(shown(one, {})) for one in way.sections)
    return {
        "way": way,
        "steps": steps,
        "next": (left or steps[:1])[0]["url"] if steps and (left or not begun) else "",
        "begun": begun,
        "minutes": max(1, round(questions * SECONDS / 60)),
        "done": way.url("intake_done"),
        "consent": _consent(way),
    }


def _consent(way: Way) -> str:
    """Where the consent is signed, if it is to be; by a link only for the first time."""
    state = consents.states([way.client])[way.client.pk]
    if way.secret:
        return way.url("intake_consent") if state == consents.NONE else ""
    return "" if state == consents.SIGNED else f"{reverse('consent')}?next={reverse('intake')}"


def section(
    way: Way, here: Section, *, typed: Mapping[str, Any] | None, faults: Mapping[str, str]
) -> dict[str, Any]:
    """One step: its questions as they stand, with what is wrong beside each."""
    told, place = way.words, way.sections.index(here)
    rows = forms.rows(here, told.answers, faults=faults, twice=told.twice, typed=typed)
    return {
        "way": way,
        "title": forms.words(here.words),
        "rows": rows,
        "wrong": [row for row in rows if row.error],
        "seen": told.rev,
        "number": place + 1,
        "count": len(way.sections),
        "back": way.url("intake_section", way.sections[place - 1].code) if place else "",
        "start": way.url("intake"),
        "save": way.url("intake_save"),
        "last": last(way, here),
        "chart": chart(here),
    }


def last(way: Way, here: Section) -> Intake | None:
    """The sitting to answer "as last time" from: for a login alone, while nothing is answered."""
    if way.by is None or any(one.code in way.words.answers for one in here.questions):
        return None
    return intake.last_time(way.client, here, way.now)


def chart(here: Section) -> dict[str, Any]:
    """What a list of places offers, for a section with a chart; else nothing."""
    if not any(question.kind == "chart" for question in here.questions):
        return {}
    return {
        "places": intake_marks.place_options(),
        "pains": intake_marks.pain_options(),
        "kinds": intake_marks.kind_options(),
    }
