"""Whether somebody or something that cannot be booked was there once: old addresses name it."""

from __future__ import annotations

from bookings.models import Location, Therapist


def known(*, location: str, therapist: str) -> bool:
    """Whether each code that is given names a studio or therapist, in use or not."""
    there = not location or Location.objects.filter(code=location).exists()
    return there and (not therapist or Therapist.objects.filter(code=therapist).exists())
