"""`POST /api/v1/evaluate`: the engine over HTTP. No login, rate-limited, nothing kept."""

from __future__ import annotations

from typing import Any, Literal

from allauth.core import ratelimit
from django.http import HttpRequest
from ninja import Query, Router, Schema

from clinic.foundation.api import ErrorBody, refuse_unknown
from clinic.foundation.errors import Invalid, TooMany
from protocols.api.case_schema import CASE
from protocols.core import DEFAULTS, BadInput, evaluate
from protocols.core.parsing.case import read_json
from protocols.queries import rules

router = Router(tags=["protocols"])


class Which(Schema):
    """Which rules: the built-in defaults, or the clinic's published version."""

    rules: Literal["default", "current"] = "default"


class ReasonOut(Schema):
    """One rule that fired, with one plain sentence about this case."""

    rule: str
    effect: Literal["blocked", "caution", "recommended", "note"]
    because: str
    source: list[str]


class JudgementOut(Schema):
    """The verdict on one session, with its reasons, worst first."""

    verdict: Literal["blocked", "caution", "recommended", "fine"]
    phase: Literal["taper", "peak", "recovery", "base", "maintenance"]
    review: bool
    requires_skills: list[str]
    reasons: list[ReasonOut]


@router.post(
    "/evaluate",
    response={200: JudgementOut, 413: ErrorBody, 422: ErrorBody, 429: ErrorBody},
    summary="Judge one session against a runner's calendar",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": CASE}}}
    },
)
def judge(request: HttpRequest, which: Query[Which]) -> dict[str, Any]:
    """Does this session fit this runner's races and training? Nothing you send is stored."""
    refuse_unknown(request, "rules")
    if not ratelimit.consume(request, action="evaluate"):
        raise TooMany("Too many questions in a minute. Wait a moment, then ask again.")
    ruleset = rules.current() if which.rules == "current" else DEFAULTS
    try:
        return evaluate(read_json(request.body), ruleset)
    except BadInput as fault:
        raise Invalid("invalid", fault.message, field=fault.field) from None
