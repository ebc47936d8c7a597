"""Why a session was cancelled or missed, as a code: never a word of somebody's health."""

from __future__ import annotations

CANCELLED = ("plans", "race", "mistake", "clinic", "weather", "other")
MISSED = ("forgot", "late", "unreached", "other")
