"""Photographs of therapists: the picture of an address, and which address somebody has."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bookings.models import TherapistPhoto
from clinic.foundation.errors import NotFound


def picture(code: str, digest: str) -> bytes:
    """The WebP of a therapist under exactly this digest. Raises `NotFound`."""
    rows = TherapistPhoto.objects.filter(therapist__code=code, digest=digest)
    found = rows.values_list("picture", flat=True).first()
    if found is None:
        raise NotFound("not_found", _("There is nothing under this address."))
    return bytes(found)


def digests(codes: Iterable[str]) -> dict[str, str]:
    """The digests of those therapists who have a photograph, by their codes: one query."""
    rows = TherapistPhoto.objects.filter(therapist__code__in=set(codes))
    return dict(rows.values_list("therapist__code", "digest"))
