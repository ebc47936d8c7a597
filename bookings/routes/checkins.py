"""What runners say after a session or a race, and pictures of it."""

from __future__ import annotations

from django.urls import URLPattern

from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = []

policies: dict[str, Policy] = {}
