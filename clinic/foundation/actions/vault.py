"""Sealing texts, and the keys they are sealed with."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from clinic.foundation.codes import new_code
from clinic.foundation.core import sealing
from clinic.foundation.errors import Invalid
from clinic.foundation.fields import Sealed
from clinic.foundation.models import Client, ClientKey
from clinic.foundation.queries.vault import BROUGHT, about, client_key


def new_client_key(client: Client) -> ClientKey:
    """Make a client's own key, wrapped by the first master key. Once for each client."""
    return ClientKey.objects.create(
        client=client, key_id=new_code(), wrapped=_wrap(os.urandom(32), client)
    )


def bring_key(client: Client, *, key_id: str, wrapped: str) -> None:
    """Let a client that was just locked bring their key along, for the one transaction."""
    client.__dict__[BROUGHT] = ClientKey(client_id=client.pk, key_id=key_id, wrapped=wrapped)


def seal_text(
    client: Client, model: type[models.Model], field: str, code: str, text: str
) -> Sealed:
    """Seal `text` for one field of one record (named by its code, so also before the insert).

    Raises `Invalid` for what is no text: half a surrogate pair, or a NUL.
    """
    try:
        plain = text.encode()
    except UnicodeEncodeError:
        plain = b"\x00"
    if b"\x00" in plain:
        raise Invalid("not_text", _("This holds characters that are no text."), field=field)
    key_id, key = client_key(client)
    token = sealing.seal(
        plain,
        key=key,
        key_id=key_id,
        nonce=os.urandom(sealing.NONCE_BYTES),
        about=about(model, field, code),
    )
    return Sealed(token)


def seal_into(client: Client, row: Any, field: str, text: str) -> None:
    """Seal `text` into a field of a client's row, which is saved later. Raises as `seal_text`."""
    setattr(row, field, seal_text(client, type(row), field, row.code, text))


def rewrap_keys(*, limit: int = 500) -> int:
    """Wrap keys anew under the first master key; says how many were old. No text is touched.

    Runs beside a working clinic: texts open under either master key while both are configured.
    """
    newest = f"{sealing.VERSION}:{settings.HEALTH_KEYS[0][0]}:"
    with transaction.atomic():
        old = ClientKey.objects.exclude(wrapped__startswith=newest).select_related("client")
        rows = list(old.select_for_update(of=("self",)).order_by("pk")[:limit])
        for row in rows:
            key = client_key(row.client)[1]
            row.wrapped = _wrap(key, row.client)
        ClientKey.objects.bulk_update(rows, ["wrapped"])
    return len(rows)


def erase_key(*, client: Client) -> None:
    """Throw a client's key away: none of their texts opens again, in no copy and no backup."""
    ClientKey.objects.filter(client=client).delete()


def _wrap(key: bytes, client: Client) -> str:
    master_id, master = settings.HEALTH_KEYS[0]
    return sealing.seal(
        key,
        key=master,
        key_id=master_id,
        nonce=os.urandom(sealing.NONCE_BYTES),
        about=about(ClientKey, "wrapped", client.code),
    )
