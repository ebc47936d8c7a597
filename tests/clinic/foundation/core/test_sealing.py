"""The laws of a sealed text."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import assume, given
from hypothesis import strategies as st

from clinic.foundation.core import sealing
from clinic.foundation.core.sealing import CannotOpen, is_sealed, key_id, seal, unseal

keys = st.binary(min_size=32, max_size=32)
nonces = st.binary(min_size=12, max_size=12)
plain = st.binary(max_size=200)
places = st.text(st.characters(codec="utf-8"), max_size=40)
KEY, NONCE = b"k" * 32, b"n" * 12


@given(plain, keys, nonces, places)
def test_what_was_sealed_opens_again_unchanged(
    text: bytes, key: bytes, nonce: bytes, about: str
) -> None:
    token = seal(text, key=key, key_id="k1", nonce=nonce, about=about)
    assert unseal(token, key=key, about=about) == text
    assert is_sealed(token)
    assert key_id(token) == "k1"


@given(plain, keys, keys)
def test_another_key_does_not_open_it(text: bytes, key: bytes, other: bytes) -> None:
    assume(key != other)
    token = seal(text, key=key, key_id="k1", nonce=NONCE, about="here")
    with pytest.raises(CannotOpen):
        unseal(token, key=other, about="here")


@given(plain, places, places)
def test_moved_to_another_field_or_record_it_does_not_open(
    text: bytes, here: str, there: str
) -> None:
    assume(here != there)
    token = seal(text, key=KEY, key_id="k1", nonce=NONCE, about=here)
    with pytest.raises(CannotOpen):
        unseal(token, key=KEY, about=there)


@given(plain, st.integers(0, 10_000), st.integers(1, 255))
def test_one_flipped_byte_anywhere_and_it_does_not_open(text: bytes, at: int, flip: int) -> None:
    head, nonce, sealed = _parts(seal(text, key=KEY, key_id="k1", nonce=NONCE, about="here"))
    raw = bytearray(nonce + sealed)
    raw[at % len(raw)] ^= flip
    damaged = ":".join((head, sealing._text(bytes(raw[:12])), sealing._text(bytes(raw[12:]))))
    with pytest.raises(CannotOpen):
        unseal(damaged, key=KEY, about="here")


@given(st.text(max_size=80))
def test_anything_that_was_never_sealed_does_not_open(token: str) -> None:
    with pytest.raises(CannotOpen):
        unseal(token, key=KEY, about="here")


@pytest.mark.parametrize("token", ["v2:k1:bm4:c2VhbGVk", "v1:k1:bm4", "v1::bm4:c2U", "plain", ""])
def test_another_form_is_not_taken_for_sealed(token: str) -> None:
    assert not is_sealed(token)


def test_without_the_place_bound_in_a_moved_text_would_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealing, "AESGCM", _Placeless)
    token = seal(b"knee", key=KEY, key_id="k1", nonce=NONCE, about="here")
    assert unseal(token, key=KEY, about="there") == b"knee"


class _Placeless:
    """AES-GCM as somebody in a hurry would call it: without the associated data."""

    def __init__(self, key: bytes) -> None:
        self.real = AESGCM(key)

    def encrypt(self, nonce: bytes, data: bytes, _about: bytes) -> bytes:
        return self.real.encrypt(nonce, data, None)

    def decrypt(self, nonce: bytes, data: bytes, _about: bytes) -> bytes:
        return self.real.decrypt(nonce, data, None)


def _parts(token: str) -> tuple[str, bytes, bytes]:
    head, nonce, sealed = token.rsplit(":", 2)
    return head, sealing._bytes(nonce), sealing._bytes(sealed)
