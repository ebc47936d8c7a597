"""The single-use link of a mail: for whoever holds it, signed in or not."""

from dataclasses import replace

from django.urls import path

from bookings.web import links
from clinic.foundation import policy

_GUESS = replace(policy.PUBLIC, counted="guess")

urlpatterns = [
    path("s/<str:secret>/", links.look, name="link"),
    path("s/<str:secret>/move/", links.move, name="link_move"),
    path("s/<str:secret>/cancel/", links.cancel, name="link_cancel"),
]

policies = {
    "link": _GUESS,
    "link_move": _GUESS,
    "link_cancel": _GUESS,
}
