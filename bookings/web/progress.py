"""Charts over a season: a client's own, and for who treats them."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bookings.queries.day_health import own_client
from bookings.queries.progress import progress_of
from bookings.web.party import party
from clinic.foundation.models import User


@require_safe
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """One's own season."""
    me = party(request)
    told = progress_of(me.by, me.whose, me.now, own=True)
    return render(request, "bookings/progress/page.html", {"told": told, "own": True})


@require_safe
@never_cache
def of_client(request: HttpRequest, code: str) -> HttpResponse:
    """A client's season, for therapists who treat them."""
    by, now = cast("User", request.user), timezone.now()
    client = own_client(by, code, now=now)
    told = progress_of(by, client, now, own=False)
    return render(request, "bookings/progress/page.html", {"told": told, "own": False})
