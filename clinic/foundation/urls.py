"""The foundation's routes and who may use them."""

from dataclasses import replace

from django.urls import path

from clinic.foundation import policy
from clinic.foundation.web import pages, record

urlpatterns = [
    path("", pages.home, name="home"),
    path("account/", pages.account, name="account"),
    path("me/", record.me, name="me"),
    path("theme/", pages.theme, name="theme"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
]

policies = {
    "home": policy.PUBLIC,
    "account": policy.MEMBER,
    "me": policy.CLIENT,
    "theme": replace(policy.PUBLIC, opens="always"),
    "healthz": policy.PROBE,
    "readyz": policy.PROBE,
}
