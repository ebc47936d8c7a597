"""A client's wishes: whom they would rather see."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from bookings.actions import wishes
from bookings.models import Therapist, Wishes
from bookings.queries import standing
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW
from tests.bookings.web.desk_rows import caller, clock, desk, signed_in
from tests.clinic import make

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def ana() -> Therapist:
    studio.clinic()
    return Therapist.objects.get()


def test_a_client_keeps_their_wishes_and_reads_them_again(ana: Therapist) -> None:
    browser = signed_in(make.login_of(make.client()))
    browser.post("/wishes/", {"therapist": ana.code, "gender": "woman"})
    form = browser.get("/wishes/").context["form"]
    assert form.initial == {"therapist": ana.code, "gender": "woman"}


def test_no_wish_is_one_too_and_takes_the_old_one_back(ana: Therapist) -> None:
    browser = signed_in(make.login_of(make.client()))
    for therapist in (ana.code, ""):
        browser.post("/wishes/", {"therapist": therapist, "gender": ""})
    assert Wishes.objects.get().therapist is None


def test_a_therapist_who_is_not_there_is_a_fault_beside_the_field(ana: Therapist) -> None:
    browser = signed_in(make.login_of(make.client()))
    answer = browser.post("/wishes/", {"therapist": "nobody", "gender": "robot"})
    assert answer.context["form"].errors.keys() == {"therapist", "gender"}


def test_somebody_elses_wishes_are_not_there(ana: Therapist) -> None:
    otto = caller()
    for by in (make.login_of(make.client()), make.user("eve", Role.THERAPIST)):
        with pytest.raises(NotFound):
            wishes.keep(by=by, client=otto, therapist="", gender="", now=NOW)
    assert not Wishes.objects.exists()


def test_without_that_guard_anybody_would_write_them(
    ana: Therapist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "must", lambda by, client, now: None)
    eve = make.user("eve", Role.THERAPIST)
    wishes.keep(by=eve, client=caller(), therapist="", gender="man", now=NOW)
    assert Wishes.objects.get().gender == "man"


def test_a_therapist_who_left_meanwhile_is_refused(ana: Therapist) -> None:
    Therapist.objects.update(active=False)
    with pytest.raises(Invalid) as refused:
        wishes.keep(by=desk(), client=caller(), therapist=ana.code, gender="", now=NOW)
    assert refused.value.field == "therapist"


def test_the_page_is_the_clients_alone(ana: Therapist, client: Browser) -> None:
    assert signed_in(desk()).get("/wishes/").status_code == 403
    assert client.get("/wishes/")["Location"].startswith("/account/login/")
