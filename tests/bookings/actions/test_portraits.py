"""Photographs of therapists: who keeps them, and what is left of them."""

from __future__ import annotations

from typing import Any

import pghistory.models
import pytest
from django.db import IntegrityError

from bookings.actions import portraits
from bookings.models import TherapistPhoto
from clinic.foundation.errors import Invalid, Refused
from tests.bookings import owner, pictures
from tests.bookings.studio import NOW

pytestmark = pytest.mark.django_db
Events: Any = TherapistPhoto._meta.get_field("events").related_model


def test_a_photograph_is_kept_and_another_takes_its_place() -> None:
    ines = owner.owner()
    ana = owner.therapist(ines)
    first = portraits.keep(by=ines, therapist=ana, sent=pictures.photo(), now=NOW)
    other = pictures.photo(colour="maroon")
    portraits.keep(by=ines, therapist=ana, sent=other, now=NOW)

    kept = TherapistPhoto.objects.get()
    assert kept.digest != first.digest
    assert pictures.opened(bytes(kept.picture)).size == (320, 320)


def test_a_photograph_is_audited_without_its_bytes() -> None:
    ines = owner.owner()
    ana = owner.therapist(ines)
    kept = portraits.keep(by=ines, therapist=ana, sent=pictures.photo(), now=NOW)
    portraits.remove(by=ines, therapist=ana)

    assert list(Events.objects.order_by("pgh_id").values_list("pgh_label", "digest")) == [
        ("insert", kept.digest),
        ("delete", kept.digest),
    ]
    assert "picture" not in {field.name for field in Events._meta.get_fields()}
    told = list(pghistory.models.Context.objects.values_list("metadata", flat=True))
    assert {"actor": ines.code, "doing": "keep therapist photo"} in told
    assert {"actor": ines.code, "doing": "remove therapist photo"} in told


def test_removing_what_is_not_there_harms_nobody() -> None:
    ines = owner.owner()
    ana = owner.therapist(ines)
    portraits.remove(by=ines, therapist=ana)
    assert not TherapistPhoto.objects.exists()


def test_nobody_but_the_owner_keeps_photographs() -> None:
    ben = owner.therapist(owner.owner(), "ben")
    for by in owner.others():
        with pytest.raises(Refused):
            portraits.keep(by=by, therapist=ben, sent=pictures.photo(), now=NOW)
        with pytest.raises(Refused):
            portraits.remove(by=by, therapist=ben)
    assert not TherapistPhoto.objects.exists()


def test_without_the_guard_anybody_could_keep_a_photograph(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ben = owner.therapist(owner.owner(), "ben")
    monkeypatch.setattr(portraits, "owner_only", lambda by: None)
    portraits.keep(by=ben.user, therapist=ben, sent=pictures.photo(), now=NOW)
    assert TherapistPhoto.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"hello", "neither JPEG"),
        (pictures.promising(60_000, 60_000), "40 million"),
        (pictures.photo()[:-200], "damaged"),
        (b"\0" * (4 * 1024 * 1024 + 1), "4 MB"),
        (pictures.photo((80, 80)), "160 pixels"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_reason(sent: bytes, words: str) -> None:
    ines = owner.owner()
    ana = owner.therapist(ines)
    kept = portraits.keep(by=ines, therapist=ana, sent=pictures.photo(), now=NOW)
    with pytest.raises(Invalid, match=words) as refused:
        portraits.keep(by=ines, therapist=ana, sent=sent, now=NOW)
    assert (refused.value.status, refused.value.field) == (422, "photo")
    assert TherapistPhoto.objects.get().digest == kept.digest


def test_the_table_takes_no_large_picture() -> None:
    ana = owner.therapist(owner.owner())
    large = TherapistPhoto(therapist=ana, picture=b"\0" * 40_001, digest="x", made_at=NOW)
    with pytest.raises(IntegrityError, match="therapist_photo_is_small"):
        large.save()
