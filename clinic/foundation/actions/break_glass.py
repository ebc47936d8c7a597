"""An owner opens a client's record in an emergency: for an hour, and the client hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import mails, outbox, vault
from clinic.foundation.core.messages import Message
from clinic.foundation.core.texts import one_line
from clinic.foundation.errors import Conflict, Invalid, Refused, TooMany
from clinic.foundation.models import BreakGlass, Client, OutboxRow, User
from clinic.foundation.queries import looks
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role

LASTS = timedelta(hours=1)
DAY = timedelta(days=1)
MOST = 10  # records in a day: an emergency, not a habit
SHORTEST, LONGEST = 10, 500  # characters of a reason
TOPIC = "record_opened"


@transaction.atomic
def begin(*, by: User, client: Client, reason: str, now: datetime) -> BreakGlass:
    """Open a client's record to the owner for an hour. The reason is sealed; the client reads it.

    A mail tells the client at once. Raises `Invalid` for a reason of less than ten characters,
    `Conflict` where it is open already, `TooMany` past ten records a day, `Refused` for all others.
    """
    if Role.OWNER not in roles_of(by):
        raise Refused("refused", _("Only the owner can do this."))
    said = one_line(reason)
    if not SHORTEST <= len(said) <= LONGEST:
        sentence = _("Say why, in 10 to 500 characters. The client will read it.")
        raise Invalid("invalid", sentence, field="reason")
    held = Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    _count(by, now)
    if looks.opening(by, held, now) is not None:
        raise Conflict("open_already", _("This record is open to you already."))
    made = BreakGlass(client=held, by=by, at=now, until=now + LASTS)
    made.reason = vault.seal_text(held, BreakGlass, "reason", made.code, said)
    with audit.acting(by, "open record in an emergency"):
        made.save(force_insert=True)
    outbox.queue(
        topic=TOPIC,
        key=made.code,
        due=now,
        now=now,
        client=held,
        facts={"opening": made.code},
        urgent=True,
        channel="mail",
    )
    return made


def tell(row: OutboxRow, now: datetime) -> Message | None:
    """Word the mail: who opened the record, and until when. The reason stands on their page."""
    made = BreakGlass.objects.select_related("client", "by").get(code=row.facts["opening"])
    client = made.client
    if not client.email:
        return None
    zone = looks.zone_of(client)
    context: dict[str, object] = {
        "name": client.name,
        "by": str(made.by),
        "at": _on_the_wall(made.at, zone),
        "until": _on_the_wall(made.until, zone),
        "zone": zone,
        "page": mails.link(reverse("me")) if client.user_id else "",
    }
    return mails.message(notice=TOPIC, to=client.email, context=context)


def _count(by: User, now: datetime) -> None:
    """Under a lock of the owner's own: two at once are counted one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    recent = BreakGlass.objects.filter(by=by, at__gt=now - DAY).order_by("-at")
    if len(found := list(recent.values_list("at", flat=True)[:MOST])) == MOST:
        wait = int((found[-1] + DAY - now).total_seconds()) + 1
        raise TooMany(_("That is ten records in a day. Wait, or ask a therapist."), wait=wait)


def _on_the_wall(at: datetime, zone: str) -> str:
    return dateformat.format(at.astimezone(ZoneInfo(zone)), "D j M Y, H:i")
