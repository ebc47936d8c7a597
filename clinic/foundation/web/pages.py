"""The foundation's own pages: home, the start page, the theme switch, the two probes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST, require_safe

from clinic.foundation.http import THEME_COOKIE, THEMES, roles
from clinic.foundation.queries import readiness

YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Legwork is, for a stranger."""
    return render(request, "clinic/home.html")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Where a person lands after signing in: what stands here depends on their roles."""
    return render(request, "clinic/account.html", {"roles": sorted(roles(request))})


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or auto in a cookie; works without JavaScript."""
    chosen = request.POST.get("theme", "auto")
    back = request.POST.get("next") or request.META.get("HTTP_REFERER") or "/"
    safe = url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(back if safe else "/")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: answers without touching anything."""
    return JsonResponse({"alive": True})


@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: the database answers and has every migration. The rest is for who looks after it."""
    now = timezone.now()
    found = readiness.readiness(now)
    return JsonResponse(readiness.told(found, now), status=200 if found.ready else 503)
