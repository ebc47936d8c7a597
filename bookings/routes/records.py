"""A client's record: exports of it, and the way in for an emergency."""

from __future__ import annotations

from django.urls import URLPattern

from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = []

policies: dict[str, Policy] = {}
