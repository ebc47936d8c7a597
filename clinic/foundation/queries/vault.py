"""Opening sealed texts. Only `queries.access` imports this: held by an import contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db.models import Model, QuerySet

from clinic.foundation.core import sealing
from clinic.foundation.fields import Sealed
from clinic.foundation.models import Client, ClientKey
from clinic.foundation.queries.prepared import Among, Loaded

BROUGHT = "_key"  # of a client's attribute: their key, where it was read with their lock


class Erased(sealing.CannotOpen):
    """The client's key was thrown away: their texts are gone for good, as they asked."""


def about(model: type[Model], field: str, code: str) -> str:
    """Where a sealed text stands: what AES-GCM binds it to."""
    return f"{model._meta.label}.{field}:{code}"


Record = tuple[Model, str, tuple[str, ...]]  # row, code, names of its sealed fields


def client_key(client: Client) -> tuple[str, bytes]:
    """(key id, 32 bytes) of a client's key, unwrapped. Raises `CannotOpen`."""
    row = client.__dict__.get(BROUGHT) or ClientKey.objects.filter(client=client).first()
    return _unwrapped(client, row)


def open_texts(client: Client, records: Sequence[Record]) -> list[dict[str, str]]:
    """The plain texts of sealed fields, record by record; an empty one is "".

    The key is fetched once, and not at all where nothing is sealed.
    """
    return open_several([(client, record) for record in records])


def open_several(records: Sequence[tuple[Client, Record]]) -> list[dict[str, str]]:
    """The same of records of several clients: one query for all their keys, none where nothing is
    sealed. Raises `CannotOpen`.
    """
    wanted = {
        client.pk: client
        for client, (row, _code, names) in records
        if any(isinstance(getattr(row, name), Sealed) for name in names)
    }
    keys = _keys(wanted)
    return [
        {
            name: _open(getattr(row, name), keys.get(client.pk), about(type(row), name, code))
            for name in names
        }
        for client, (row, code, names) in records
    ]


def bring_keys(clients: Iterable[Client]) -> None:
    """Let clients bring their keys along, for whatever of theirs is opened next: one query."""
    lacking = {client.pk: client for client in clients if BROUGHT not in client.__dict__}
    for row in _KEYS.all(clients=[*lacking]) if lacking else ():
        lacking[row.client_id].__dict__[BROUGHT] = row


def _keys(clients: Mapping[int, Client]) -> dict[int, bytes]:
    brought = {pk: row for pk, one in clients.items() if (row := one.__dict__.get(BROUGHT))}
    rest = clients.keys() - brought.keys()
    rows = {row.client_id: row for row in _KEYS.all(clients=[*rest])} if rest else {}
    rows |= brought
    return {pk: _unwrapped(client, rows.get(pk))[1] for pk, client in clients.items()}


def _of(*, clients: list[int]) -> QuerySet[ClientKey]:
    return ClientKey.objects.filter(Among("client_id", clients))


_KEYS = Loaded(_of, {"clients": [-77]})


def _unwrapped(client: Client, row: ClientKey | None) -> tuple[str, bytes]:
    if row is None:
        raise Erased("the key of this client is gone")
    masters = dict(settings.HEALTH_KEYS)
    master = masters.get(sealing.key_id(row.wrapped))
    if master is None:
        raise sealing.CannotOpen("the master key of this client's key is not configured")
    return row.key_id, sealing.unseal(
        row.wrapped, key=master, about=about(ClientKey, "wrapped", client.code)
    )


def _open(value: object, key: bytes | None, where: str) -> str:
    if not isinstance(value, Sealed) or key is None:
        return ""
    return sealing.unseal(value.token, key=key, about=where).decode()
