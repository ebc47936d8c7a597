"""From HTTP to the house and back: problems into answers, policies at every route."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    RawPostDataException,
)
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.defaults import server_error
from django_htmx.http import HttpResponseClientRedirect

from clinic.foundation.errors import Invalid, NotFound, Problem, Refused, TooMany
from clinic.foundation.policy import Policy
from clinic.foundation.queries import people
from clinic.foundation.refusals import out_of_reach
from clinic.foundation.roles import Role

Respond = Callable[[HttpRequest], HttpResponseBase]
THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
AGAIN = 5  # seconds until it is worth asking again
NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # NUL, and halves of a character


class Middleware:
    """What every middleware of ours begins with: it acts when the route is known."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)


class Problems(Middleware):
    """Turns the errors that actions raise into pages; the API has its own handler.

    And an address with what no text of the database can hold is not there, wherever it leads.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NO_TEXT.search(request.path_info):
            raise Http404
        return super().__call__(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotFound):
            raise Http404 from error
        if isinstance(error, Refused):
            raise PermissionDenied(error.sentence) from error
        if isinstance(error, RawPostDataException):  # a form with files, where JSON is read
            return problem_answer(request, Invalid("invalid", _("Send it as JSON.")))
        return problem_answer(request, error) if isinstance(error, Problem) else None


class ApiErrors(Middleware):
    """Gives the API's one shape to errors that Django answers itself: no such address, wrong method."""

    CODES: ClassVar = {
        404: "not_found",
        405: "wrong_method",
        400: "bad_request",
        503: "unavailable",
    }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        plain = not response.headers.get("Content-Type", "").startswith("application/json")
        if not (request.path.startswith("/api/") and response.status_code >= 400 and plain):
            return response
        code = self.CODES.get(response.status_code, "refused")
        answer = JsonResponse(
            problem_body(code, response.reason_phrase), status=response.status_code
        )
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                answer[name] = response.headers[name]
        return answer


class RoutePolicies(Middleware):
    """Default deny: a route is used only by those whom its declared policy names.

    And no browser keeps what it answered: whoever sits down at a shared screen next, and goes back,
    would read it. A view that says itself how long its answer keeps is left alone.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = super().__call__(request)
        policy, signed_in = policy_of(request), settings.SESSION_COOKIE_NAME in request.COOKIES
        if not policy.public or (signed_in and not policy.probe):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        policy = policy_of(request)
        if policy.public:
            return None
        signed_in = request.user.is_authenticated
        if policy.allows(signed_in=signed_in, roles=roles(request)):
            return None
        if not signed_in:
            return ask_to_sign_in(request, policy)
        if policy.api:
            return JsonResponse(problem_body("refused", "This is not for your role."), status=403)
        raise PermissionDenied("not for this role")


def broken(request: HttpRequest) -> HttpResponse:
    """Django's last answer. A database out of reach is no fault of the program: 503, try again."""
    if not out_of_reach(sys.exc_info()[1]):
        return server_error(request)
    response = HttpResponse(loader.get_template("503.html").render(), status=503)
    response["Retry-After"] = str(AGAIN)
    return response


def policy_of(request: HttpRequest) -> Policy:
    """The declared policy of the route asked for; nobody may use one that has none."""
    table: dict[str, Policy] = import_module(settings.ROOT_URLCONF).policies
    match = request.resolver_match
    return table.get(match.view_name, Policy()) if match else Policy()


def roles(request: HttpRequest) -> frozenset[Role]:
    """The roles of whoever asks, looked up once a request."""
    known: frozenset[Role] | None = getattr(request, "roles_now", None)
    if known is None:
        known = people.roles_of(request.user)
        request.roles_now = known  # type: ignore[attr-defined]  # ours
    return known


def by_token(request: HttpRequest) -> bool:
    """Whether a program asks, with a token and without a session (`bearer`)."""
    return getattr(request, "by_token", False)


def ask_to_sign_in(request: HttpRequest, policy: Policy) -> HttpResponseBase:
    """What a stranger gets: a page leads to the sign-in and back, the API says 401."""
    if policy.api:
        return JsonResponse(problem_body("unauthenticated", "Sign in or send a token."), status=401)
    part = is_part(request)
    page = request.htmx.current_url_abs_path or "/" if part else request.get_full_path()  # type: ignore[attr-defined]  # django-htmx
    return lead_to(request, redirect_to_login(page).url)


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    return "HX-Request" in request.headers


def lead_to(request: HttpRequest, url: str) -> HttpResponse:
    """Lead the whole page elsewhere: htmx would put an ordinary redirect's answer into a part."""
    return HttpResponseClientRedirect(url) if is_part(request) else HttpResponseRedirect(url)


def problem_answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem as an answer: JSON from the API's routes, else a page."""
    if policy_of(request).api:
        body = problem_body(problem.code, problem.sentence, problem.field, **problem.more)
        response: HttpResponse = JsonResponse(body, status=problem.status)
    else:
        response = render(request, "problem.html", {"problem": problem}, status=problem.status)
    if isinstance(problem, TooMany):
        response["Retry-After"] = str(problem.wait)
    return response


def problem_body(
    code: str, message: str, field: str | None = None, **more: object
) -> dict[str, dict[str, object]]:
    """The API's one shape of an error; `more` is what this error alone has, such as alternatives."""
    return {"error": {"code": code, "message": message, "field": field, **more}}


def page_context(request: HttpRequest) -> dict[str, str]:
    """What every page is given: the theme the reader chose."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": chosen if chosen in THEMES else "auto"}
