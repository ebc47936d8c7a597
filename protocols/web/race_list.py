"""The clinic's list of races, as owner and desk keep it."""

from __future__ import annotations

from functools import partial
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from clinic.foundation.models import User
from clinic.foundation.queries.people import practice
from protocols.actions import race_list as actions
from protocols.forms.races import ListedForm, NewListedForm, typed_listed
from protocols.queries import races
from protocols.web.answering import once, to

PAGE = ["GET", "HEAD", "POST"]


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is ahead on the list."""
    rows = races.whole_list(timezone.now())
    return render(request, "protocols/race_list/list.html", {"listed": rows})


@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Put a race on the list."""
    by, data = cast("User", request.user), request.POST if request.method == "POST" else None
    form, now = NewListedForm(data, initial={"zone": practice().zone}), timezone.now()
    if request.method == "POST" and form.is_valid():
        do = partial(actions.add_listed, by=by, race=form.entry())
        if form.tried(lambda: once(by, form, "list race", do, now=now)):
            messages.success(request, _("It is on the list."))
            return to("race_list")
    return render(request, "protocols/race_list/form.html", {"form": form})


@require_http_methods(PAGE)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Change a race of the list; its new time reaches those who picked it."""
    by, now, race = cast("User", request.user), timezone.now(), races.listed(code)
    form = ListedForm(
        request.POST if request.method == "POST" else None, initial=typed_listed(race)
    )
    if request.method == "POST" and form.is_valid():
        moved = form.tried(
            lambda: actions.change_listed(by=by, listed=race, race=form.entry(race), now=now)
        )
        if moved is not None:
            messages.success(request, _moved(moved))
            return to("race_list")
    return render(request, "protocols/race_list/form.html", {"form": form, "race": race})


@require_http_methods(PAGE)
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then take it off the list."""
    race = races.listed(code)
    if request.method == "POST":
        actions.remove_listed(by=cast("User", request.user), listed=race)
        messages.success(request, _("It is off the list."))
        return to("race_list")
    return render(request, "protocols/race_list/remove.html", {"race": race})


def _moved(calendars: int) -> str:
    if not calendars:
        return _("Changed.")
    words = ngettext(
        "Changed, in %(n)d runner's calendar too.",
        "Changed, in %(n)d runners' calendars too.",
        calendars,
    )
    return words % {"n": calendars}
