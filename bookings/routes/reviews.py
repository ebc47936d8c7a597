"""Bookings that wait for a therapist, and what may be done about them."""

from __future__ import annotations

from django.urls import URLPattern

from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = []

policies: dict[str, Policy] = {}
