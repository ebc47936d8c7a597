"""Calling the API as a program does: with a token, and JSON both ways."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.test import Client as Browser

from bookings.models import Location, Service
from clinic.foundation.actions import api_tokens
from clinic.foundation.models import User
from protocols.core.zones import load
from tests.clinic import make

ROOT = "/api/v1"


class Caller:
    """A program with somebody's token; without a user a stranger."""

    def __init__(self, user: User | None) -> None:
        self.browser = Browser()
        self.headers: dict[str, str] = {}
        if user is not None:
            secret = api_tokens.make(by=None, user=user, now=make.NOW)
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path: str, **query: Any) -> Any:
        return self.browser.get(f"{ROOT}{path}", query, headers=self.headers)

    def post(self, path: str, body: Any = None, key: str | None = None) -> Any:
        keyed = {"Idempotency-Key": key} if key else {}
        text = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        return self.browser.post(
            f"{ROOT}{path}",
            text,
            content_type="application/json",
            headers=self.headers | keyed,
        )


def local(start: datetime, zone: str = "Europe/Berlin") -> str:
    """A start as the API tells it."""
    return start.astimezone(load(zone)).isoformat(timespec="seconds")


def body(start: datetime, **other: Any) -> dict[str, Any]:
    """What books an hour of moderate massage at the one studio, with anybody."""
    first, place = Service.objects.first(), Location.objects.first()
    assert first is not None
    assert place is not None
    told = {
        "service": first.code,
        "minutes": 60,
        "depth": "moderate",
        "location": place.code,
        "therapist": None,
        "start": local(start),
    }
    return told | other


def slots(**other: Any) -> dict[str, Any]:
    """What asks for the times of that hour, on the day after NOW's."""
    first = Service.objects.first()
    assert first is not None
    return {"service": first.code, "minutes": 60, "from": "2026-11-24", "days": 1} | other


def error(response: Any) -> tuple[int, str, str | None]:
    """Status, code and field of an error."""
    told = response.json()["error"]
    return response.status_code, told["code"], told["field"]
