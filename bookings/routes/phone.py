"""Routes of the panel beside the calendar: find, book, look after; and who may use them."""

from __future__ import annotations

from django.urls import URLPattern, path

from bookings.web import panel_new, panel_session
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("desk/calendar/new/", panel_new.page, name="panel_new"),
    path("desk/calendar/clients/", panel_new.clients, name="panel_clients"),
    path("desk/calendar/session/<slug:code>/", panel_session.page, name="panel_session"),
    path("desk/calendar/session/<slug:code>/<slug:act>/", panel_session.do, name="panel_do"),
]

policies: dict[str, Policy] = {
    "panel_new": policy.DESK,
    "panel_clients": policy.DESK,
    "panel_session": policy.DESK,
    "panel_do": policy.DESK,
}
