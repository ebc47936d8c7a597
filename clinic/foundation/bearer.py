"""Who asks the API: a program with a token, or a browser's login with its CSRF token.

A request with a token has no session and no cookies, whatever it sends: nothing of a browser's
login mixes with it. Session limits and the second step are about sessions; a token is made on the
server's command line, and who may do that needs no second step.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from ninja.utils import check_csrf

from clinic.foundation.actions import api_tokens, tries
from clinic.foundation.errors import TooMany
from clinic.foundation.guesses import PER_ADDRESS, network
from clinic.foundation.http import Middleware, by_token, policy_of, problem_body
from clinic.foundation.queries.api_tokens import find

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class Bearer(Middleware):
    """Lets a token speak for its user under /api/, and asks browsers for their CSRF token."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if not request.path_info.startswith("/api/") or scheme.lower() != "bearer":
            return self.get_response(request)
        now = timezone.now()
        token = find(secret.strip())
        if token is None:
            return _wrong(request)
        api_tokens.used(token=token, now=now)
        _forget_browser(request)
        request.user, request.by_token = token.user, True  # type: ignore[attr-defined]  # ours
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Ninja's views are exempt from Django's check: a login in a cookie is checked here."""
        policy = policy_of(request)
        if not policy.api or policy.public or request.method in SAFE or by_token(request):
            return None
        if not request.user.is_authenticated or check_csrf(request) is None:
            return None
        sentence = "Send the CSRF token in X-CSRFToken, or use a token of the API."
        return JsonResponse(problem_body("csrf", sentence), status=403)


def _wrong(request: HttpRequest) -> JsonResponse:
    """401, twenty an hour from an address; then 429.

    Counted after the look, unlike passwords: 256 bits are not guessed, and a neighbour with a
    wrong token must not shut out the one with a right one.
    """
    try:
        tries.take(limits={f"guess from {network(request)}": PER_ADDRESS}, now=timezone.now())
    except TooMany as problem:
        answer = JsonResponse(problem_body(problem.code, problem.sentence), status=429)
        answer["Retry-After"] = str(problem.wait)
        return answer
    sentence = "This token is not valid, or not any more."
    answer = JsonResponse(problem_body("unauthenticated", sentence), status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _forget_browser(request: HttpRequest) -> None:
    request.COOKIES = {}
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
