"""A runner's days away or unwell: travel, holidays, illness, a lay-off."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from protocols.actions import absences as actions
from protocols.core import walls
from protocols.forms.absences import (
    KINDS,
    AbsenceForm,
    AwayForm,
    NewAbsenceForm,
    first_absence,
    typed_absence,
)
from protocols.queries import absences
from protocols.web.answering import asked, settled

PAGE = ["GET", "HEAD", "POST"]


@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """Own absences: those to come and the last ones over. What they are is opened, with a look."""
    me = asked(request)
    why = _("You opened your days away")
    coming, over = absences.of_client(me.by, me.client, why, me.now)
    context = {"coming": coming, "over": over, "kinds": KINDS}
    return render(request, "protocols/absences/list.html", context)


@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Type one in; `?kind=` says what it is."""
    me = asked(request)
    data = request.POST if request.method == "POST" else None
    first = first_absence(request.GET.get("kind", ""), walls.today(me.now, me.zone))
    form = NewAbsenceForm(data, initial=first)
    if request.method == "POST" and form.is_valid():
        entry = form.entry(me.zone)
        do = partial(actions.add, by=me.by, client=me.client, absence=entry, now=me.now)
        if form.tried(lambda: me.once(form, "add absence", do)):
            messages.success(request, _("It is in your calendar."))
            return settled(reverse("absences"))
    return render(request, "protocols/absences/new.html", {"form": form})


@require_http_methods(PAGE)
@never_cache
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Read one, which is on file as a look, and change it."""
    me = asked(request)
    held = absences.one(me.by, code, me.now)
    form = AbsenceForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        entry = form.entry(held.zone)
        if form.tried(lambda: actions.change(by=me.by, absence=held, entry=entry, now=me.now)):
            messages.success(request, _("Changed."))
            return settled(reverse("absences"))
    if form is None:
        said = absences.read(me.by, held, _("You opened a day away"), now=me.now)
        form = AbsenceForm(initial=typed_absence(held, said))
    return render(request, "protocols/absences/one.html", {"form": form, "absence": held})


@require_POST
def away(request: HttpRequest, code: str) -> HttpResponse:
    """Say by one press whether one is out of town then."""
    me, form = asked(request), AwayForm(request.POST)
    held = absences.one(me.by, code, me.now)
    if form.is_valid():
        actions.say_away(by=me.by, absence=held, away=form.cleaned_data["away"], now=me.now)
        messages.success(request, _("Changed."))
    return settled(reverse("absences"))


@require_http_methods(PAGE)
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then take it out."""
    me = asked(request)
    held = absences.one(me.by, code, me.now)
    if request.method == "POST":
        actions.remove(by=me.by, absence=held, now=me.now)
        messages.success(request, _("It is out of your calendar."))
        return settled(reverse("absences"))
    return render(request, "protocols/absences/remove.html", {"absence": held})
