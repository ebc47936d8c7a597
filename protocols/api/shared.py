"""What the calls about a runner's calendar share: whose, pages, times, one writing call."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field

from clinic.foundation.actions import idempotency
from clinic.foundation.actions.idempotency import Done
from clinic.foundation.errors import Invalid
from clinic.foundation.models import User
from protocols.core import zones
from protocols.core.parsing import fields
from protocols.queries.paging import Mark

Time = Annotated[str, Field(max_length=64, json_schema_extra={"format": "date-time"})]
Code = Annotated[str, Field(max_length=16)]
CURSOR = re.compile(r"([0-9:.T+-]{10,40}) ([0-9a-z]{1,16})")


class Strict(Schema):
    """A body: what is not known is refused, so that a slip of the keyboard does not pass."""

    model_config = ConfigDict(extra="forbid")


class Whose(Schema):
    """Whose calendar: one's own, or for staff that of a client."""

    client: Code | None = Field(None, description="Staff: the code of the client.")


class Page(Whose):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="As `next` of the page before.")


def asking(request: HttpRequest) -> tuple[User, datetime]:
    """Who asks, and when: the clock is read once."""
    return cast("User", request.user), timezone.now()


def moment(text: str, field: str) -> datetime:
    """An instant, read as the engine reads it. Raises `Invalid`."""
    try:
        at = fields.moment({field: text}, field)
    except fields.Fault as fault:
        raise Invalid("invalid", fault.message, field=field) from None
    return zones.EPOCH + timedelta(microseconds=at)


def known_zone(name: str) -> str:
    """The name of a zone that the pinned tzdata has. Raises `Invalid`."""
    if name not in zones.names():
        raise Invalid("zone", _("Give an IANA name, such as Europe/Berlin."), field="zone")
    return name


def shown(at: datetime, zone: str) -> str:
    """An instant by the clock of a zone, with its offset."""
    here = zones.load(zone) if zone in zones.names() else None
    return (at.astimezone(here) if here else at).isoformat(timespec="seconds")


def mark_of(cursor: str | None) -> Mark | None:
    """The place in a list that a cursor stands for. Raises `Invalid`."""
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
        found = CURSOR.fullmatch(text)
        at = datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        found, at = None, None
    if found is None or at is None or at.tzinfo is None:
        raise Invalid("invalid", _("Give `next` of the page before."), field="cursor")
    return Mark(at, found[2])


def cursor_of(mark: Mark | None) -> str | None:
    """The other way round."""
    if mark is None:
        return None
    return base64.urlsafe_b64encode(f"{mark.at.isoformat()} {mark.code}".encode()).decode()


def once(
    request: HttpRequest, by: User, now: datetime, call: str, do: Callable[[], tuple[int, str]]
) -> Done:
    """Carry a writing call out, or hear what came of it before under the same key."""
    return idempotency.once(
        by=by,
        key=request.headers.get(idempotency.HEADER),
        call=call,
        body=request.body,
        now=now,
        do=do,
    )
