"""From HTTP to the house and back: problems into answers, policies at every route."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from clinic.foundation.errors import NotFound, Problem, Refused
from clinic.foundation.queries.people import roles_of

Respond = Callable[[HttpRequest], HttpResponseBase]
THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"


class Problems:
    """Turns the errors that actions raise into pages; the API has its own handler."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotFound):
            raise Http404 from error
        if isinstance(error, Refused):
            raise PermissionDenied(error.sentence) from error
        if isinstance(error, Problem):
            return render(request, "problem.html", {"problem": error}, status=error.status)
        return None


class RoutePolicies:
    """Default deny: a route is used only by those whom its declared policy names."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.policies = import_module(settings.ROOT_URLCONF).policies

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        policy = self.policies.get(match.view_name) if match else None
        if policy is None:
            raise PermissionDenied("no policy")
        if policy.public:
            return None
        signed_in = request.user.is_authenticated
        if policy.allows(
            signed_in=signed_in, roles=roles_of(request.user) if signed_in else frozenset()
        ):
            return None
        if signed_in:
            raise PermissionDenied("not for this role")
        if policy.api:
            return JsonResponse(
                problem_body("unauthenticated", "Sign in or send a token."), status=401
            )
        return redirect_to_login(request.get_full_path())


def problem_body(
    code: str, message: str, field: str | None = None
) -> dict[str, dict[str, str | None]]:
    """The API's one shape of an error."""
    return {"error": {"code": code, "message": message, "field": field}}


def page_context(request: HttpRequest) -> dict[str, str]:
    """What every page is given: the theme the reader chose."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": chosen if chosen in THEMES else "auto"}
