"""Second factors: staff have one, and show it in every session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import get_adapter as sessions_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse

from clinic.foundation.actions import factors
from clinic.foundation.http import Middleware, by_token, lead_to, policy_of, problem_body, roles
from clinic.foundation.models import User
from clinic.foundation.queries.people import has_second_factor
from clinic.foundation.roles import STAFF

SET_UP = "second_factor_set_up"
WHERE = {"set up": "mfa_index", "prove": "mfa_reauthenticate"}


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Has allauth store its secrets sealed."""

    def encrypt(self, text: str) -> str:
        return factors.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factors.open_secret(encrypted_text)


class StaffSecondFactor(Middleware):
    """Leads staff without a second factor to set one up, before anything else.

    A session that began before the factor was set up, elsewhere, has to show it: a thief who had
    only the password would otherwise stay.
    """

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        policy = policy_of(request)
        if not settings.STAFF_SECOND_FACTOR or policy.probe or policy.opens == "always":
            return None
        if by_token(request):  # made on the server's command line; it has no session to show one in
            return None
        if not isinstance(request.user, User) or not roles(request) & STAFF:
            return None
        missing = _missing(request, request.user)
        if missing in ("", policy.opens):
            return None
        if policy.api:
            sentence = "Sign in with your second factor first."
            return JsonResponse(problem_body("second_factor", sentence), status=403)
        return lead_to(request, reverse(WHERE[missing]))


def _missing(request: HttpRequest, user: User) -> str:
    """What this session lacks: "set up", "prove" or nothing."""
    if not has_second_factor(user):
        return "set up"
    shown = {record["method"] for record in get_authentication_records(request, user)}
    return "" if "mfa" in shown or request.session.get(SET_UP) == user.code else "prove"


def remember(request: HttpRequest, user: User, **_more: Any) -> None:
    """allauth's signal of a new factor: this session has shown it, the others of this login end."""
    request.session[SET_UP] = user.code
    others = UserSession.objects.filter(user_id=user.pk).exclude(
        session_key=request.session.session_key
    )
    sessions_adapter().end_sessions(list(others))
