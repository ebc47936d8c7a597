"""The race card: the therapist's page of one session, on one screen and one printed page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bookings.core.prefill import speaks
from bookings.core.record_words import answer, worded
from bookings.forms.desk import MarkForm
from bookings.queries import card as queries
from bookings.queries import day_health
from bookings.queries.card_answers import Answers
from bookings.web.desk_asking import staff
from protocols.core.body import marks
from protocols.core.body.regions import place_words, said
from protocols.core.intake.diff import Change
from protocols.web import extras, words


@dataclass(frozen=True)
class Changed:
    """One thing that was answered anew, in words; "" where nothing was said."""

    what: str
    before: str
    now: str
    kind: str  # new, changed, gone


@require_safe
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    """All there is to know before a session of a client they treat. Each part read is a look."""
    me = staff(request)
    row = day_health.own_appointment(me.by, code, now=me.now)
    card = queries.card(me.by, row, now=me.now)
    spoken = words.language(get_language() or "en")
    context = {
        "card": card,
        "line": card.line,
        "changes": changed(card.answers, spoken),
        "kind": card.now.kind.words[spoken],
        "marks": [(state, MarkForm(auto_id=False)) for state in card.line.steps],
        "advice": extras.told(card.advice),
        "note_first": card.line.state in ("in_session", "done"),
    }
    return render(request, "bookings/card/page.html", context)


def changed(answers: Answers, spoken: str) -> list[Changed]:
    """What is new since the visit before, in the words of the form; a first *no* is nothing new."""
    return [_changed(one, answers, spoken) for one in answers.changes if speaks(one)]


def _changed(one: Change, answers: Answers, spoken: str) -> Changed:
    if one.moved is not None:
        mark = one.moved.mark
        kind = said(marks.KINDS[mark.kind], spoken)
        what = f"{place_words(*mark.place, spoken)}, {kind}"
        return Changed(what, _figure(one.before), _figure(one.now), one.kind)
    question = answers.form.question(one.code)
    before, now = (_told(question, value, spoken) for value in (one.before, one.now))
    return Changed(worded(one.words, spoken), before, now, one.kind)


def _figure(pain: int | None) -> str:
    return "" if pain is None else str(pain)


def _told(question: Any, value: Any, spoken: str) -> str:
    if value is None or value in ("", []):
        return ""
    told = answer(question, value, spoken)
    return ", ".join(told) if isinstance(told, list) else told
