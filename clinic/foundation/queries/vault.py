"""Opening sealed texts. Only `queries.access` imports this: held by an import contract."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Model

from clinic.foundation.core import sealing
from clinic.foundation.fields import Sealed
from clinic.foundation.models import Client, ClientKey

BROUGHT = "_key"  # of a client's attribute: their key, where it was read with their lock


class Erased(sealing.CannotOpen):
    """The client's key was thrown away: their texts are gone for good, as they asked."""


def about(model: type[Model], field: str, code: str) -> str:
    """Where a sealed text stands: what AES-GCM binds it to."""
    return f"{model._meta.label}.{field}:{code}"


def client_key(client: Client) -> tuple[str, bytes]:
    """(key id, 32 bytes) of a client's key, unwrapped. Raises `CannotOpen`."""
    row = client.__dict__.get(BROUGHT) or ClientKey.objects.filter(client=client).first()
    if row is None:
        raise Erased("the key of this client is gone")
    masters = dict(settings.HEALTH_KEYS)
    master = masters.get(sealing.key_id(row.wrapped))
    if master is None:
        raise sealing.CannotOpen("the master key of this client's key is not configured")
    return row.key_id, sealing.unseal(
        row.wrapped, key=master, about=about(ClientKey, "wrapped", client.code)
    )


def open_texts(
    client: Client, records: Sequence[tuple[Model, str, tuple[str, ...]]]
) -> list[dict[str, str]]:
    """The plain texts of sealed fields, record by record (row, code, names); an empty one is "".

    The key is fetched once, and not at all where nothing is sealed.
    """
    held = [
        (row, code, {name: getattr(row, name) for name in names}) for row, code, names in records
    ]
    if not any(value for _, _, values in held for value in values.values()):
        return [dict.fromkeys(values, "") for _, _, values in held]
    _, key = client_key(client)
    return [
        {name: _open(value, key, about(type(row), name, code)) for name, value in values.items()}
        for row, code, values in held
    ]


def _open(value: object, key: bytes, where: str) -> str:
    return (
        sealing.unseal(value.token, key=key, about=where).decode()
        if isinstance(value, Sealed)
        else ""
    )
