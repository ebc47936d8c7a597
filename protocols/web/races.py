"""A runner's races: those to come, those past, and the clinic's list to pick from."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from protocols.actions import races as actions
from protocols.forms.races import PriorityForm, RaceEditForm, RaceForm, typed_race
from protocols.queries import imports, races, training
from protocols.web.answering import asked, settled, to

PAGE = ["GET", "HEAD", "POST"]
BOOK = "/book/services/?need=race"  # a page of bookings, which this part does not know


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Own races: the next one first, and those past."""
    me = asked(request)
    coming, past = races.coming(me.client, me.now), races.past(me.client, me.now)
    known = imports.origins(me.client, races=[*coming, *past])
    context = {
        "coming": training.lines(coming, me.now, known),
        "past": training.lines(past, me.now, known),
        "me": me,
    }
    return render(request, "protocols/races/list.html", context)


@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Type a race in."""
    me = asked(request)
    form = RaceForm(request.POST if request.method == "POST" else None, initial={"zone": me.zone})
    if request.method == "POST" and form.is_valid():
        do = partial(actions.add, by=me.by, client=me.client, race=form.entry(), now=me.now)
        if code := form.tried(lambda: me.once(form, "add race", do)):
            race = {"race": form.cleaned_data["name"]}
            messages.success(request, _("%(race)s is in your calendar.") % race)
            return settled(reverse("race", args=[code]))
    return render(request, "protocols/races/new.html", {"form": form})


@require_http_methods(PAGE)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One race, and the form that changes it."""
    me = asked(request)
    race = races.one(me.by, code, me.now)
    data = request.POST if request.method == "POST" else None
    form = RaceEditForm(data, initial=typed_race(race))
    if request.method == "POST" and form.is_valid():
        made = form.tried(
            lambda: actions.change(by=me.by, race=race, changes=form.changes(race), now=me.now)
        )
        if made:
            messages.success(request, _("Changed."))
            if made.status == "dnf" != race.status:  # the row as it was
                return to("race_stopped", made.code)
            return settled(reverse("race", args=[made.code]))
    known = imports.origins(me.client, races=[race])
    line = training.line(race, races.standing(race), me.now, known)
    context = {"form": form, "line": line, "race": race, "book": BOOK, "me": me}
    return render(request, "protocols/races/one.html", context)


@require_POST
def priority(request: HttpRequest, code: str) -> HttpResponse:
    """Say how much a race matters, by one press."""
    me = asked(request)
    race, form = races.one(me.by, code, me.now), PriorityForm(request.POST)
    if form.is_valid():
        actions.change(by=me.by, race=race, changes=form.cleaned_data, now=me.now)
    return settled(reverse("race", args=[race.code]))


@require_http_methods(PAGE)
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then take it out."""
    me = asked(request)
    race = races.one(me.by, code, me.now)
    if request.method == "POST":
        actions.remove(by=me.by, race=race, now=me.now)
        messages.success(request, _("%(race)s is out of your calendar.") % {"race": race.name})
        return settled(reverse("races"))
    return render(request, "protocols/races/remove.html", {"race": race})


@require_safe
def picking(request: HttpRequest) -> HttpResponse:
    """The clinic's list; one press puts a race into one's own calendar."""
    me, words = asked(request), request.GET.get("words", "")[:100].strip()
    picked = races.picked_codes(me.client)
    listed = [(race, picked.get(race.code)) for race in races.to_pick(me.now, words=words)]
    return render(request, "protocols/races/pick.html", {"listed": listed, "words": words})


@require_POST
def pick(request: HttpRequest, code: str) -> HttpResponse:
    """Put a race of the list into one's own calendar."""
    me = asked(request)
    race = actions.pick_listed(by=me.by, client=me.client, listed=races.listed(code), now=me.now)
    messages.success(request, _("%(race)s is in your calendar.") % {"race": race.name})
    return settled(reverse("race", args=[race.code]))
