"""Routes of groups of clients and their terms; and who may use them."""

from __future__ import annotations

from django.urls import URLPattern, path

from bookings.web import groups as desk
from bookings.web.clinic import groups
from clinic.foundation.policy import DESK, OWNER, Policy

urlpatterns: list[URLPattern] = [
    path("clinic/groups/", groups.listing, name="clinic_groups"),
    path("clinic/groups/new/", groups.new, name="clinic_group_new"),
    path("clinic/groups/<slug:code>/", groups.edit, name="clinic_group"),
    path("clinic/groups/<slug:code>/use/", groups.use, name="clinic_group_use"),
    path("desk/clients/<slug:code>/group/", desk.belong, name="desk_group"),
]

policies: dict[str, Policy] = {
    "clinic_groups": OWNER,
    "clinic_group_new": OWNER,
    "clinic_group": OWNER,
    "clinic_group_use": OWNER,
    "desk_group": DESK,
}
