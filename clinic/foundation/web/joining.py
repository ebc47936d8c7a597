"""Asking for the record that the clinic kept before somebody had a login."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.foundation.actions import joining as actions
from clinic.foundation.errors import Conflict
from clinic.foundation.models import User
from clinic.foundation.queries import joining

_pages = require_http_methods(["GET", "HEAD", "POST"])


@_pages
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the link. What is said does not tell whether there is such a record."""
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            actions.ask(by=cast("User", request.user), now=timezone.now())
            context["asked"] = True
        except Conflict as problem:
            context["problem"] = problem.sentence
    return render(request, "clinic/join.html", context)


@_pages
def join_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the mail: looking at it spends nothing, the button does."""
    by, now = cast("User", request.user), timezone.now()
    joining.record_to_join(by, secret, now)
    if request.method != "POST":
        return render(request, "clinic/join_link.html")
    try:
        actions.join(by=by, secret=secret, now=now)
    except Conflict as problem:
        return render(request, "clinic/join.html", {"problem": problem.sentence}, status=409)
    messages.success(request, _("The record that the clinic kept for you is yours now."))
    return redirect("me")
