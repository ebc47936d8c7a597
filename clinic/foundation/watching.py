"""The outermost middleware: one line and one count for each request, whatever became of it."""

from __future__ import annotations

import re
from time import perf_counter

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from clinic.foundation import metrics
from clinic.foundation.codes import new_code
from clinic.foundation.http import Middleware, policy_of
from clinic.foundation.models import User

log = structlog.get_logger(__name__)

NAME = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")  # by the proxy; any other is replaced
METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})


class Watching(Middleware):
    """Names each request, times it, and says how it ended: the route's name, never its address."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begin = perf_counter()
        given = request.headers.get(NAME, "")
        name = given if GIVEN.fullmatch(given) else new_code()
        response = super().__call__(request)
        seconds = perf_counter() - begin
        response[NAME] = name
        route = request.resolver_match.view_name if request.resolver_match else ""
        method = request.method if request.method in METHODS else "other"
        metrics.answered(
            route=route, method=str(method), status=response.status_code, seconds=seconds
        )
        if not policy_of(request).probe:
            log.info(
                "request",
                request=name,
                route=route,
                method=method,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
                user=_who(request),
            )
        return response


def _who(request: HttpRequest) -> str | None:
    """The code of whoever asked, if somebody looked: a log line is no reason for a query."""
    known = getattr(request, "_cached_user", None)
    if known is None and type(request.__dict__.get("user")) is User:
        known = request.user  # by token
    return known.code if isinstance(known, User) else None


def task(*, name: str, outcome: str, seconds: float) -> None:
    """One line and one count for a background task: SUCCESS, FAILURE, …"""
    metrics.carried_out(task=name, outcome=outcome)
    log.info("task", task=name, outcome=outcome, ms=round(seconds * 1000, 1))
