"""The owner's pages of therapists: what they can, when they work, time off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.actions import booking, therapists
from bookings.models import Appointment, Shift, ShiftDay, Therapist, TimeOff
from clinic.foundation.actions import people as staff
from clinic.foundation.models import User
from clinic.foundation.roles import Role
from tests.bookings import owner, studio
from tests.bookings.owner import WEEK
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
LIMITS = {"pause_minutes": "30", "travel_minutes": "45", "position": "0"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ines() -> User:
    return owner.owner()


@pytest.fixture
def page(client: Browser, ines: User) -> Browser:
    """A browser of the owner."""
    client.force_login(ines)
    return client


@pytest.fixture
def booked(ines: User) -> Therapist:
    """Ana, with one session tomorrow at two."""
    studio.clinic()
    mara = make.client()
    booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    return Therapist.objects.get()


def test_whoever_has_the_role_waits_to_be_set_up(page: Browser) -> None:
    ana = make.user("ana", Role.THERAPIST)
    assert f"/clinic/therapists/new/?person={ana.code}" in page.get("/clinic/therapists/").text
    sent = LIMITS | {"person": ana.code, "skills": ["prenatal"], "skills_others": "Cupping"}
    page.post("/clinic/therapists/new/", sent)

    made = Therapist.objects.get()
    assert (made.user, made.skills) == (ana, ["cupping", "prenatal"])
    assert "Cannot be booked yet" not in page.get("/clinic/therapists/").text


def test_nobody_without_the_role_can_be_chosen(page: Browser) -> None:
    jo = make.user("jo", Role.DESK)
    shown = page.post("/clinic/therapists/new/", LIMITS | {"person": jo.code}).text
    assert 'id="id_person_error"' in shown
    assert not Therapist.objects.exists()


def test_languages_and_limits_are_kept(page: Browser, ines: User) -> None:
    ana = owner.therapist(ines)
    sent = {"languages": ["de", "en"], "another_language": "hr", "most_deep": "4"}
    page.post(f"/clinic/therapists/{ana.code}/edit/", LIMITS | sent)
    ana.refresh_from_db()
    assert (ana.languages, ana.most_deep, ana.most_minutes) == (["de", "en", "hr"], 4, None)
    shown = page.get(f"/clinic/therapists/{ana.code}/").text
    assert "Deutsch, English, Hrvatski" in shown
    assert "at most 4 deep" in shown


def test_a_week_is_kept_for_one_studio(page: Browser, ines: User) -> None:
    ana, where = owner.therapist(ines), owner.studio(ines)
    sent = {"hours-4-from": ["07:00", ""], "hours-4-until": ["13:00", ""]}
    page.post(f"/clinic/therapists/{ana.code}/at/{where.code}/", sent)
    assert Shift.objects.get().hours == [[4, 420, 780]]
    assert "Friday" in page.get(f"/clinic/therapists/{ana.code}/").text


def test_one_day_has_other_hours_until_they_are_removed(page: Browser, ines: User) -> None:
    ana, where = owner.therapist(ines), owner.studio(ines)
    therapists.keep_hours(by=ines, therapist=ana, location=where, hours=WEEK)
    sent = {"studio": where.code, "day": "2099-02-03"}
    page.post(f"/clinic/therapists/{ana.code}/days/", sent)
    assert "Harbour Lane: not at work" in page.get(f"/clinic/therapists/{ana.code}/").text

    address = f"/clinic/shift-days/{ShiftDay.objects.get().code}/"
    assert "Back to the ordinary week" in page.get(address).text
    page.post(address)
    assert not ShiftDay.objects.exists()


def test_sessions_in_a_new_time_off_stay_and_are_listed(page: Browser, booked: Therapist) -> None:
    sent = {"first_day": "2026-11-24", "last_day": "2026-11-25"}
    answer = page.post(f"/clinic/therapists/{booked.code}/off/", sent, follow=True)

    off = TimeOff.objects.get()
    assert (off.start_at, off.end_at) == (at(1, 0), at(3, 0))
    assert "1 session in their times off stays booked" in answer.text
    assert "24 Nov 2026, 14:00" in answer.text
    for shown in (answer, page.get(f"/clinic/times-off/{off.code}/")):
        assert "Tue 24 Nov – Wed 25 Nov" in shown.text
        assert "00:00" not in shown.text
    assert Appointment.objects.get().state == "confirmed"


def test_a_time_off_of_some_hours_goes_by_the_clinics_clock(page: Browser, ines: User) -> None:
    ana = owner.therapist(ines)
    sent = {"first_day": "2026-11-24", "first_time": "14:00"}
    sent |= {"last_day": "2026-11-24", "last_time": "16:30"}
    page.post(f"/clinic/therapists/{ana.code}/off/", sent)
    off = TimeOff.objects.get()
    assert (off.start_at, off.end_at) == (at(1, 14), at(1, 16, 30))


def test_a_time_off_that_ends_before_it_begins_is_refused(page: Browser, ines: User) -> None:
    ana = owner.therapist(ines)
    sent = {"first_day": "2026-11-24", "last_day": "2026-11-22"}
    shown = page.post(f"/clinic/therapists/{ana.code}/off/", sent).text
    assert "It ends after it begins." in shown
    assert not TimeOff.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_in_years_that_nobody_means_is_told_beside_its_field(
    page: Browser, ines: User, day: str
) -> None:
    ana = owner.therapist(ines)
    sent = {"first_day": day, "last_day": day}
    assert 'id="id_first_day_error"' in page.post(f"/clinic/therapists/{ana.code}/off/", sent).text


def test_a_time_off_is_taken_back_after_a_question(page: Browser, booked: Therapist) -> None:
    sent = {"first_day": "2026-11-30", "last_day": "2026-11-30"}
    page.post(f"/clinic/therapists/{booked.code}/off/", sent)
    address = f"/clinic/times-off/{TimeOff.objects.get().code}/"
    assert "Take back the time off" in page.get(address).text

    page.post(address)
    assert TimeOff.objects.get().state == "ended"
    assert page.get(address).status_code == 404


def test_before_something_goes_out_of_use_its_sessions_are_listed(
    page: Browser, booked: Therapist
) -> None:
    address = f"/clinic/use/therapist/{booked.code}/"
    shown = page.get(address).text
    assert "One session is booked." in shown
    assert "24 Nov 2026, 14:00" in shown

    page.post(address, {"active": "no"})
    booked.refresh_from_db()
    assert not booked.active
    assert Appointment.objects.get().state == "confirmed"

    page.post(address, {"active": "yes"})
    booked.refresh_from_db()
    assert booked.active


@pytest.mark.parametrize(
    "address",
    [
        "/clinic/studios/nope/",
        "/clinic/studios/nope/hours/",
        "/clinic/studios/nope/holidays/",
        "/clinic/days/nope/",
        "/clinic/rooms/nope/",
        "/clinic/therapists/nope/",
        "/clinic/therapists/nope/at/nope/",
        "/clinic/shift-days/nope/",
        "/clinic/times-off/nope/",
        "/clinic/services/nope/",
        "/clinic/use/studio/nope/",
        "/clinic/use/nonsense/nope/",
    ],
)
def test_what_is_not_there_is_not_found(page: Browser, address: str) -> None:
    assert page.get(address).status_code == 404
    assert page.post(address, {}).status_code in (404, 405)


@pytest.mark.parametrize("number", [1, 3])
def test_the_therapists_take_as_many_queries_for_three_as_for_one(
    page: Browser,
    ines: User,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for name in ("ana", "ben", "cem")[:number]:
        made = owner.therapist(ines, name)
        for at_ in range(number):
            where = owner.studio(ines, name=f"{name} {at_}")
            therapists.keep_hours(by=ines, therapist=made, location=where, hours=WEEK)
        make.user(f"{name}x", Role.THERAPIST)
    with django_assert_num_queries(5):  # session, person; therapists, shifts, who waits
        page.get("/clinic/therapists/")


@pytest.mark.parametrize("number", [1, 3])
def test_a_therapist_takes_as_many_queries_with_much_as_with_little(
    page: Browser,
    ines: User,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    studio.clinic()
    ana, mara = Therapist.objects.get(), make.client()
    for day in range(1, number + 1):
        booking.book(by=make.login_of(mara), wanted=wanted(mara, at(day, 14)), now=NOW)
        page.post(
            f"/clinic/therapists/{ana.code}/off/",
            {"first_day": f"2026-11-{23 + day}", "last_day": f"2026-11-{23 + day}"},
        )
        therapists.keep_day(
            by=ines,
            therapist=ana,
            location=ana.shifts.get().location,
            day=(NOW + timedelta(days=day)).date(),
            hours=[],
        )
    page.get("/clinic/therapists/")  # reads the messages
    with django_assert_num_queries(10):
        page.get(f"/clinic/therapists/{ana.code}/")


@pytest.mark.parametrize("how", ["shut out", "no role any more"])
def test_a_clinic_whose_only_therapist_is_gone_is_told_so(
    page: Browser, ines: User, how: str
) -> None:
    where = owner.studio(ines)
    ana = owner.therapist(ines)
    therapists.keep_hours(by=ines, therapist=ana, location=where, hours=owner.WEEK)
    at_work = page.get("/clinic/").context["at_work"]

    if how == "shut out":
        staff.disable(by=ines, user=ana.user)
    else:
        staff.end_role(by=ines, user=ana.user, role=Role.THERAPIST, now=make.NOW)

    assert (at_work, page.get("/clinic/").context["at_work"]) == (1, 0)
