"""Routes of a therapist's own day, and who may use them."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern, path

from bookings.web import card, day, day_blocked, day_off
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("day/", day.own, name="day"),
    path("day/part/", day.part, name="day_part"),
    path("day/time-off/", day_off.page, name="day_off"),
    path("day/time-off/<slug:code>/back/", day_off.take_back, name="day_off_back"),
    path("day/clients/<slug:code>/book-blocked/", day_blocked.page, name="day_blocked"),
    path("day/<slug:code>/", card.page, name="day_session"),
    path("day/<slug:code>/mark/", day.mark, name="day_mark"),
    path("day/<slug:code>/cancel/", day.cancel, name="day_cancel"),
]

policies: dict[str, Policy] = {
    "day": policy.THERAPIST,
    "day_part": replace(policy.THERAPIST, polling=True),  # the page asks by itself
    "day_off": policy.THERAPIST,
    "day_off_back": policy.THERAPIST,
    "day_blocked": policy.THERAPIST,
    "day_session": policy.THERAPIST,
    "day_mark": policy.THERAPIST,
    "day_cancel": policy.THERAPIST,
}
