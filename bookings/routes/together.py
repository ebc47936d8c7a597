"""Routes of series and parties: several appointments booked at once; and who may use them."""

from __future__ import annotations

from django.urls import URLPattern, path

from bookings.web import party_page, together
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("desk/clients/<slug:code>/series/", together.series, name="desk_series"),
    path("desk/bundles/<slug:code>/", together.bundle, name="desk_bundle"),
    path("desk/party/", party_page.page, name="desk_party"),
]

policies: dict[str, Policy] = {
    "desk_series": policy.DESK,
    "desk_bundle": policy.DESK,
    "desk_party": policy.DESK,
}
