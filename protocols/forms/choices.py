"""The engine's codes as words that people choose from."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choice = tuple[str, str | Promise]

WORDS: dict[str, str | Promise] = {
    "pre_event": _("Pre-event"),
    "post_event": _("Post-event"),
    "general": _("General"),
    "injury": _("Injury"),
    "none": _("Other services"),
    "light": _("Light"),
    "moderate": _("Moderate"),
    "deep": _("Deep"),
    "flat": _("Flat"),
    "hilly": _("Hilly"),
    "downhill": _("Downhill"),
    "trail": _("Trail"),
    "intervals": _("Intervals"),
    "threshold": _("Threshold"),
    "race_pace": _("Race pace"),
    "long_run": _("Long run"),
    "hills": _("Hills"),
    "easy": _("Easy"),
    "cross_training": _("Cross-training"),
    "rest": _("Rest"),
    "unknown": _("Not known"),
}


def of(codes: Iterable[str]) -> list[Choice]:
    """Choices for codes that have a word here."""
    return [(code, WORDS[code]) for code in codes]


PRIORITIES: list[Choice] = [
    ("A", _("A: the big one")),
    ("B", _("B: matters")),
    ("C", _("C: a tune-up")),
]
RUNNER: list[Choice] = [
    ("recreational", _("Runs for fun, without a plan")),
    ("load_rising", _("Mileage or intensity is rising")),
    ("masters", _("40 or older")),
    ("race_soreness", _("Still sore from the last race")),
    ("last_session_sore_over_36h", _("Sore for over 36 hours after the last session")),
    ("last_session_bruised", _("Bruised after the last session")),
]
INJURIES: list[Choice] = [
    ("", _("No injury")),
    ("tendinopathy", _("Tendon")),
    ("ligament", _("Ligament")),
    ("strain", _("Muscle strain")),
    ("other", _("Something else")),
]
DIAGNOSERS: list[Choice] = [
    ("", _("Nobody yet")),
    ("doctor", _("A doctor")),
    ("physio", _("A physiotherapist")),
]
SCREENING: list[Choice] = [
    ("hot_tendon", _("A tendon feels hot, or moving hurts at first")),
    ("acute_strain", _("A muscle was strained just now")),
    ("contusion", _("A bruised muscle")),
    ("boggy_swelling", _("A soft, boggy swelling")),
    ("numbness_below_knee", _("Numbness or tingling below the knee")),
    ("anticoagulant", _("A blood thinner")),
    ("medication_change", _("Medication changed lately")),
    ("short_sleep", _("Under six hours of sleep two nights in a row")),
    ("calf_clot_signs", _("A hot, swollen, painful calf without an injury")),
    ("fever", _("Fever")),
    ("skin_infection", _("A skin infection")),
    ("open_wound", _("An open wound or infected blister")),
    ("recent_surgery", _("Surgery lately")),
    ("uncontrolled_blood_pressure", _("Blood pressure that is not under control")),
    ("focal_bone_pain", _("Bone pain in one spot, or at night")),
    ("dark_urine_or_collapse", _("Dark urine, confusion or collapse after a race")),
    ("chest_pain", _("Chest pain")),
    ("pregnancy", _("Pregnancy")),
]

# One or two cities an hour: enough for an invented runner; the API takes every zone.
ZONES = (
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Anchorage",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Bangkok",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Seoul",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Atlantic/Reykjavik",
    "Australia/Adelaide",
    "Australia/Perth",
    "Australia/Sydney",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Rome",
    "Europe/Zurich",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "UTC",
)
