"""What the pages of staff share: who asks, once-tokens, and the way back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.web.party import used_up
from clinic.foundation.actions import idempotency
from clinic.foundation.errors import Conflict, Invalid, Problem, Refused
from clinic.foundation.forms.once import OnceForm
from clinic.foundation.models import User
from protocols.web.answering import safe_next

PAGE = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who asks; the clock is read once a request."""

    by: User
    now: datetime


def staff(request: HttpRequest) -> Staff:
    """The person of this request, and its moment."""
    return Staff(cast("User", request.user), timezone.now())


def once(me: Staff, form: OnceForm, call: str, do: Callable[[], Any]) -> str:
    """Do what a valid form asks for, once, however often it is sent: the code of what it made.

    `call` names what is done, and to what. What `do` answers must have a `code`. Raises `Invalid`
    where the same showing is sent for something else.
    """
    said = {name: value for name, value in form.cleaned_data.items() if name != "once"}
    body = json.dumps(said, default=str, sort_keys=True).encode()
    try:
        done = idempotency.once(
            by=me.by,
            key=form.key,
            call=call,
            body=body,
            now=me.now,
            do=lambda: (200, str(do().code)),
        )
    except Invalid as problem:
        raise (used_up() if problem.code == "key_reused" else problem) from problem
    return done.code


def tried(
    request: HttpRequest, me: Staff, form: OnceForm, call: str, do: Callable[[], Any]
) -> bool:
    """The same for a form of buttons alone: what goes wrong is told on the next page.

    Says whether it went well.
    """
    try:
        if not form.is_valid():
            messages.error(request, _("This page was out of date. Look again."))
            return False
        once(me, form, call, do)
    except (Conflict, Invalid, Refused) as problem:
        messages.error(request, in_passing(problem))
        return False
    return True


def in_passing(problem: Problem) -> str:
    """What is told on the next page. Until then it lies in a cookie, or in the browser's session:
    so the reasons of the rules, which speak of health, are left to the page.
    """
    if "reasons" in problem.more:
        return _("The rules speak against it as it is booked. Look at it once more.")
    return problem.sentence


def back(request: HttpRequest, name: str, *args: str) -> HttpResponse:
    """To the page that the form names as `next`, if it is ours; else to this route."""
    return HttpResponseRedirect(safe_next(request) or reverse(name, args=args))
