"""The front door: every route of the product, and who may use it."""

from dataclasses import replace

from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from allauth.usersessions import urls as session_urls
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from bookings import urls as bookings
from clinic import api
from clinic.foundation import policy
from clinic.foundation import urls as foundation
from clinic.foundation.web import api_docs
from protocols import urls as protocols

_GUESS = replace(policy.PUBLIC, counted="guess")
_MAIL = replace(policy.PUBLIC, counted="mail")
_SET_UP = replace(policy.MEMBER, opens="set up")
_PROVE = replace(policy.MEMBER, opens="prove")

# allauth's routes, each by name: one that an upgrade adds stops the start until it is declared.
_ACCOUNTS = {
    "account_login": _GUESS,
    "account_logout": replace(policy.PUBLIC, opens="always"),
    "account_signup": _MAIL,
    "account_inactive": policy.PUBLIC,
    "account_email_verification_sent": _GUESS,
    "account_request_login_code": _MAIL,
    "account_confirm_login_code": _GUESS,
    "account_reset_password": _MAIL,
    "account_confirm_password_reset_code": _GUESS,
    "account_complete_password_reset": policy.PUBLIC,
    "account_password_reset_completed": policy.PUBLIC,
    "account_reauthenticate": replace(_SET_UP, counted="guess"),
    "account_email": replace(policy.MEMBER, counted="mail"),
    "account_change_password": replace(policy.MEMBER, counted="guess"),
    "account_set_password": policy.MEMBER,
    "mfa_authenticate": _GUESS,
    "mfa_login_webauthn": policy.PUBLIC,
    "mfa_index": _SET_UP,
    "mfa_reauthenticate": replace(_PROVE, counted="guess"),
    "mfa_reauthenticate_webauthn": _PROVE,
    "mfa_activate_totp": _SET_UP,
    "mfa_deactivate_totp": policy.MEMBER,
    "mfa_view_recovery_codes": policy.MEMBER,
    "mfa_generate_recovery_codes": policy.MEMBER,
    "mfa_download_recovery_codes": policy.MEMBER,
    "mfa_list_webauthn": _SET_UP,
    "mfa_add_webauthn": _SET_UP,
    "mfa_remove_webauthn": policy.MEMBER,
    "mfa_edit_webauthn": policy.MEMBER,
    "usersessions_list": policy.MEMBER,
}

_accounts: list[URLPattern | URLResolver] = [
    path("account/", include(account_urls)),
    path("account/two-factor/", include(mfa_urls)),
    path("account/sessions/", include(session_urls)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/docs", api_docs.page, {"document": api.api.get_openapi_schema}, name="api_docs"),
    path("api/v1/", api.api.urls),
    path("", include(foundation)),
    path("", include(protocols)),
    path("", include(bookings)),
    *_accounts,
]

policies: dict[str, policy.Policy] = {
    **foundation.policies,
    **protocols.policies,
    **bookings.policies,
    **api.policies,
    "api_docs": policy.PUBLIC,
    **_ACCOUNTS,
}

handler500 = "clinic.foundation.http.broken"

# Handed out by WhiteNoise before any route is asked, to anybody.
files: dict[str, policy.Policy] = {settings.STATIC_URL: policy.PUBLIC}
