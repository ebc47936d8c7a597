"""Routes of the calendar of the whole clinic: page, feed, day sheet; and who may use them."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern, path

from bookings.web import calendar, calendar_feed, sheet
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("desk/calendar/", calendar.page, name="calendar"),
    path("desk/calendar/feed/", calendar_feed.feed, name="calendar_feed"),
    path("desk/sheet/", sheet.page, name="sheet"),
]

policies: dict[str, Policy] = {
    "calendar": policy.DESK,
    "calendar_feed": replace(policy.DESK, polling=True),
    "sheet": policy.DESK,
}
