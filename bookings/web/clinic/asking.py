"""What the owner's pages share: who asks, what was sent, and the frame of a form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clinic.foundation.models import User
from clinic.foundation.queries.people import practice
from protocols.core.zones import load

pages = require_http_methods(["GET", "HEAD", "POST"])


def by(request: HttpRequest) -> User:
    """Who asks; the policy has let only owners in."""
    return cast("User", request.user)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def today(now: datetime, zone: str = "") -> date:
    """The day on the calendar there, or at the clinic."""
    return now.astimezone(load(zone or practice().zone)).date()


def framed(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    """A page that is one form: `title`, `lead`, `button`, and `back` to where one came from."""
    return render(request, "bookings/clinic/form.html", {"form": form, **context})
