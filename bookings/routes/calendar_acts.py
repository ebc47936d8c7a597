"""Routes of what a drag, a key or a panel of the calendar does; and who may use them."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern, path

from bookings.web import calendar_acts, calendar_fit, waivers
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("desk/calendar/fit/", calendar_fit.fit, name="calendar_fit"),
    path("desk/calendar/waiver/", waivers.ask, name="calendar_waiver"),
    path("desk/calendar/<slug:code>/move/", calendar_acts.move, name="calendar_move"),
    path("desk/calendar/<slug:code>/resize/", calendar_acts.resize, name="calendar_resize"),
    path("desk/calendar/<slug:code>/swap/", calendar_acts.swap, name="calendar_swap"),
    path("desk/calendar/<slug:code>/undo/", calendar_acts.undo, name="calendar_undo"),
    path("desk/waivers/<slug:code>/withdraw/", waivers.withdraw, name="waiver_withdraw"),
    path("day/waivers/<slug:code>/", waivers.page, name="waiver"),
    path("day/waivers/<slug:code>/decline/", waivers.decline, name="waiver_decline"),
]

_SCRIPT = replace(policy.DESK, api=True)  # hears 401 in place of a sign-in page

policies: dict[str, Policy] = {
    "calendar_fit": _SCRIPT,
    "calendar_waiver": _SCRIPT,
    "calendar_move": _SCRIPT,
    "calendar_resize": _SCRIPT,
    "calendar_swap": _SCRIPT,
    "calendar_undo": _SCRIPT,
    "waiver_withdraw": _SCRIPT,
    "waiver": policy.THERAPIST,
    "waiver_decline": policy.THERAPIST,
}
