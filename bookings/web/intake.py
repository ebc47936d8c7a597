"""The questions before a session, a section a step; the same pages with a login and by a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bookings.web import intake_showing as showing
from bookings.web.intake_way import Way, body, number, own
from clinic.foundation.codes import new_code
from clinic.foundation.errors import Conflict, Invalid, Problem
from clinic.foundation.queries import access
from protocols.actions.intake import sentence
from protocols.core.intake.asking import missing, shown
from protocols.core.intake.drafts import current
from protocols.core.intake.shape import Section
from protocols.forms import intake as forms
from protocols.queries import intake, screenings
from protocols.queries.intake import Words
from protocols.web.answering import asked

PAGE = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(["GET", "HEAD"])
def page(request: HttpRequest) -> HttpResponse:
    """What is asked and why, how long it takes, and where somebody stands."""
    return overview(request, _own(request))


@never_cache
@require_http_methods(PAGE)
def section(request: HttpRequest, part: str) -> HttpResponse:
    """One section of it."""
    return step(request, _own(request), part)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Answers as they are given, sent by the page's script."""
    return saved(request, _own(request))


@never_cache
@require_http_methods(PAGE)
def done(request: HttpRequest) -> HttpResponse:
    """Send it in. The answer is this page: an address of its own would say in a log what was said."""
    return sent_in(request, _own(request))


def overview(request: HttpRequest, way: Way, trouble: str = "") -> HttpResponse:
    """The first page of either way; below what stands in the way of sending in."""
    context = showing.start(way) | {"trouble": trouble}
    status = 422 if trouble else 200
    return render(request, "protocols/intake/start.html", context, status=status)


def step(request: HttpRequest, way: Way, part: str) -> HttpResponse:
    """One section; its button keeps what was typed and leads on, if nothing is missing."""
    here = way.section(part)
    if request.method != "POST":
        return _drawn(request, way, here)
    if "as_last" in request.POST:
        _as_last(way, here)
        return HttpResponseRedirect(way.url("intake_section", here.code))
    typed = forms.sent(here, request.POST)
    tab, seen = request.POST.get("tab", ""), number(request.POST.get("seen", ""))
    try:
        faults = way.keep(tab, seen, typed).faults
    except (Conflict, Invalid) as problem:
        return _drawn(request, way, here, typed=typed, trouble=problem.sentence)
    kept = way.again()
    wrong, more = _lacks(here, way.words.answers, kept.words, typed, faults)
    if wrong or more:
        return _drawn(request, kept, here, typed=typed, faults=wrong, more=more and not wrong)
    return HttpResponseRedirect(way.after(here))


def saved(request: HttpRequest, way: Way) -> HttpResponse:
    """What became of a save: the revision, faults by question, questions answered in two tabs."""
    try:
        tab, seen, answers = body(request)
        kept = way.keep(tab, seen, answers)
    except Problem as problem:
        fault = {"code": problem.code, "sentence": problem.sentence}
        return JsonResponse(fault, status=problem.status)
    told = {"rev": kept.rev, "faults": kept.faults, "twice": kept.twice}
    return JsonResponse(told, status=422 if kept.faults else 200)


def sent_in(request: HttpRequest, way: Way) -> HttpResponse:
    """Send it in: thanks, or kindly *a doctor first*."""
    if request.method != "POST" or (way.sitting is None and not way.sections):
        return render(request, "protocols/intake/done.html", {"way": way})
    try:
        codes = way.send()
    except (Conflict, Invalid) as problem:
        return overview(request, way, problem.sentence)
    held = screenings.held(way.client, way.now) if way.by else codes
    if screenings.stops(held, way.now):
        return render(request, "protocols/intake/not_now.html", {"way": way})
    return render(request, "protocols/intake/done.html", {"way": way, "sent": True})


def _own(request: HttpRequest) -> Way:
    me = asked(request)
    return own(me.by, me.client, me.now)


def _lacks(
    here: Section,
    before: Mapping[str, Any],
    told: Words,
    typed: Mapping[str, Any],
    faults: Mapping[str, str],
) -> tuple[dict[str, str], bool]:
    """What is wrong or missing in a section, and whether its answers led to more questions."""
    now = {question.code for question in shown(here, told.answers)}
    known = {question.code for question in shown(here, before)} | set(typed)
    fresh = now - known - set(told.answers)
    wrong = {code: _("Choose one of your two answers.") for code in now & set(told.twice)}
    wrong |= faults
    lacking = set(missing(here, told.answers)) - fresh - set(wrong)
    return wrong | {code: sentence("missing") for code in lacking}, bool(fresh)


def _drawn(
    request: HttpRequest,
    way: Way,
    here: Section,
    *,
    typed: dict[str, Any] | None = None,
    faults: dict[str, str] | None = None,
    more: bool = False,
    trouble: str = "",
) -> HttpResponse:
    context = showing.section(way, here, typed=typed, faults=faults or {})
    context |= {"more": more, "trouble": trouble, "tab": new_code()}
    status = 422 if faults or trouble else 200
    return render(request, "protocols/intake/section.html", context, status=status)


def _as_last(way: Way, here: Section) -> None:
    """Take over what was answered last time, read through the gate like any record."""
    found = showing.last(way, here)
    if found is None or way.by is None:
        return
    why = _("You answered as last time")
    told = intake.draft_of(access.read_health(way.by, found, why, now=way.now)["answers"])
    codes = {question.code for question in here.questions}
    answers = {code: value for code, value in current(told).items() if code in codes}
    way.keep(new_code(), way.words.rev, answers)
