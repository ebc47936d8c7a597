"""Encrypting one text: `v1:key id:nonce:text`, AES-GCM, bound to where it stands.

The associated data (model, field, record code) keeps a sealed text from being moved to another
record or field: it does not open there. Chance comes in as the nonce, so that this stays pure.
"""

from __future__ import annotations

import base64
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = "v1"
NONCE_BYTES = 12
SHAPE = re.compile(rf"{VERSION}:[^:\s]+:[A-Za-z0-9_-]+:[A-Za-z0-9_-]+")


class CannotOpen(Exception):
    """Wrong key, moved text or damaged text; never answered with ciphertext or a guess."""


def seal(text: bytes, *, key: bytes, key_id: str, nonce: bytes, about: str) -> str:
    """Seal `text` under a 32-byte `key`; `about` says where it will stand."""
    sealed = AESGCM(key).encrypt(nonce, text, about.encode())
    return ":".join((VERSION, key_id, _text(nonce), _text(sealed)))


def unseal(token: str, *, key: bytes, about: str) -> bytes:
    """The text again. Raises `CannotOpen`."""
    try:
        version, _, nonce, sealed = token.split(":")
        if version != VERSION:
            raise CannotOpen("unknown version")
        return AESGCM(key).decrypt(_bytes(nonce), _bytes(sealed), about.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen("wrong key, moved or damaged text") from None


def is_sealed(token: str) -> bool:
    """Whether this has the form of a sealed text, so that a plain one is told apart."""
    return SHAPE.fullmatch(token) is not None


def key_id(token: str) -> str:
    """Which key a sealed text wants."""
    return token.split(":", 2)[1]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
