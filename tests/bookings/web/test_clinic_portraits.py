"""The page of a therapist's photograph, and the picture that everybody may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.actions import portraits
from bookings.models import Therapist, TherapistPhoto
from bookings.queries.portraits import digests
from clinic.foundation.models import User
from tests.bookings import owner, pictures
from tests.bookings.studio import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> User:
    return owner.owner()


@pytest.fixture
def page(client: Browser, ines: User) -> Browser:
    """A browser of the owner."""
    client.force_login(ines)
    return client


@pytest.fixture
def ana(ines: User) -> Therapist:
    return owner.therapist(ines)


def send(page: Browser, ana: Therapist, data: bytes, name: str = "ana.jpg") -> Any:
    sent = SimpleUploadedFile(name, data, content_type="image/jpeg")
    return page.post(f"/clinic/therapists/{ana.code}/photo/", {"photo": sent})


def address() -> str:
    kept = TherapistPhoto.objects.select_related("therapist").get()
    return f"/therapists/{kept.therapist.code}/{kept.digest}.webp"


def test_a_photograph_takes_the_place_of_the_letter(page: Browser, ana: Therapist) -> None:
    assert "<circle" in page.get(f"/clinic/therapists/{ana.code}/").text
    assert send(page, ana, pictures.photo()).status_code == 302

    for where in ("/clinic/therapists/", f"/clinic/therapists/{ana.code}/"):
        assert f'src="{address()}"' in page.get(where).text


def test_everybody_sees_the_picture_and_may_keep_it(page: Browser, ana: Therapist) -> None:
    send(page, ana, pictures.photo())
    answer = page.get(address())  # a login is not asked for, not even seen
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    assert pictures.opened(answer.content).size == (320, 320)


def test_another_digest_or_therapist_has_no_picture(
    page: Browser, ines: User, ana: Therapist
) -> None:
    send(page, ana, pictures.photo())
    ben = owner.therapist(ines, "ben")
    for other in (
        address().replace(ana.code, ben.code),
        f"/therapists/{ana.code}/{'0' * 64}.webp",
        f"/therapists/{ana.code}/.webp",
    ):
        assert page.get(other).status_code == 404


def test_a_removed_photograph_is_gone(page: Browser, ana: Therapist) -> None:
    send(page, ana, pictures.photo())
    gone = address()
    page.post(f"/clinic/therapists/{ana.code}/photo/", {"remove": "yes"})
    assert page.get(gone).status_code == 404
    assert "<circle" in page.get(f"/clinic/therapists/{ana.code}/").text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<script>alert(1)</script>", "neither JPEG"),
        (pictures.promising(60_000, 60_000), "40 million"),
        (pictures.promising(6325, 6325), "40 million"),
        (pictures.photo()[:-200], "damaged"),
        (b"\0" * (5 * 1024 * 1024), "larger than 4 MB"),
        (b"", "empty"),
    ],
)
def test_a_bad_file_is_told_beside_its_field(
    page: Browser, ana: Therapist, data: bytes, words: str
) -> None:
    answer = send(page, ana, data)
    assert answer.status_code == 422
    told = answer.text.split('id="id_photo_error"')[1]
    assert words in told.split("</div>")[0]
    assert not TherapistPhoto.objects.exists()


def test_a_form_without_a_file_is_told_beside_its_field(page: Browser, ana: Therapist) -> None:
    answer = page.post(f"/clinic/therapists/{ana.code}/photo/", {})
    assert answer.status_code == 422
    assert 'id="id_photo_error"' in answer.text


def test_a_name_and_a_claimed_type_count_for_nothing(page: Browser, ana: Therapist) -> None:
    assert send(page, ana, pictures.photo(kind="WEBP"), "notes.txt").status_code == 302
    assert send(page, ana, b"#!/bin/sh", "photo.png").status_code == 422


def test_no_more_of_a_file_is_read_than_is_judged(
    page: Browser, ana: Therapist, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def seen(sent: bytes) -> bytes:
        read.append(len(sent))
        return pictures.photo()

    monkeypatch.setattr(portraits, "made", seen)
    send(page, ana, b"\0" * (6 * 1024 * 1024))
    assert read == [4 * 1024 * 1024 + 1]


@pytest.mark.parametrize("number", [1, 3])
def test_pictures_take_no_query_of_their_own(
    page: Browser,
    ines: User,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    made = [owner.therapist(ines, name) for name in ("ana", "ben", "cem")[:number]]
    for one in made:
        portraits.keep(by=ines, therapist=one, sent=pictures.photo(), now=NOW)
    with django_assert_num_queries(5):  # as without pictures
        page.get("/clinic/therapists/")
    with django_assert_num_queries(1):
        known = digests(one.code for one in made)
    assert len(known) == number
    with django_assert_num_queries(1):
        page.get(f"/therapists/{made[0].code}/{known[made[0].code]}.webp")
