"""Routes of the desk, and who may use them."""

from __future__ import annotations

from django.urls import URLPattern, path

from bookings.web import desk, desk_appointments, desk_clients, desk_free, wishes
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("desk/", desk.day, name="desk"),
    path("desk/free/", desk_free.page, name="desk_free"),
    path("desk/clients/", desk_clients.find, name="desk_clients"),
    path("desk/clients/new/", desk_clients.new, name="desk_client_new"),
    path("desk/clients/<slug:code>/", desk_clients.one, name="desk_client"),
    path("desk/clients/<slug:code>/contact/", desk_clients.contact, name="desk_contact"),
    path("desk/clients/<slug:code>/wishes/", desk_clients.wish, name="desk_wishes"),
    path("desk/clients/<slug:code>/check/", desk_clients.check, name="desk_check"),
    path("desk/appointments/<slug:code>/", desk_appointments.one, name="desk_appointment"),
    path("desk/appointments/<slug:code>/mark/", desk.mark, name="desk_mark"),
    path("desk/appointments/<slug:code>/cancel/", desk_appointments.cancel, name="desk_cancel"),
    path("desk/appointments/<slug:code>/undo/", desk_appointments.undo, name="desk_undo"),
    path("desk/appointments/<slug:code>/pay/", desk_appointments.pay, name="desk_pay"),
    path(
        "desk/appointments/<slug:code>/give-back/",
        desk_appointments.give_back,
        name="desk_give_back",
    ),
    path("desk/appointments/<slug:code>/receipt/", desk_appointments.receipt, name="desk_receipt"),
    path("wishes/", wishes.page, name="wishes"),
]

policies: dict[str, Policy] = {
    "desk": policy.DESK,
    "desk_free": policy.DESK,
    "desk_clients": policy.DESK,
    "desk_client_new": policy.DESK,
    "desk_client": policy.DESK,
    "desk_contact": policy.DESK,
    "desk_wishes": policy.DESK,
    "desk_check": policy.DESK,
    "desk_appointment": policy.DESK,
    "desk_mark": policy.DESK,
    "desk_cancel": policy.DESK,
    "desk_undo": policy.DESK,
    "desk_pay": policy.DESK,
    "desk_give_back": policy.DESK,
    "desk_receipt": policy.DESK,
    "wishes": policy.CLIENT,
}
