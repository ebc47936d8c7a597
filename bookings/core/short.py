"""Short messages: letters that every telephone network carries, as many as one message holds."""

from __future__ import annotations

import unicodedata

ONE = 160  # letters of the basic alphabet in one message; each of `WIDE` counts twice
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
WIDE = frozenset("^{}\\[~]|€")
INSTEAD = {
    **dict.fromkeys("–—−‐‑·•", "-"),
    **dict.fromkeys("‘’‚`´", "'"),
    **dict.fromkeys("“”„«»", '"'),
    "…": "...",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "œ": "oe",
    "Œ": "OE",
    "ı": "i",
}


def gsm(text: str) -> str:
    """A text in the letters of the GSM alphabet: one other letter makes a message less than half as long.

    Letters lose the marks that it does not know; what it knows nothing like becomes `?`.
    """
    return "".join(_known(letter) for letter in text)


def length(text: str) -> int:
    """How much of a message a text in these letters takes."""
    return sum(2 if letter in WIDE else 1 for letter in text)


def _known(letter: str) -> str:
    if letter in BASIC or letter in WIDE:
        return letter
    bare = INSTEAD.get(letter) or unicodedata.normalize("NFKD", letter)
    return "".join(c for c in bare if c in BASIC or c in WIDE) or "?"
