"""The public pages about session types and their rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from protocols.core.pictures import LINE_MARKS, race_line
from protocols.queries import rules, session_types
from protocols.web import words


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All session types, each with its goal."""
    spoken = words.language(get_language() or "en")
    cards = [(kind, kind.words[spoken]) for kind in session_types.every()]
    return render(request, "protocols/session_types/list.html", {"cards": cards})


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One type: what is done, its rules as sentences, and its windows on the line round a race."""
    kind, number = session_types.one(code), rules.current_number()
    ruleset = rules.version(number)
    spoken = words.language(get_language() or "en")
    context = {
        "kind": kind,
        "words": kind.words[spoken],
        "source": words.source_text(kind.source),
        "groups": words.grouped(rules.about(ruleset, kind), spoken),
        "lanes": race_line(
            ruleset, kind.code, kind.depths, (kind.minutes_least, kind.minutes_most)
        ),
        "marks": LINE_MARKS,
        "version": number,
    }
    return render(request, "protocols/session_types/detail.html", context)
