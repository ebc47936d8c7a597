"""The panel beside the calendar: part of that page where htmx asks, else a page of its own."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def panel(
    request: HttpRequest, part: str, context: dict[str, Any], *, title: str, status: int = 200
) -> HttpResponse:
    """The part alone for htmx, else the whole page round it. It is for this moment only."""
    told = context | {"part": f"bookings/panel/{part}.html", "title": title}
    whole = "bookings/panel/body.html" if by_htmx(request) else "bookings/panel/page.html"
    # htmx shows only what went well, so what has to be corrected goes well for it.
    answer = render(request, whole, told, status=200 if by_htmx(request) else status)
    answer["Cache-Control"] = "no-store"
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def told(answer: HttpResponse, message: str, undo: dict[str, Any] | None = None) -> HttpResponse:
    """Let the calendar say what was done, offer the way back, and ask the feed at once."""
    answer["HX-Trigger"] = json.dumps({"desk:done": {"message": message, "undo": undo}})
    return answer
