"""Chance, in one place: short codes that name things in addresses, and secrets for links."""

import hashlib
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read for something else on the phone


def new_code(length: int = 12) -> str:
    """A fresh code, never a row number and never guessable; 12 letters hold 59 bits."""
    number, letters = secrets.randbelow(len(ALPHABET) ** length), []
    for _ in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def new_secret() -> str:
    """A secret for a link: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a secret: 256 random bits need no slow hash. Any text has one."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
