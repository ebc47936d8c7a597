"""The API's documentation, drawn from the interface's own description of itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.foundation.core.interface import Topic, read


@require_safe
def page(request: HttpRequest, document: Callable[[], Any]) -> HttpResponse:
    """Every call with what it takes and answers; `document` is handed in by the front door."""
    base = request.build_absolute_uri("/").rstrip("/")
    context = {"topics": _topics(document, base), "base": base}
    return render(request, "clinic/api_docs/page.html", context)


@lru_cache(maxsize=8)
def _topics(document: Callable[[], Any], base: str) -> tuple[Topic, ...]:
    """Read once for each name that the clinic answers under: routes do not change while it runs."""
    return read(document(), base)
