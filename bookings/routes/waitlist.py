"""Routes of the waitlist: waiting, offers, the desk's order; and who may use them."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern, path

from bookings.web import waitlist, waitlist_desk, waitlist_link, waitlist_offering
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("w/<str:secret>/", waitlist_link.page, name="offer_link"),
    path("wait/", waitlist.listing, name="waitlist"),
    path("wait/new/", waitlist.new, name="waitlist_new"),
    path("wait/offers/", waitlist.offered, name="waitlist_offers"),
    path("wait/offers/<slug:code>/take/", waitlist.take, name="waitlist_take"),
    path("wait/offers/<slug:code>/decline/", waitlist.decline, name="waitlist_decline"),
    path("wait/offers/<slug:code>/times/", waitlist.times, name="waitlist_times"),
    path("wait/<slug:code>/", waitlist.change, name="waitlist_change"),
    path("wait/<slug:code>/leave/", waitlist.leave, name="waitlist_leave"),
    path("desk/waitlist/", waitlist_desk.listing, name="desk_waitlist"),
    path("desk/waitlist/next/", waitlist_offering.following, name="desk_waitlist_next"),
    path("desk/waitlist/<slug:code>/", waitlist_desk.change, name="desk_waitlist_change"),
    path("desk/waitlist/<slug:code>/do/", waitlist_desk.act, name="desk_waitlist_act"),
    path("desk/openings/<slug:code>/close/", waitlist_desk.close, name="desk_opening_close"),
    path("desk/offers/<slug:code>/take/", waitlist_offering.take, name="desk_offer_take"),
    path("desk/clients/<slug:code>/wait/", waitlist_desk.new, name="desk_wait"),
]

policies: dict[str, Policy] = {
    "offer_link": replace(policy.PUBLIC, counted="guess"),
    "waitlist": policy.CLIENT,
    "waitlist_new": policy.CLIENT,
    "waitlist_offers": policy.CLIENT,
    "waitlist_take": policy.CLIENT,
    "waitlist_decline": policy.CLIENT,
    "waitlist_times": policy.CLIENT,
    "waitlist_change": policy.CLIENT,
    "waitlist_leave": policy.CLIENT,
    "desk_waitlist": policy.DESK,
    "desk_waitlist_next": policy.DESK,
    "desk_waitlist_change": policy.DESK,
    "desk_waitlist_act": policy.DESK,
    "desk_opening_close": policy.DESK,
    "desk_offer_take": policy.DESK,
    "desk_wait": policy.DESK,
}
