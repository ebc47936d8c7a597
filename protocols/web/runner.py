"""What a runner says of themself: profile, injuries, red flags."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from protocols.actions import injuries as injury_actions
from protocols.actions import runners as actions
from protocols.core import walls
from protocols.forms.runners import (
    CloseForm,
    InjuryForm,
    NewInjuryForm,
    ProfileForm,
    first_day,
    typed_injury,
    typed_profile,
)
from protocols.queries import injuries, runners
from protocols.web.answering import asked, safe_next, settle_path, settled

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def profile(request: HttpRequest) -> HttpResponse:
    """Read and keep one's own profile."""
    me = asked(request)
    held = runners.profile_of(me.client)
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, initial=typed_profile(held))
    if request.method == "POST" and form.is_valid():
        said = form.entry()
        do = partial(actions.keep_profile, by=me.by, client=me.client, profile=said, now=me.now)
        if form.tried(lambda: me.once(form, "keep profile", do)) is not None:
            messages.success(request, _("Kept."))
            return settled(reverse("runner"))
    today = walls.today(me.now, me.zone)
    context = {"form": form, "guardian": runners.lacks_guardian(held, today)}
    return render(request, "protocols/runner/profile.html", context)


@require_safe
def injury_list(request: HttpRequest) -> HttpResponse:
    """One's own injuries: when they were. What they are is opened one by one."""
    found = injuries.of_client(asked(request).client)
    return render(request, "protocols/injuries/list.html", {"injuries": found})


@require_http_methods(PAGE)
def injury_new(request: HttpRequest) -> HttpResponse:
    """Note an injury, on a `?day=` that an address names; the red flags follow where it says so."""
    me, onward = asked(request), safe_next(request)
    data = request.POST if request.method == "POST" else None
    day = first_day(request.GET.get("day", ""), walls.today(me.now, me.zone))
    form = NewInjuryForm(data, initial={"from_day": day})
    if request.method == "POST" and form.is_valid():
        told = {"details": form.details(), "from_day": form.cleaned_data["from_day"]}
        do = partial(injury_actions.begin, by=me.by, client=me.client, now=me.now, **told)
        if form.tried(lambda: me.once(form, "note injury", do)):
            messages.success(request, _("Noted."))
            return HttpResponseRedirect(onward or settle_path(reverse("injuries")))
    return render(request, "protocols/injuries/new.html", {"form": form})


@require_http_methods(PAGE)
@never_cache
def injury(request: HttpRequest, code: str) -> HttpResponse:
    """Read an injury, which is on file as a look, and change it."""
    me = asked(request)
    held = injuries.one(me.by, code, me.now)
    form = InjuryForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        details, day = form.details(), form.cleaned_data["from_day"]
        if form.tried(
            lambda: injury_actions.change(
                by=me.by, injury=held, details=details, from_day=day, now=me.now
            )
        ):
            messages.success(request, _("Changed."))
            return settled(reverse("injuries"))
    if form is None:
        details = injuries.read(me.by, held, _("You opened your injury"), now=me.now)
        form = InjuryForm(initial=typed_injury(details) | {"from_day": held.from_day})
    return render(request, "protocols/injuries/one.html", {"form": form, "injury": held})


@require_http_methods(PAGE)
def injury_close(request: HttpRequest, code: str) -> HttpResponse:
    """It is over."""
    me = asked(request)
    held = injuries.one(me.by, code, me.now)
    data = request.POST if request.method == "POST" else None
    form = CloseForm(data, initial={"to_day": walls.today(me.now, me.zone)})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["to_day"]
        if form.tried(lambda: injury_actions.close(by=me.by, injury=held, to_day=day, now=me.now)):
            messages.success(request, _("Good to hear. It is kept as past."))
            return settled(reverse("injuries"))
    return render(request, "protocols/injuries/close.html", {"form": form, "injury": held})
