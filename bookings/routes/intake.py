"""The intake: asked on booking and before a visit, also by a one-time link."""

from __future__ import annotations

from django.urls import URLPattern

from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = []

policies: dict[str, Policy] = {}
