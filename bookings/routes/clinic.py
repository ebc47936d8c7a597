"""The owner's pages: studios, therapists, the menu. Everything under /clinic/ is the owner's.

Beside them the photographs that they keep, which everybody may see.
"""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern, path

from bookings.web.clinic import (
    overview,
    portraits,
    rooms,
    services,
    shifts,
    special_days,
    studios,
    therapists,
    use,
)
from clinic.foundation.policy import OWNER, PUBLIC, Policy

urlpatterns: list[URLPattern] = [
    path("clinic/", overview.page, name="clinic"),
    path("clinic/studios/", studios.listing, name="clinic_studios"),
    path("clinic/studios/new/", studios.new, name="clinic_studio_new"),
    path("clinic/studios/<slug:code>/", studios.detail, name="clinic_studio"),
    path("clinic/studios/<slug:code>/edit/", studios.edit, name="clinic_studio_edit"),
    path("clinic/studios/<slug:code>/hours/", studios.hours, name="clinic_studio_hours"),
    path("clinic/studios/<slug:code>/days/", special_days.new, name="clinic_closure_new"),
    path("clinic/studios/<slug:code>/holidays/", special_days.year, name="clinic_holidays"),
    path("clinic/studios/<slug:code>/rooms/", rooms.new, name="clinic_room_new"),
    path("clinic/days/<slug:code>/", special_days.edit, name="clinic_closure"),
    path("clinic/rooms/<slug:code>/", rooms.edit, name="clinic_room"),
    path("clinic/therapists/", therapists.listing, name="clinic_therapists"),
    path("clinic/therapists/new/", therapists.new, name="clinic_therapist_new"),
    path("clinic/therapists/<slug:code>/", therapists.detail, name="clinic_therapist"),
    path("clinic/therapists/<slug:code>/edit/", therapists.edit, name="clinic_therapist_edit"),
    path("clinic/therapists/<slug:code>/photo/", portraits.edit, name="clinic_therapist_photo"),
    path("clinic/therapists/<slug:code>/days/", shifts.day, name="clinic_shift_day"),
    path("clinic/therapists/<slug:code>/off/", shifts.off, name="clinic_time_off"),
    path("clinic/therapists/<slug:code>/at/<slug:studio>/", shifts.week, name="clinic_shift"),
    path("clinic/shift-days/<slug:code>/", shifts.drop_day, name="clinic_shift_day_drop"),
    path("clinic/times-off/<slug:code>/", shifts.drop_off, name="clinic_time_off_drop"),
    path("clinic/services/", services.listing, name="clinic_services"),
    path("clinic/services/new/", services.new, name="clinic_service_new"),
    path("clinic/services/terms/", services.terms, name="clinic_service_terms"),
    path("clinic/services/<slug:code>/", services.edit, name="clinic_service"),
    path("clinic/use/<slug:kind>/<slug:code>/", use.page, name="clinic_use"),
    path("therapists/<slug:code>/<slug:digest>.webp", portraits.picture, name="therapist_photo"),
]

policies: dict[str, Policy] = {
    "clinic": OWNER,
    "clinic_studios": OWNER,
    "clinic_studio_new": OWNER,
    "clinic_studio": OWNER,
    "clinic_studio_edit": OWNER,
    "clinic_studio_hours": OWNER,
    "clinic_closure_new": OWNER,
    "clinic_holidays": OWNER,
    "clinic_room_new": OWNER,
    "clinic_closure": OWNER,
    "clinic_room": OWNER,
    "clinic_therapists": OWNER,
    "clinic_therapist_new": OWNER,
    "clinic_therapist": OWNER,
    "clinic_therapist_edit": OWNER,
    "clinic_therapist_photo": OWNER,
    "clinic_shift_day": OWNER,
    "clinic_time_off": OWNER,
    "clinic_shift": OWNER,
    "clinic_shift_day_drop": OWNER,
    "clinic_time_off_drop": OWNER,
    "clinic_services": OWNER,
    "clinic_service_new": OWNER,
    "clinic_service_terms": OWNER,
    "clinic_service": OWNER,
    "clinic_use": OWNER,
    # Asked beside every page, and kept by whoever fetched it: no session, nobody's cookie.
    "therapist_photo": replace(PUBLIC, probe=True),
}
