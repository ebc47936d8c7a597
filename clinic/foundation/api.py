"""What every part of the API shares: the one shape of an error, and how problems become answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from clinic.foundation.errors import Invalid, Problem, TooMany
from clinic.foundation.http import problem_body


class ErrorDetail(Schema):
    """A code for programs, a sentence for people, and the field it is about."""

    code: str
    message: str
    field: str | None


class ErrorBody(Schema):
    """The body of every answer that is an error."""

    error: ErrorDetail


def refuse_unknown(request: HttpRequest, *known: str) -> None:
    """Refuse query parameters that a call does not have: a typing slip must not pass unseen."""
    unknown = sorted(set(request.GET) - set(known))
    if unknown:
        raise Invalid("invalid", "is not known here", field=unknown[0])


def answer_problems(api: NinjaAPI) -> None:
    """Give an API the handlers that turn problems into the one shape of an error."""

    def say(
        request: HttpRequest, status: int, code: str, message: str, field: str | None
    ) -> HttpResponse:
        return api.create_response(request, problem_body(code, message, field), status=status)

    @api.exception_handler(Problem)
    def problem(request: HttpRequest, error: Problem) -> HttpResponse:
        body = problem_body(error.code, error.sentence, error.field, **error.more)
        answer = api.create_response(request, body, status=error.status)
        if isinstance(error, TooMany):
            answer["Retry-After"] = str(error.wait)
        return answer

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first: dict[str, Any] = error.errors[0] if error.errors else {}
        place, *path = first.get("loc", ()) or ("",)
        path = (
            path[1:] if place == "body" else path
        )  # first the argument's name: no field of theirs
        field = ".".join(str(part) for part in path) or None
        return say(request, 422, "invalid", str(first.get("msg", "This cannot be read.")), field)

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        if error.status_code == 400:  # ninja's word for a body that is no JSON
            return say(request, 422, "invalid", "should be JSON", None)
        return say(request, error.status_code, "refused", str(error), None)

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return say(request, 413, "too_big", "The body is larger than this server reads.", None)
