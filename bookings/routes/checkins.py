"""What runners say after a session or a race, and pictures of it."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern, path

from bookings.web import checkins, progress
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("c/<str:secret>/", checkins.link, name="checkin_link"),
    path("checkins/", checkins.waiting, name="checkins"),
    path("checkins/race/<slug:code>/", checkins.own, {"kind": "race"}, name="checkin_race"),
    path("checkins/runs/<slug:code>/", checkins.own, {"kind": "runs"}, name="checkin_runs"),
    path(
        "checkins/session/<slug:code>/", checkins.own, {"kind": "session"}, name="checkin_session"
    ),
    path("progress/", progress.own, name="progress"),
    path("day/clients/<slug:code>/progress/", progress.of_client, name="client_progress"),
]

policies: dict[str, Policy] = {
    "checkin_link": replace(policy.PUBLIC, counted="guess"),
    "checkins": policy.CLIENT,
    "checkin_race": policy.CLIENT,
    "checkin_runs": policy.CLIENT,
    "checkin_session": policy.CLIENT,
    "progress": policy.CLIENT,
    "client_progress": policy.THERAPIST,
}
