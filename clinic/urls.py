"""The front door: every route of the product, and who may use it."""

from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from allauth.usersessions import urls as session_urls
from django.urls import URLPattern, URLResolver, include, path

from clinic.foundation import policy
from clinic.foundation import urls as foundation

# allauth's routes, each by name: one that an upgrade adds stops the start until it is declared.
_OPEN_TO_STRANGERS = (
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "mfa_authenticate",
    "mfa_login_webauthn",
)
_SIGNED_IN = (
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "usersessions_list",
)

_accounts: list[URLPattern | URLResolver] = [
    path("account/", include(account_urls)),
    path("account/two-factor/", include(mfa_urls)),
    path("account/sessions/", include(session_urls)),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include(foundation)), *_accounts]

policies: dict[str, policy.Policy] = {
    **foundation.policies,
    **dict.fromkeys(_OPEN_TO_STRANGERS, policy.PUBLIC),
    **dict.fromkeys(_SIGNED_IN, policy.MEMBER),
}
