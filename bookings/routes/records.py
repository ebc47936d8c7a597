"""A client's record: exports of it, and the way in for an emergency."""

from __future__ import annotations

from django.urls import path

from bookings.web import records
from clinic.foundation import policy

urlpatterns = [
    path("record/export/", records.export, name="record_export"),
    path("record/export/file/", records.export_file, name="record_file"),
    path("record/export/page/", records.export_page, name="record_page"),
    path("clinic/records/", records.find, name="clinic_records"),
    path("clinic/records/<slug:code>/", records.one, name="clinic_record"),
]

policies = {
    "record_export": policy.CLIENT,
    "record_file": policy.CLIENT,
    "record_page": policy.CLIENT,
    "clinic_records": policy.OWNER,
    "clinic_record": policy.OWNER,
}
