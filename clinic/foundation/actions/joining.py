"""Joining the record of a client who came by telephone with a login, and never by e-mail alone.

A link is mailed to the address that the login has shown to be its own; opened by that login it
gives it the record. Whoever signs up or books with somebody's address gets nothing of theirs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import mails, outbox, tokens
from clinic.foundation.codes import new_code
from clinic.foundation.core.messages import Message
from clinic.foundation.errors import Conflict, NotFound
from clinic.foundation.handed import given
from clinic.foundation.models import Client, OutboxRow, User
from clinic.foundation.queries import joining, people

PURPOSE = joining.PURPOSE
LIVES = timedelta(hours=1)


@transaction.atomic
def ask(*, by: User, now: datetime) -> None:
    """Have a link mailed if there is such a record; who asks is told the same in any case.

    Raises `Conflict` where their own record is in use already: two lives are not made one.
    """
    if not _empty(_fresh(by)):
        raise _in_use()
    key = f"{by.code}:{new_code()}"
    facts = {"user": by.code}
    outbox.queue(
        topic="join_record", key=key, due=now, now=now, facts=facts, urgent=True, channel="mail"
    )


def tell(row: OutboxRow, now: datetime) -> Message | None:
    """Issue the link and word the mail. It stands in the mail alone, never in the row."""
    user = User.objects.get(code=row.facts["user"])
    address = _verified(user)
    records = joining.records_of(address) if address else []
    if not records or people.client_of(user) is None:
        return None
    mails.count(to=address, errand=row.code, now=now)
    context: dict[str, object] = {"email": address, "link": ""}
    if len(records) == 1:
        about = f"{user.code}:{records[0].code}"
        secret = tokens.issue_for(
            errand=row.code, purpose=PURPOSE, about=about, until=now + LIVES, now=now
        )
        context["link"] = mails.link(reverse("join_link", args=[secret]))
    return mails.message(notice="join_record", to=address, context=context)


@transaction.atomic
def join(*, by: User, secret: str, now: datetime) -> Client:
    """Give the login the record of its link; the empty one that it had is kept without a login.

    Raises `NotFound` for a link of somebody else, one used up, and one whose record or address is
    another's meanwhile: all alike.
    """
    record, fresh = joining.record_to_join(by, secret, now), _fresh(by)
    pair = Client.objects.select_for_update().filter(pk__in=[record.pk, fresh.pk]).order_by("pk")
    held = {client.pk: client for client in pair}
    record, fresh = held[record.pk], held[fresh.pk]
    if record.user_id is not None or fresh.user_id != by.pk or record.email != _verified(by):
        raise joining.nothing()
    if not _empty(fresh):
        raise _in_use()
    tokens.spend(secret=secret, purpose=PURPOSE, now=now)
    with audit.acting(by, "join record"):
        fresh.user, fresh.joined_into = None, record
        fresh.save(update_fields=["user", "joined_into"])
        record.user = by
        record.save(update_fields=["user"])
    return record


def _fresh(by: User) -> Client:
    client = people.client_of(by)
    if client is None:
        raise NotFound("not_found", _("There is no such record."))
    return client


def _empty(client: Client) -> bool:
    return client.health_note is None and given.empty(client)


def _verified(user: User) -> str:
    """The login's own address in lower case once a code came back from it; else ""."""
    shown = EmailAddress.objects.filter(user_id=user.pk, email=user.email, verified=True).exists()
    return user.email.lower() if shown and user.is_active else ""


def _in_use() -> Conflict:
    sentence = _("Your record has sessions or notes in it already. The front desk can help.")
    return Conflict("record_in_use", sentence)
