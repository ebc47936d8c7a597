"""Spelling a text in one way."""

import unicodedata


def folded(text: str) -> str:
    """Letters alike for every spelling that anything here might take for the same."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
