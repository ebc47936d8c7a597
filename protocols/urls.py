"""The routes of protocols and who may use them."""

from django.urls import path

from clinic.foundation import policy
from protocols.web import session_types, try_it

urlpatterns = [
    path("sessions/", session_types.listing, name="session_types"),
    path("sessions/<slug:code>/", session_types.detail, name="session_type"),
    path("try/", try_it.page, name="try_it"),
]

policies = {
    "session_types": policy.PUBLIC,
    "session_type": policy.PUBLIC,
    "try_it": policy.PUBLIC,
}
