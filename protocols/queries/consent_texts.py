"""The text that clients sign, in all its versions."""

from __future__ import annotations

from protocols.models import ConsentText


def versions() -> list[ConsentText]:
    """All of them, the newest first: it is in force. One query, with who published each."""
    return list(ConsentText.objects.select_related("published_by").order_by("-number"))
