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
        from clinic.foundation.actions import break_glass, invitations, joining
        from clinic.foundation.handed import Notice, hand_over
        from clinic.foundation.nudge import nudge

        checks.listen()
        hand_over(
            handlers={
                "staff_invited": Notice(invitations.tell, invitations.wanted),
                "join_record": Notice(joining.tell),
                break_glass.TOPIC: Notice(break_glass.tell),
            },
            nudge=nudge,
        )
        user_logged_in.connect(sessions.begin)
        account.email_confirmed.connect(accounts.address_confirmed)
        account.email_changed.connect(accounts.address_changed)
        mfa.authenticator_added.connect(factors.remember)
        for right in (
            account.authentication_step_completed,
            account.email_confirmed,
            account.password_changed,
            account.password_set,
        ):
            right.connect(guesses.right)
