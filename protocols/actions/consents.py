"""Signing the consent's text, and taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, User
from protocols.actions.saying import stands
from protocols.core.consents import Signature, settled, to_text
from protocols.models import Consent
from protocols.queries import consents
from protocols.queries.whose import nothing

A_DAY = timedelta(days=1)
MOST_A_DAY = 10


@transaction.atomic
def sign(
    *,
    by: User | None,
    client: Client,
    signature: Signature,
    now: datetime,
    number: int | None = None,
) -> Consent:
    """Sign the text in force: for a client alone by themself; an older signature gives way to it.

    `by` is None for whoever holds a one-time link: the caller has looked at it. `number` is the
    version that was read, if it is known. Raises `NotFound`; `Invalid`; `Conflict`: *changed* where
    another text came meanwhile, *signed* where this one is signed already, *too_often*.
    """
    if by is not None and not _own(by, client):
        raise nothing()
    _lock(client)
    text, before = consents.text_now(), consents.in_force(client)
    if before is not None and before.text_id == text.pk:
        raise Conflict("signed", _("You have signed this already."))
    if number not in (None, text.number):
        raise Conflict("changed", _("The text has changed meanwhile. Read it, then sign it."))
    if Consent.objects.filter(client=client, signed_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise Conflict("too_often", _("You have signed often today. Call us, and we look at it."))
    made = Consent(client=client, text=text, signed_at=now, given_by=by)
    good = cast("Signature", stands(settled(signature)))
    vault.seal_into(client, made, "signature", to_text(good))
    with audit.acting(by, "sign consent"):
        if before is not None:
            _end(before, now)
        made.save(force_insert=True)
    return made


@transaction.atomic
def withdraw(*, by: User, client: Client, now: datetime) -> None:
    """Take back what is signed: for a client alone by themself, for good. Nothing signed: nothing.

    Raises `NotFound`.
    """
    if not _own(by, client):
        raise nothing()
    _lock(client)
    held = consents.in_force(client)
    if held is not None:
        with audit.acting(by, "withdraw consent"):
            _end(held, now)


def _own(by: User, client: Client) -> bool:
    return by.is_active and client.user_id is not None and client.user_id == by.pk


def _lock(client: Client) -> None:
    """Two signatures of a client come one after the other."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)


def _end(consent: Consent, now: datetime) -> None:
    consent.withdrawn_at = max(now, consent.signed_at)
    consent.save(update_fields=["withdrawn_at"])
