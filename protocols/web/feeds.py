"""A runner's feeds: subscribing to one, how it stands, reading it now, and forgetting it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.foundation.errors import TooMany, Unavailable
from protocols.actions import feed_reading
from protocols.actions import feeds as actions
from protocols.forms.feeds import FeedForm, RemoveForm
from protocols.queries import feeds
from protocols.web.answering import asked, settled, to

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Paste an address; what stands there is read at once."""
    me = asked(request)
    form = FeedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = {"client": me.client, "address": form.cleaned_data["address"]}
        made = form.tried(lambda: actions.subscribe(by=me.by, now=me.now, **told))
        if made:
            messages.success(request, _("%(name)s is read from now on.") % {"name": made.name})
            return settled(reverse("feed", args=[made.code]))
    return render(request, "protocols/feeds/new.html", {"form": form})


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """How a feed stands, and what came of it."""
    me = asked(request)
    line = feeds.one(me.by, code, me.now)
    context = {"line": line, "made": feeds.made(line.source)}
    return render(request, "protocols/feeds/one.html", context)


@require_http_methods(PAGE)
def address(request: HttpRequest, code: str) -> HttpResponse:
    """Give it a new address; what stands there is read at once."""
    me = asked(request)
    line = feeds.one(me.by, code, me.now)
    form = FeedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = {"source": line.source, "address": form.cleaned_data["address"]}
        if form.tried(lambda: actions.readdress(by=me.by, now=me.now, **told)):
            messages.success(request, _("Read there just now, and every hour from now on."))
            return settled(reverse("feed", args=[code]))
    return render(request, "protocols/feeds/address.html", {"form": form, "line": line})


@require_POST
def read(request: HttpRequest, code: str) -> HttpResponse:
    """Read it now."""
    me = asked(request)
    source = feeds.one(me.by, code, me.now).source
    try:
        feed_reading.read_now(by=me.by, source=source, now=me.now)
    except (TooMany, Unavailable) as fault:
        messages.warning(request, fault.sentence)
        return to("feed", code)
    if feeds.one(me.by, code, me.now).trouble:
        messages.warning(request, _("It could not be read. What you have here stays."))
    else:
        messages.success(request, _("Read just now."))
    return settled(reverse("feed", args=[code]))


@require_http_methods(PAGE)
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then forget it."""
    me = asked(request)
    line = feeds.one(me.by, code, me.now)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        things = form.cleaned_data["with_things"]
        actions.unsubscribe(by=me.by, source=line.source, now=me.now, with_things=things)
        messages.success(request, _("%(name)s is not read any more.") % {"name": line.source.name})
        return settled(reverse("imports"))
    return render(request, "protocols/feeds/remove.html", {"form": form, "line": line})
