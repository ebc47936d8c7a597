"""What a runner says of what was read: a race or none, still on or not, what a title means."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from protocols.actions import imports_answers as actions
from protocols.actions import races
from protocols.core.races import RaceEntry
from protocols.forms.imports import NO, AnswerForm, DifferForm, GoneForm, TitleForm
from protocols.forms.races import RaceForm, typed_guess
from protocols.models import Imported
from protocols.queries import import_asked, imports
from protocols.web.answering import Asked, asked, settled, to
from protocols.web.imports import HOME, PAGE


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """By one tap: a race of so much worth, with first guesses; or none."""
    me, form = asked(request), AnswerForm(request.POST)
    row = imports.one(me.by, code, me.now)
    if not form.is_valid():
        return to("imports")
    said = form.cleaned_data["answer"]
    if _otherwise(row, said):
        return _answered(request)
    if said == NO:
        do = partial(actions.decline, by=me.by, item=row, now=me.now)
        me.once(form, f"answer {code}", do)
        messages.success(request, _("It counts as training, and is not asked about again."))
        return _onward(me)
    race = replace(import_asked.guess(row, me.zone), priority=said)
    return _confirmed(request, me, form, row, race)


@require_http_methods(PAGE)
def details(request: HttpRequest, code: str) -> HttpResponse:
    """The same with its start, its terrain, and all else that can be said of it."""
    me = asked(request)
    row = imports.one(me.by, code, me.now)
    if row.state == Imported.State.DECLINED:
        return _answered(request)
    guess = import_asked.guess(row, me.zone)
    form = RaceForm(request.POST if request.method == "POST" else None, initial=typed_guess(guess))
    if request.method == "POST" and form.is_valid():
        do = partial(_confirmed, request, me, form, row, form.entry())
        if onward := form.tried(do):
            return onward
    return render(request, "protocols/imports/race.html", {"form": form, "row": row})


@require_POST
def gone(request: HttpRequest, code: str) -> HttpResponse:
    """A race that its feed does not have any more is on, or goes."""
    me, form = asked(request), GoneForm(request.POST)
    row = imports.one(me.by, code, me.now)
    if not form.is_valid():
        return to("imports")
    if form.cleaned_data["answer"] == "stay":
        me.once(form, f"stay {code}", partial(actions.stay, by=me.by, item=row, now=me.now))
        messages.success(request, _("It is on, then. It is not asked about again."))
        return to("imports")
    if row.race is not None:
        do = partial(races.remove, by=me.by, race=row.race, now=me.now)
        me.once(form, f"remove {code}", do)
    messages.success(request, _("It is out of your calendar."))
    return settled(HOME)


@require_POST
def differ(request: HttpRequest, code: str) -> HttpResponse:
    """Take what its source says, or hear no more of it."""
    me, form = asked(request), DifferForm(request.POST)
    row = imports.one(me.by, code, me.now)
    if not form.is_valid():
        return to("imports")
    if form.cleaned_data["answer"] == "mine":
        do = partial(actions.keep_mine, by=me.by, item=row, now=me.now)
        me.once(form, f"differ {code}", do)
        messages.success(request, _("Yours stands."))
        return to("imports")
    me.once(form, f"differ {code}", partial(actions.take_theirs, by=me.by, item=row, now=me.now))
    messages.success(request, _("Changed."))
    return settled(HOME)


@require_POST
def title(request: HttpRequest) -> HttpResponse:
    """Say once what workouts of a title are."""
    me, form = asked(request), TitleForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose a kind first."))
        return to("imports")
    said = {name: form.cleaned_data[name] for name in ("title", "kind")}
    named: list[int] = []

    def do() -> None:
        named.append(actions.name_title(by=me.by, client=me.client, now=me.now, **said))

    me.once(form, "name title", do)
    for number in named:
        words = ngettext("%(n)d workout is known now.", "%(n)d workouts are known now.", number)
        messages.success(request, words % {"n": number})
    return _onward(me)


def _otherwise(row: Imported, said: str) -> bool:
    """Whether it was answered before, in another window, and not like this."""
    before = Imported.State.MADE if said == NO else Imported.State.DECLINED
    return row.state == before


def _answered(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("You have answered this already. Nothing was changed."))
    return to("imports")


def _confirmed(
    request: HttpRequest, me: Asked, form: AnswerForm | RaceForm, row: Imported, race: RaceEntry
) -> HttpResponse:
    do = partial(actions.confirm, by=me.by, item=row, race=race, now=me.now)
    me.once(form, f"answer {row.code}", do)
    words = _("%(race)s is in your calendar.")
    if not race.time_known:
        words = _("%(race)s is in your calendar. Set its start there once you know it.")
    messages.success(request, words % {"race": race.name})
    return _onward(me)


def _onward(me: Asked) -> HttpResponse:
    """Back to what is still to be answered; after the last answer past the sessions booked."""
    return to("imports") if import_asked.waiting(me.client) else settled(HOME)
