"""The therapist's note of a visit, phrases and templates for it."""

from __future__ import annotations

from django.urls import URLPattern

from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = []

policies: dict[str, Policy] = {}
