"""Opening sealed texts. Only `queries.access` imports this: held by an import contract."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Model

from clinic.foundation.core import sealing
from clinic.foundation.fields import Sealed
from clinic.foundation.models import Client, ClientKey


class Erased(sealing.CannotOpen):
    """The client's key was thrown away: their texts are gone for good, as they asked."""


def about(model: type[Model], field: str, code: str) -> str:
    """Where a sealed text stands: what AES-GCM binds it to."""
    return f"{model._meta.label}.{field}:{code}"


def client_key(client: Client) -> tuple[str, bytes]:
    """(key id, 32 bytes) of a client's key, unwrapped. Raises `CannotOpen`."""
    row = ClientKey.objects.filter(client=client).first()
    if row is None:
        raise Erased("the key of this client is gone")
    masters = dict(settings.HEALTH_KEYS)
    master = masters.get(sealing.key_id(row.wrapped))
    if master is None:
        raise sealing.CannotOpen("the master key of this client's key is not configured")
    return row.key_id, sealing.unseal(
        row.wrapped, key=master, about=about(ClientKey, "wrapped", client.code)
    )


def open_texts(client: Client, record: Model, code: str, fields: tuple[str, ...]) -> dict[str, str]:
    """The plain texts of a record's sealed fields; an empty one is ""."""
    held = {name: getattr(record, name) for name in fields}
    if not any(held.values()):
        return dict.fromkeys(fields, "")
    _, key = client_key(client)
    return {
        name: sealing.unseal(value.token, key=key, about=about(type(record), name, code)).decode()
        if isinstance(value, Sealed)
        else ""
        for name, value in held.items()
    }
