"""Guessing is hopeless: tries at passwords and codes are counted before they are looked at.

allauth's own limits are off (settings). Their counters are kept by the name and port that the
caller sent, a code's tries by a session that a hundred parallel requests read at once, and a
right second factor or a reset wipes what its address had used up.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import url_str_to_user_pk
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from clinic.foundation.actions import tries
from clinic.foundation.core.texts import folded
from clinic.foundation.errors import TooMany
from clinic.foundation.http import Middleware, policy_of, problem_answer
from clinic.foundation.queries.people import email_of

PER_ADDRESS = 20  # in an hour
PER_ACCOUNT = 10
TYPED = {"account_login": "login"}  # where the account is what somebody typed
UNDER_WAY = {  # where it is the one that this browser has begun to sign in, by key of its session
    "account_confirm_login_code": "account_login",
    "mfa_authenticate": "account_login",
    "account_confirm_password_reset_code": "account_password_reset_verification",
    "account_email_verification_sent": "account_email_verification_code",
}


class Guesses(Middleware):
    """Takes a try for each POST to a counted route; a right one is given back."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(request, "guessed_right", False):
            tries.give_back(tries=getattr(request, "tries_taken", []))
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        what = policy_of(request).counted
        if not what or request.method != "POST":
            return None
        limits = {f"{what} from {network(request)}": PER_ADDRESS}
        if what == "guess" and (account := _account(request)):
            limits[f"guess at {account}"] = PER_ACCOUNT
        try:
            request.tries_taken = tries.take(limits=limits, now=timezone.now())  # type: ignore[attr-defined]  # ours
        except TooMany as problem:
            return problem_answer(request, problem)
        return None


def right(request: HttpRequest, **_more: Any) -> None:
    """allauth's signals that a password or code was right."""
    request.guessed_right = True  # type: ignore[attr-defined]  # ours


def _account(request: HttpRequest) -> str:
    """The e-mail address of the account that is tried, spelt in one way; "" if there is none."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    if route in TYPED:
        return folded(request.POST.get(TYPED[route], ""))
    if route not in UNDER_WAY:
        return folded(getattr(request.user, "email", ""))
    state = request.session.get(UNDER_WAY[route]) or {}
    user = state.get("user_id") or _row_number(state.get("user_pk"))
    return folded(email_of(user) if user else state.get("email") or "")


def _row_number(text: str | None) -> int:
    return int(url_str_to_user_pk(text)) if text else 0


def network(request: HttpRequest) -> str:
    """The caller's address; of IPv6 the /64 that one household has."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    return str(
        ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address
    )
