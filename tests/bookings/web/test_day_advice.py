"""What a therapist is told of one runner: days away or unwell, and what to do for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.models import Appointment, Service, Therapist
from bookings.queries import suiting
from clinic.foundation.models import Client, Look, User
from clinic.foundation.queries import access
from protocols.models import RunnerProfile
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import booked, clock, signed_in
from tests.clinic import make
from tests.protocols import away, rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def mara() -> Client:
    studio.clinic()
    return make.client()


@pytest.fixture
def session(mara: Client) -> Appointment:
    code = Therapist.objects.get(user__email="ana@example.org").code
    return booked(mara, at(3, 14), therapist=code)


def ana() -> Browser:
    return signed_in(User.objects.get(email="ana@example.org"))


def words(row: Appointment) -> str:
    return " ".join(ana().get(f"/day/{row.code}/").text.split())


def test_days_away_or_unwell_are_told_with_a_look_on_file(
    mara: Client, session: Appointment
) -> None:
    row = away.absence(mara, away.COLD)
    page = words(session)
    assert "<strong> Unwell </strong>" in page
    assert "Fri 20 Nov – Wed 25 Nov 2026" in page
    assert "a cold" in page
    assert Look.objects.filter(record=f"Absence:{row.code}", why="Preparing your session").exists()


def test_whoever_does_not_treat_them_is_told_nothing(mara: Client, session: Appointment) -> None:
    away.absence(mara, away.COLD)
    studio.therapist(session.location, "ben")
    ben = signed_in(User.objects.get(email="ben@example.org"))
    assert ben.get(f"/day/{session.code}/").status_code == 404
    assert not Look.objects.exists()


def test_with_the_gate_left_open_they_would_read_it(
    mara: Client, session: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    away.absence(mara, away.COLD)
    studio.therapist(session.location, "ben")
    monkeypatch.setattr(access, "_readable", lambda by, some, now: {one.pk for one in some})
    monkeypatch.setattr("bookings.queries.standing.access.treats", lambda *_: True)
    ben = signed_in(User.objects.get(email="ben@example.org"))
    assert "a cold" in ben.get(f"/day/{session.code}/").text


def test_what_to_do_for_this_runner_stands_with_its_reason_and_source(
    mara: Client, session: Appointment
) -> None:
    RunnerProfile.objects.create(client=mara, birth_year=1986)
    rows.race(mara, name="Lake Trail", terrain="trail", local_start=datetime(2026, 12, 6, 10))
    page = words(session)
    assert "For this runner" in page
    assert "Warm up with slower strokes." in page
    assert "Lake Trail, in 10 days" in page
    assert "common peroneal nerve" in page
    assert "Source: a clinic for runners in Norwood, follows from these" in page


@pytest.mark.parametrize(("born", "masters"), [(1986, True), (1987, False), (None, False)])
def test_masters_are_forty_by_the_year_of_birth(
    mara: Client, born: int | None, masters: bool
) -> None:
    RunnerProfile.objects.create(client=mara, birth_year=born)
    assert suiting.of_client(mara, NOW).masters is masters


def test_a_visit_is_the_first_until_a_session_that_took_place(
    mara: Client, session: Appointment
) -> None:
    assert suiting.of_client(mara, NOW).first_visit
    assert suiting.of_client(mara, at(4, 9)).first_visit is False
    assert "A first visit" in words(session)
    Appointment.objects.update(state="no_show")
    assert suiting.of_client(mara, at(4, 9)).first_visit


def test_races_that_do_not_count_give_no_advice(mara: Client, session: Appointment) -> None:
    rows.race(mara, terrain="trail", status="dns", local_start=datetime(2026, 12, 6, 10))
    listed = rows.listed(terrain="hilly", local_start=datetime(2026, 12, 8, 10))
    rows.picked(mara, listed)
    listed.cancelled = True
    listed.save()
    assert [each.why for each in suiting.advice(session, NOW)] == ["first_visit"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_queries_are_the_same_however_many_races_there_are(
    mara: Client, session: Appointment, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        rows.race(mara, terrain="trail", local_start=datetime(2026, 12, 6 + number, 10))
    with django_assert_num_queries(2):
        suiting.advice(session, NOW)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_takes_the_same_queries_however_many_days_away_there_are(
    mara: Client, session: Appointment, many: int, django_assert_num_queries: Any
) -> None:
    browser = ana()
    away.absence(mara, away.COLD)
    browser.get(f"/day/{session.code}/")
    for _ in range(many):
        away.absence(mara, from_day=date(2026, 11, 28), to_day=date(2026, 11, 29))
    with django_assert_num_queries(30):
        browser.get(f"/day/{session.code}/")


def test_the_menu_offers_a_masters_runner_the_length_with_room_for_more(mara: Client) -> None:
    browser = Browser()
    browser.force_login(make.login_of(mara))
    before = browser.get("/book/services/?need=training")
    RunnerProfile.objects.create(client=mara, birth_year=1970)
    after = browser.get("/book/services/?need=training")
    (line,) = after.context["lines"]
    assert (before.context["longer"], after.context["longer"]) == (False, True)
    assert [(each.minutes, each.suits) for each in line.lengths] == [(60, False), (90, True)]
    assert "€125, suits you" in after.text
    assert "A first visit is moderate, and leaves time to talk." in before.text


def test_without_a_length_in_the_address_the_times_are_those_that_suit(mara: Client) -> None:
    browser = Browser()
    browser.force_login(make.login_of(mara))
    RunnerProfile.objects.create(client=mara, birth_year=1970)
    service = Service.objects.get()
    page = browser.get("/book/times/", {"service": service.code})
    assert page.context["order"].minutes == 90
    assert "a slower warm-up suits you" in page.text
    plain = browser.get("/book/times/", {"service": service.code, "minutes": "60"})
    assert plain.context["order"].minutes == 60
