"""What became of a race; and after one that was left, what stopped its runner."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from protocols.actions import races as actions
from protocols.forms.results import SHORT, ResultForm, StoppedForm, typed_result
from protocols.models import Race
from protocols.queries import races
from protocols.web.answering import asked, settle_path, settled, to

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def result(request: HttpRequest, code: str) -> HttpResponse:
    """Finished in, not started, or stopped after: then the sessions are judged by it."""
    me = asked(request)
    race = races.one(me.by, code, me.now)
    if race.start_at > me.now:
        messages.info(request, _("It has not started yet."))
        return to("race", race.code)
    data = request.POST if request.method == "POST" else None
    form = ResultForm(data, race=race, now=me.now, initial=typed_result(race))
    if request.method == "POST" and form.is_valid():
        held = form.tried(
            lambda: actions.change(by=me.by, race=race, changes=form.changes(), now=me.now)
        )
        if held:
            messages.success(request, _("Kept."))
            here = reverse("race", args=[held.code])
            return to("race_stopped", held.code) if held.status == "dnf" else settled(here)
    return render(request, "protocols/races/result.html", {"form": form, "race": race})


@require_http_methods(PAGE)
def stopped(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what stopped the runner, and lead to where that is looked after."""
    me = asked(request)
    race = races.one(me.by, code, me.now)
    if race.status != "dnf" or race.finish_at is None:
        return to("race_result", race.code)
    form = StoppedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _onward(race, form.cleaned_data["why"])
    context = {"form": form, "race": race, "short": race.finish_at - race.start_at < SHORT}
    return render(request, "protocols/races/stopped.html", context)


def _onward(race: Race, why: str) -> HttpResponse:
    """An injury is noted and then the red flags are asked; an illness is noted; else nothing is."""
    if why == "ill":
        return HttpResponseRedirect(f"{reverse('absence_new')}?kind=sick")
    if why == "injury":
        check = f"{reverse('check')}?{urlencode({'next': settle_path(reverse('injuries'))})}"
        told = {"day": f"{race.local_start:%Y-%m-%d}", "next": check}
        return HttpResponseRedirect(f"{reverse('injury_new')}?{urlencode(told)}")
    return settled(reverse("race", args=[race.code]))
