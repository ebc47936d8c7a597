"""How allauth makes accounts here, signs them in, and writes to them."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.constants import LoginStageKey
from allauth.account.models import EmailAddress
from allauth.account.stages import LoginStageController
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import people, tries
from clinic.foundation.actions.clients import follow_login, open_for_user
from clinic.foundation.actions.mails import MAILS, dressed
from clinic.foundation.core.texts import folded
from clinic.foundation.errors import Unavailable
from clinic.foundation.models import User
from clinic.foundation.queries.people import practice, roles_of, signed_in


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's way of signing in; who is signed in is read together with all a request asks."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session; None once it is disabled."""
        return signed_in(user_id)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Our answers to allauth's questions."""

    def clean_email(self, email: str) -> str:
        """Plain ASCII: what looks alike or folds into another address is nobody's here."""
        if not email.isascii():
            raise ValidationError(_("Write the address with plain letters, without accents."))
        return email

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's signature
    ) -> User:
        """Keeps the name that sign-up asked for, and says in the audit who signed up."""
        user.name = form.cleaned_data["name"]
        with audit.acting(user, "sign up"):
            saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Says in the audit whose address changed, and by whom."""
        with audit.acting(email_address.user, "confirm address"):
            return bool(super().confirm_email(request, email_address))

    def login(self, request: HttpRequest, user: User) -> None:
        """Whoever signs in and is nobody at the clinic yet becomes a client.

        Not at sign-up: until a code has come back, the address may be somebody else's.
        """
        super().login(request, user)
        if not roles_of(user):
            open_for_user(by=user, user=user)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """Names the clinic, and puts the styles of the html into it."""
        named = {"practice": practice().name, **context}
        mail: EmailMultiAlternatives = super().render_mail(template_prefix, email, named, headers)
        pages, mail.alternatives = mail.alternatives, []
        for page, kind in pages:
            mail.attach_alternative(dressed(str(page)), kind)
        return mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises `TooMany` past ten mails an hour, and `Unavailable` while mail is down."""
        tries.take(limits={f"mail to {folded(email)}": MAILS}, now=timezone.now())
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as fault:
            raise Unavailable("mail_down", _("Mail is down just now. Try again soon.")) from fault


def address_changed(user: User, to_email_address: EmailAddress, **_more: Any) -> None:
    """allauth's signal that a login has another address: its client record follows."""
    follow_login(user=user, email=to_email_address.email)


def address_confirmed(request: HttpRequest, email_address: EmailAddress, **_more: Any) -> None:
    """allauth's signal that an address was shown to be its account's.

    The password of an account whose address nobody had confirmed may be a stranger's, who signed
    up with it and waits. It stays only where the same browser typed both password and code.
    """
    stage = LoginStageController.enter(request, LoginStageKey.VERIFY_EMAIL.value)
    by_its_maker = stage is not None and stage.login.user == email_address.user
    if not by_its_maker and request.user != email_address.user:
        people.forget_password(user=email_address.user)
