"""Asking thousands of things: without what takes time and is looked at elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial

import pytest
from django.http import HttpRequest, HttpResponse

from clinic import urls


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals without their page, which takes most of the time: only what it could tell."""
    for status in (403, 404):
        plain = partial(_told, status=status)
        monkeypatch.setattr(urls, f"handler{status}", plain, raising=False)


@pytest.fixture
def unheard() -> Iterator[None]:
    """Nobody reads thousands of log lines."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def _told(request: HttpRequest, exception: Exception, *, status: int) -> HttpResponse:
    said = exception.args[0] if exception.args else ""
    return HttpResponse(said if isinstance(said, str) else "", status=status)
