"""Routes of reports; and who may use them."""

from __future__ import annotations

from django.urls import URLPattern, path

from bookings.web import reports
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("reports/", reports.load, name="reports"),
    path("reports/missed/", reports.missed, name="reports_missed"),
    path("reports/returning/", reports.returning, name="reports_returning"),
    path("reports/lead/", reports.lead, name="reports_lead"),
    path("reports/races/", reports.races, name="reports_races"),
    path("reports/races/<slug:code>/", reports.race, name="reports_race"),
    path("reports/income/", reports.income, name="reports_income"),
]

policies: dict[str, Policy] = {
    "reports": policy.DESK,
    "reports_missed": policy.DESK,
    "reports_returning": policy.DESK,
    "reports_lead": policy.DESK,
    "reports_races": policy.DESK,
    "reports_race": policy.DESK,
    # Money is the owner's: the page and each file of it.
    "reports_income": policy.OWNER,
}
