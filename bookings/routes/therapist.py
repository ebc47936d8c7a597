"""Routes of a therapist's own day, and who may use them."""

from __future__ import annotations

from django.urls import URLPattern, path

from bookings.web import day, day_blocked, day_off
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("day/", day.own, name="day"),
    path("day/time-off/", day_off.page, name="day_off"),
    path("day/time-off/<slug:code>/back/", day_off.take_back, name="day_off_back"),
    path("day/clients/<slug:code>/book-blocked/", day_blocked.page, name="day_blocked"),
    path("day/<slug:code>/", day.one, name="day_session"),
    path("day/<slug:code>/mark/", day.mark, name="day_mark"),
    path("day/<slug:code>/cancel/", day.cancel, name="day_cancel"),
]

policies: dict[str, Policy] = {
    "day": policy.THERAPIST,
    "day_off": policy.THERAPIST,
    "day_off_back": policy.THERAPIST,
    "day_blocked": policy.THERAPIST,
    "day_session": policy.THERAPIST,
    "day_mark": policy.THERAPIST,
    "day_cancel": policy.THERAPIST,
}
