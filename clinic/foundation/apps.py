"""The foundation's app: people and the record."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "clinic.foundation"
    label = "clinic"

    def ready(self) -> None:
        """Listens to what Django and allauth tell only by signals; Legwork sends none itself."""
        from allauth.account import signals as account
        from allauth.mfa import signals as mfa
        from django.contrib.auth.signals import user_logged_in

        from clinic.foundation import accounts, checks, factors, guesses, sessions

        checks.listen()
        user_logged_in.connect(sessions.begin)
        account.email_confirmed.connect(accounts.address_confirmed)
        mfa.authenticator_added.connect(factors.remember)
        for right in (
            account.authentication_step_completed,
            account.email_confirmed,
            account.password_changed,
            account.password_set,
        ):
            right.connect(guesses.right)
