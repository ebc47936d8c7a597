"""The mail that invites somebody to the staff: it says who invites, and where to sign in."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from clinic.foundation.actions import mails
from clinic.foundation.core.messages import Message
from clinic.foundation.models import OutboxRow, User
from clinic.foundation.queries.people import is_invited


def tell(row: OutboxRow, now: datetime) -> Message:
    """Word the invitation. They sign in by a code sent to the address: so it is shown to be theirs."""
    user, by = (User.objects.get(code=row.facts[who]) for who in ("user", "by"))
    context: dict[str, object] = {
        "name": user.name,
        "by": by.name or by.email,
        "email": user.email,
        "link": mails.link(reverse("account_request_login_code")),
    }
    mails.count(to=user.email, errand=row.code, now=now)
    return mails.message(notice="staff_invited", to=user.email, context=context)


def wanted(row: OutboxRow, now: datetime) -> bool:
    """Still wanted while they are invited and have not come in by another way."""
    user = User.objects.filter(code=row.facts["user"]).first()
    return user is not None and is_invited(user)
