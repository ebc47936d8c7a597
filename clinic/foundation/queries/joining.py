"""Records without a login that a login may ask for."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.queries import tokens

PURPOSE = "join_record"


def records_of(email: str) -> list[Client]:
    """The records without a login that the clinic keeps under this very address."""
    return list(Client.objects.filter(user=None, joined_into=None, email=email).order_by("pk"))


def record_to_join(by: User, secret: str, now: datetime) -> Client:
    """The record that a link is about, for the login that asked for it; else `NotFound`."""
    about = tokens.find(secret, purpose=PURPOSE, now=now) or ":"
    user, _colon, code = about.partition(":")
    record = Client.objects.filter(code=code, user=None, joined_into=None).first()
    if user != by.code or record is None:
        raise nothing()
    return record


def nothing() -> NotFound:
    """Used, too old, somebody else's and never there look alike."""
    return NotFound("not_found", _("This link does not work. Ask for a new one."))
