"""Routes of the calendar of the whole clinic: page, feed, day sheet; and who may use them."""

from __future__ import annotations

from django.urls import URLPattern

from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = []

policies: dict[str, Policy] = {}
