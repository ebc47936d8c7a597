"""Sealing texts, and the keys they are sealed with."""

from __future__ import annotations

import os

from django.conf import settings
from django.db import models

from clinic.foundation.core import sealing
from clinic.foundation.core.codes import new_code
from clinic.foundation.fields import Sealed
from clinic.foundation.models import Client, ClientKey
from clinic.foundation.queries.vault import about, client_key


def new_client_key(client: Client) -> ClientKey:
    """Make a client's own key, wrapped by the first master key. Once for each client."""
    return ClientKey.objects.create(
        client=client, key_id=new_code(), wrapped=_wrap(os.urandom(32), client)
    )


def seal_text(
    client: Client, model: type[models.Model], field: str, code: str, text: str
) -> Sealed:
    """Seal `text` for one field of one record (by its code, so it can be done before the insert)."""
    key_id, key = client_key(client)
    token = sealing.seal(
        text.encode(),
        key=key,
        key_id=key_id,
        nonce=os.urandom(sealing.NONCE_BYTES),
        about=about(model, field, code),
    )
    return Sealed(token)


def rewrap_keys(*, limit: int = 500) -> int:
    """Wrap keys anew under the first master key; says how many were old. No text is touched."""
    newest = settings.HEALTH_KEYS[0][0]
    old = ClientKey.objects.exclude(
        wrapped__startswith=f"{sealing.VERSION}:{newest}:"
    ).select_related("client")
    rows = list(old[:limit])
    for row in rows:
        _, key = client_key(row.client)
        ClientKey.objects.filter(pk=row.pk, wrapped=row.wrapped).update(
            wrapped=_wrap(key, row.client)
        )
    return len(rows)


def _wrap(key: bytes, client: Client) -> str:
    master_id, master = settings.HEALTH_KEYS[0]
    return sealing.seal(
        key,
        key=master,
        key_id=master_id,
        nonce=os.urandom(sealing.NONCE_BYTES),
        about=about(ClientKey, "wrapped", client.code),
    )
