"""The secrets of authenticator apps and recovery codes, sealed under the clinic's master keys.

allauth would store them as they are: whoever stole a dump could then show anybody's second factor.
"""

from __future__ import annotations

import os

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from clinic.foundation.core import sealing

ABOUT = "second factor"
KEPT_AS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


def seal_secret(secret: str) -> str:
    """Seal a secret under the first master key."""
    name, key = settings.HEALTH_KEYS[0]
    nonce = os.urandom(sealing.NONCE_BYTES)
    return sealing.seal(secret.encode(), key=key, key_id=name, nonce=nonce, about=ABOUT)


def open_secret(token: str) -> str:
    """The secret again. Raises `CannotOpen`."""
    if not sealing.is_sealed(token):
        raise sealing.CannotOpen("not sealed")
    key = dict(settings.HEALTH_KEYS).get(sealing.key_id(token))
    if key is None:
        raise sealing.CannotOpen("the master key of this secret is not configured")
    return sealing.unseal(token, key=key, about=ABOUT).decode()


@transaction.atomic
def reseal_secrets() -> int:
    """Seal every secret anew under the first master key; says how many were old."""
    newest = settings.HEALTH_KEYS[0][0]
    turned = []
    for row in Authenticator.objects.select_for_update().filter(type__in=KEPT_AS).order_by("pk"):
        where = KEPT_AS[row.type]
        if sealing.key_id(row.data[where]) != newest:
            row.data[where] = seal_secret(open_secret(row.data[where]))
            turned.append(row)
    Authenticator.objects.bulk_update(turned, ["data"])
    return len(turned)
