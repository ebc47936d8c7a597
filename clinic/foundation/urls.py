"""The foundation's routes and who may use them."""

from django.urls import path

from clinic.foundation import policy
from clinic.foundation.web import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("start/", pages.start, name="start"),
    path("theme/", pages.theme, name="theme"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
]

policies = {
    "home": policy.PUBLIC,
    "start": policy.MEMBER,
    "theme": policy.PUBLIC,
    "healthz": policy.PUBLIC_API,
    "readyz": policy.PUBLIC_API,
}
