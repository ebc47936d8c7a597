"""Routes of time off that therapists ask for, and who may answer."""

from __future__ import annotations

from django.urls import URLPattern, path

from bookings.web import desk_off
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("desk/time-off/", desk_off.page, name="desk_off"),
    path("desk/time-off/<slug:code>/", desk_off.answer, name="desk_off_answer"),
]

policies: dict[str, Policy] = {
    "desk_off": policy.DESK,
    "desk_off_answer": policy.DESK,
}
