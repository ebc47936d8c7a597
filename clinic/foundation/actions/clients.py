"""Opening client records and keeping what belongs to them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import addresses, vault
from clinic.foundation.errors import Invalid, NotFound, Refused
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import must_be_desk, practice, roles_of
from clinic.foundation.roles import AT_DESK

NOTE_LENGTH = 2_000


@transaction.atomic
def open_for_user(*, by: User, user: User) -> Client:
    """The client record of a person who signed up; the same one if it exists already.

    Never found by e-mail: a record that the clinic made under the same address may be another
    person's, and joining it takes a link sent to them (`joining`).
    """
    if by.pk != user.pk:
        raise Refused("refused", _("Only the person themselves can do this."))
    mine = Client.objects.filter(user=user).first()
    if mine is not None:
        return mine
    with audit.acting(by, "open client record"):
        client, fresh = Client.objects.get_or_create(
            user=user,
            defaults={"name": user.name, "email": user.email, "zone": practice().zone},
        )
        if fresh:
            vault.new_client_key(client)
    return client


@transaction.atomic
def create(*, by: User, name: str, phone: str = "", email: str = "", now: datetime) -> Client:
    """The record of a client who has no login: whoever calls, or stands at the desk.

    Two may have one address: a family's. Raises `Invalid` with the field.
    """
    must_be_desk(by)
    settings = practice()
    with audit.acting(by, "create client"):
        client = Client.objects.create(
            name=addresses.name(name),
            phone=addresses.phone(phone, settings.region),
            email=addresses.email(email),
            zone=settings.zone,
            created_at=now,
        )
        vault.new_client_key(client)
    return client


@transaction.atomic
def change_contact(
    *, by: User, client: Client, name: str, phone: str, email: str, zone: str, by_sms: bool
) -> None:
    """Keep how to reach a client; the client themselves and the desk may.

    The address of a login is changed by the login itself, which shows that it is theirs. Raises
    `Invalid` with the field, also for short messages (`by_sms`) without a number.
    """
    own = by.is_active and client.user_id is not None and client.user_id == by.pk
    if not own and not roles_of(by) & AT_DESK:
        raise NotFound("not_found", _("There is no such record."))
    held = Client.objects.select_for_update().get(pk=client.pk)
    address = addresses.email(email)
    if held.user_id is not None and address != held.email:
        sentence = _("The address of a login is changed by its owner, under their account.")
        raise Invalid("invalid", sentence, field="email")
    held.name = addresses.name(name)
    held.phone = addresses.phone(phone, practice().region)
    held.by_sms = by_sms
    _reachable(held.phone, by_sms=by_sms)
    held.email, held.zone = address, addresses.zone(zone)
    with audit.acting(by, "change contact"):
        held.save(update_fields=["name", "phone", "by_sms", "email", "zone"])


def _reachable(phone: str, *, by_sms: bool) -> None:
    if by_sms and not phone:
        raise Invalid("invalid", _("A short message needs a telephone number."), field="phone")


def follow_login(*, user: User, email: str) -> None:
    """The client record keeps the address that its login has shown to be theirs."""
    with audit.acting(user, "confirm address"):  # nested in allauth's, whose name it keeps
        Client.objects.filter(user=user).update(email=email)


@transaction.atomic
def write_health_note(*, by: User, client: Client, text: str) -> None:
    """Keep what every therapist should know about this client; only the client writes it here."""
    if client.user_id is None or client.user_id != by.pk or not by.is_active:
        raise Refused("refused", _("Only the client can write this note."))
    note = text.strip()
    if len(note) > NOTE_LENGTH:
        sentence = _("At most %(most)d characters.") % {"most": NOTE_LENGTH}
        raise Invalid("too_long", sentence, field="health_note")
    with audit.acting(by, "write health note"):
        client.health_note = (
            vault.seal_text(client, Client, "health_note", client.code, note) if note else None
        )
        client.save(update_fields=["health_note"])
