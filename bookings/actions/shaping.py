"""The columns of an appointment that is booked: what it is, on which terms, and what is sealed in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from bookings.actions import history
from bookings.core.lifecycle import HOLD
from bookings.models import Appointment, Location
from bookings.queries.plans import Judged, Terms, Wanted
from bookings.queries.setup import Studio
from clinic.foundation.actions import vault
from clinic.foundation.core.texts import one_line
from clinic.foundation.errors import Invalid
from clinic.foundation.models import User

NOTE_LENGTH = 1_000


def row(by: User, wanted: Wanted, studio: Studio, state: str, now: datetime) -> Appointment:
    """An appointment as it is about to be written, not sealed yet."""
    order, service = wanted.order, wanted.order.service
    terms = wanted.footing.terms if wanted.footing else Terms()
    change_hours, late_fee_percent = terms.of(service)
    return Appointment(
        client=wanted.client,
        service=service,
        location=_place(studio),
        state=state,
        expires_at=now + HOLD if state == "held" else None,
        start_at=wanted.start,
        end_at=wanted.start + timedelta(minutes=order.minutes),
        local_start=history.wall(wanted.start, studio.zone.key),
        zone=studio.zone.key,
        minutes=order.minutes,
        type=service.type,
        depth=order.depth,
        kind=service.kind,
        group_size=order.group_size,
        venue=venue(wanted, asked=state != "held"),
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
        price=order.price,
        currency=service.currency,
        change_hours=change_hours,
        late_fee_percent=late_fee_percent,
        booked_by=by,
        booked_at=now,
        bundle=wanted.bundle,
    )


def _place(studio: Studio) -> Location:
    """The studio's row, of which only this is in hand; the rest is read when somebody asks."""
    told = {"id": studio.key, "code": studio.code, "name": studio.name, "zone": studio.zone.key}
    return Location.from_db(DEFAULT_DB_ALIAS, list(told), list(told.values()))


def seal(row: Appointment, wanted: Wanted, judged: Judged) -> None:
    """What was told and judged goes in sealed; the note too."""
    row.rules_version = judged.version
    row.judged = vault.seal_text(
        wanted.client, Appointment, "judged", row.code, judged.sealed(wanted)
    )
    note = wanted.note.strip()
    if len(note) > NOTE_LENGTH:
        sentence = _("At most %(most)d characters.") % {"most": NOTE_LENGTH}
        raise Invalid("too_long", sentence, field="note")
    if note:
        row.note = vault.seal_text(wanted.client, Appointment, "note", row.code, note)


def venue(wanted: Wanted, *, asked: bool = True) -> str:
    """Where a visit away from our rooms goes. Raises `Invalid` without one, unless it is only held."""
    venue = one_line(wanted.venue)[:300]
    if asked and wanted.order.service.off_site and not venue:
        raise Invalid("invalid", _("Say where we are to come to."), field="venue")
    return venue if wanted.order.service.off_site else ""
