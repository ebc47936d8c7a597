"""The therapist's note of a visit, phrases and templates for it."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern, path

from bookings.web import notes, phrases
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("day/<slug:code>/note/", notes.page, name="note"),
    path("day/<slug:code>/note/save/", notes.save, name="note_save"),
    path("day/<slug:code>/note/add/", notes.add, name="note_add"),
    path("phrases/", phrases.page, name="phrases"),
    path("phrases/begin/<slug:kind>/", phrases.begin, name="phrases_begin"),
    path("phrases/<slug:code>/drop/", phrases.drop, name="phrases_drop"),
]

policies: dict[str, Policy] = {
    "note": policy.THERAPIST,
    # The page's script hears 401 in place of a sign-in page that it could not show.
    "note_save": replace(policy.THERAPIST, api=True),
    "note_add": policy.THERAPIST,
    "phrases": policy.THERAPIST,
    "phrases_begin": policy.THERAPIST,
    "phrases_drop": policy.THERAPIST,
}
