"""Photographs of therapists, kept by the owner."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from bookings.actions.owners import owner_only
from bookings.core.portraits import made
from bookings.models import Therapist, TherapistPhoto
from clinic.foundation import audit
from clinic.foundation.errors import Invalid
from clinic.foundation.models import User
from protocols.core.faults import Fault

SENTENCES: dict[str, str | Promise] = {
    "heavy": gettext_lazy("This file is larger than 4 MB. Take a smaller one."),
    "kind": gettext_lazy("This is neither JPEG, PNG nor WebP. Take a picture of one of these."),
    "pixels": gettext_lazy("This picture has more than 40 million pixels. Take a smaller one."),
    "tiny": gettext_lazy("This picture is too small. It has to be at least 160 pixels each way."),
    "broken": gettext_lazy("This picture is damaged and cannot be read to its end."),
}


@transaction.atomic
def keep(*, by: User, therapist: Therapist, sent: bytes, now: datetime) -> TherapistPhoto:
    """The photograph of a therapist, in place of the one before. Owner.

    `sent` is a file as it came; what is kept is a small square made from it. Raises `Refused`, and
    `Invalid` on `photo` for what is no picture that can be shown.
    """
    owner_only(by)
    picture = made(sent)
    if isinstance(picture, Fault):
        raise Invalid(picture.code, str(SENTENCES[picture.code]), field=picture.field)
    held = _locked(therapist)
    columns = {"picture": picture, "digest": hashlib.sha256(picture).hexdigest(), "made_at": now}
    with audit.acting(by, "keep therapist photo"):
        kept, _fresh = TherapistPhoto.objects.update_or_create(therapist=held, defaults=columns)
    return kept


@transaction.atomic
def remove(*, by: User, therapist: Therapist) -> None:
    """No photograph: the first letter of the name again. Nothing of the picture is left. Owner."""
    owner_only(by)
    held = _locked(therapist)
    with audit.acting(by, "remove therapist photo"):
        TherapistPhoto.objects.filter(therapist=held).delete()


def _locked(therapist: Therapist) -> Therapist:
    return Therapist.objects.select_for_update(of=("self",), no_key=True).get(pk=therapist.pk)
