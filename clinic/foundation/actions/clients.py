"""Opening client records and keeping what belongs to them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.errors import Invalid, Refused
from clinic.foundation.models import Client, User

NOTE_LENGTH = 2_000


@transaction.atomic
def open_for_user(*, by: User, user: User) -> Client:
    """The client record of a person who signed up; the same one if it exists already.

    Never found by e-mail: a record that the clinic made under the same address may be another
    person's, and joining it takes a code sent to them.
    """
    if by.pk != user.pk:
        raise Refused("refused", _("Only the person themselves can do this."))
    with audit.acting(by, "open client record"):
        client, fresh = Client.objects.get_or_create(
            user=user, defaults={"name": user.name, "email": user.email}
        )
        if fresh:
            vault.new_client_key(client)
    return client


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
