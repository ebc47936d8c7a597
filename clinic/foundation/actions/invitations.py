"""Carrying out an invitation of staff: the mail that says who invites, and where to sign in."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from clinic.foundation.actions import mails
from clinic.foundation.models import OutboxRow, User
from clinic.foundation.queries.people import is_invited


def tell(row: OutboxRow, now: datetime) -> None:
    """Mail the invitation. They sign in by a code sent to the address: so it is shown to be theirs."""
    user, by = (User.objects.get(code=row.facts[who]) for who in ("user", "by"))
    context: dict[str, object] = {
        "name": user.name,
        "by": by.name or by.email,
        "email": user.email,
        "link": mails.link(reverse("account_request_login_code")),
    }
    mails.send(notice="staff_invited", to=user.email, key=row.code, context=context, now=now)


def wanted(row: OutboxRow, now: datetime) -> bool:
    """Still wanted while they are invited and have not come in by another way."""
    user = User.objects.filter(code=row.facts["user"]).first()
    return user is not None and is_invited(user)
