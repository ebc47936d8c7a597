"""The intake: asked on booking and before a visit, also by a one-time link."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern, path

from bookings.web import check, intake, intake_link
from clinic.foundation import policy
from clinic.foundation.policy import Policy

_GUESS = replace(policy.PUBLIC, counted="guess")

urlpatterns: list[URLPattern] = [
    path("check/", check.page, name="check"),
    path("intake/", intake.page, name="intake"),
    path("intake/save/", intake.save, name="intake_save"),
    path("intake/done/", intake.done, name="intake_done"),
    path("intake/<slug:part>/", intake.section, name="intake_section"),
    path("i/<str:secret>/", intake_link.page, name="intake_link"),
    path("i/<str:secret>/save/", intake_link.save, name="intake_save_link"),
    path("i/<str:secret>/done/", intake_link.done, name="intake_done_link"),
    path("i/<str:secret>/consent/", intake_link.consent, name="intake_consent_link"),
    path("i/<str:secret>/<slug:part>/", intake_link.section, name="intake_section_link"),
]

policies: dict[str, Policy] = {
    "check": policy.CLIENT,
    "intake": policy.CLIENT,
    "intake_save": policy.CLIENT,
    "intake_done": policy.CLIENT,
    "intake_section": policy.CLIENT,
    "intake_link": _GUESS,
    "intake_save_link": _GUESS,
    "intake_done_link": _GUESS,
    "intake_consent_link": _GUESS,
    "intake_section_link": _GUESS,
}
