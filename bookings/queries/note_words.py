"""Words for tests and their units, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.core.measures import Measure

MEASURES: dict[str, str | Promise] = {
    "dorsiflexion": _("Ankle dorsiflexion, knee to wall"),
    "eversion": _("Ankle eversion"),
    "inversion": _("Ankle inversion"),
    "hip_internal": _("Hip internal rotation"),
    "straight_leg": _("Straight-leg raise"),
    "squat": _("Single-leg squat"),
    "heel_raise": _("Single-leg heel raises"),
}
UNITS: dict[str, str | Promise] = {
    "cm": _("cm"),
    "degrees": _("°"),
    "points": _("of 3"),
    "times": _("times"),
}
SIDES: dict[str, str | Promise] = {"left": _("left"), "right": _("right")}


def measure_word(code: str) -> str:
    """What a test is called."""
    return str(MEASURES[code])


def unit_word(measure: Measure) -> str:
    """What its figure counts."""
    return str(UNITS[measure.unit])


def figure(value: float) -> str:
    """A value as one writes it: 7 or 7.5."""
    return f"{value:g}"
