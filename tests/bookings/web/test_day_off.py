"""A therapist's own time off."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.actions import booking, times_off
from bookings.models import Appointment, Therapist, TimeOff
from clinic.foundation.errors import Conflict
from clinic.foundation.models import User
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import booked, caller, clock, desk, signed_in

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
TYPED = {
    "from_day": "2026-11-26",
    "from_time": "12:00",
    "until_day": "2026-11-26",
    "until_time": "18:00",
    "once": "t",
}


@pytest.fixture
def ana() -> Browser:
    studio.clinic()
    return signed_in(User.objects.get(email="ana@example.org"))


def granted(ana: Browser) -> None:
    """Asked for on the page, and granted by the desk."""
    ana.post("/day/time-off/", TYPED)
    signed_in(desk()).post(f"/desk/time-off/{TimeOff.objects.get().code}/", answer("grant"))


def answer(word: str, seen: str = "") -> dict[str, str]:
    return {"answer": word, "seen": seen, "once": f"a{word}{seen}"}


def test_time_off_is_asked_for_on_the_wall_of_the_studio(ana: Browser) -> None:
    said = ana.post("/day/time-off/", TYPED, follow=True)
    row = TimeOff.objects.get()
    assert (row.start_at, row.end_at) == (at(3, 12), at(3, 18))
    assert "Thu 26 Nov, 12:00" in said.text
    assert row.state == "asked"


def test_without_times_whole_days_are_asked_for(ana: Browser) -> None:
    ana.post("/day/time-off/", TYPED | {"from_time": "", "until_time": ""})
    row = TimeOff.objects.get()
    assert (row.start_at, row.end_at) == (at(3, 0), at(4, 0))


def test_nothing_new_is_booked_in_it(ana: Browser) -> None:
    granted(ana)
    with pytest.raises(Conflict):
        booking.book(by=desk(), wanted=studio.wanted(caller(), at(3, 14)), now=NOW)


def test_what_is_booked_already_stays_and_is_listed(ana: Browser) -> None:
    booked(caller(), at(3, 14))
    page = ana.post("/day/time-off/", TYPED, follow=True).text
    assert "One session stays in it" in page
    assert "Otto Berg" in page
    assert Appointment.objects.get().state == "confirmed"


def test_the_desk_sees_the_clashes_before_it_grants(ana: Browser) -> None:
    row = booked(caller(), at(3, 14))
    ana.post("/day/time-off/", TYPED)
    jo, off = signed_in(desk()), TimeOff.objects.get()

    page = jo.get("/desk/time-off/").text
    unseen = jo.post(f"/desk/time-off/{off.code}/", answer("grant"), follow=True).text
    seen = jo.post(f"/desk/time-off/{off.code}/", answer("grant", row.code), follow=True).text

    assert "Otto Berg" in page
    assert f'value="{row.code}"' in page
    assert "booked in it meanwhile" in unseen
    assert "Granted. Nothing new is booked then." in seen


def test_the_desk_takes_back_what_it_granted_by_mistake(ana: Browser) -> None:
    granted(ana)
    jo, off = signed_in(desk()), TimeOff.objects.get()
    assert 'value="back"' in jo.get("/desk/time-off/").text
    said = jo.post(f"/desk/time-off/{off.code}/", answer("back"), follow=True).text
    assert "Taken back. It can be booked again." in said
    assert booked(caller(), at(3, 14)).state == "confirmed"


def test_a_refusal_is_told_with_who_gave_it_and_their_word(ana: Browser) -> None:
    ana.post("/day/time-off/", TYPED)
    off = TimeOff.objects.get()
    word = {"word": "Two others are away."}
    signed_in(desk()).post(f"/desk/time-off/{off.code}/", answer("refuse") | word)
    page = ana.get("/day/time-off/").text
    assert "by Jo" in page
    assert "“Two others are away.”" in page
    assert booked(caller(), at(3, 14)).state == "confirmed"


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        (at(3, 12), at(3, 18), "Thu 26 Nov, 12:00 – 18:00"),
        (at(3, 12), at(4, 9), "Thu 26 Nov, 12:00 – Fri 27 Nov, 09:00"),
        (at(3, 0), at(4, 0), "Thu 26 Nov"),
        (at(3, 0), at(6, 0), "Thu 26 Nov – Sat 28 Nov"),
        (at(3, 0), at(4, 9), "Thu 26 Nov, 00:00 – Fri 27 Nov, 09:00"),
        (at(35, 0), at(39, 0), "Mon 28 Dec – Thu 31 Dec"),
        (at(35, 0), at(40, 0), "Mon 28 Dec 2026 – Fri 1 Jan 2027"),
    ],
)
def test_whole_days_are_told_without_times(
    ana: Browser, begin: datetime, end: datetime, words: str
) -> None:
    studio.off(Therapist.objects.get(), begin, end)
    for page in (ana.get("/day/time-off/"), signed_in(desk()).get("/desk/time-off/")):
        assert f">{words}<" in page.text


def test_sent_twice_it_is_one(ana: Browser) -> None:
    for _ in range(2):
        ana.post("/day/time-off/", TYPED)
    assert TimeOff.objects.count() == 1


def test_taken_back_the_time_can_be_booked_again(ana: Browser) -> None:
    granted(ana)
    answer = ana.post(
        f"/day/time-off/{TimeOff.objects.get().code}/back/", {"once": "b"}, follow=True
    )
    assert "Taken back" in answer.text
    assert booked(caller(), at(3, 14)).state == "confirmed"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"until_time": "11:00"}, "until_day"),
        ({"from_day": ""}, "from_day"),
        (
            {
                "from_day": "2026-11-23",
                "from_time": "08:00",
                "until_day": "2026-11-23",
                "until_time": "10:00",
            },
            "until_day",
        ),
        ({"until_day": "9999-12-31"}, "until_day"),
        ({"from_time": "25:00"}, "from_time"),
    ],
)
def test_a_fault_stands_beside_its_field(ana: Browser, changed: dict[str, str], field: str) -> None:
    answer = ana.post("/day/time-off/", TYPED | changed)
    assert field in answer.context["form"].errors
    assert not TimeOff.objects.exists()


def test_the_page_takes_the_same_queries_with_one_time_off_or_three(
    ana: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    me = Therapist.objects.get()

    def more(day: int) -> None:
        booked(caller(f"Client {day}"), at(day, 14))
        studio.off(me, at(day, 12), at(day, 18))

    more(1)
    ana.get("/day/time-off/")
    with django_assert_num_queries(8):
        ana.get("/day/time-off/")
    more(2)
    more(3)
    with django_assert_num_queries(8):
        ana.get("/day/time-off/")


def test_the_desks_page_takes_the_same_queries_with_one_asked_for_or_three(
    ana: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    me, jo = Therapist.objects.get(), signed_in(desk())

    def more(day: int) -> None:
        booked(caller(f"Client {day}"), at(day, 14))
        times_off.ask(by=me.user, therapist=me, start=at(day, 12), end=at(day, 18), now=NOW)

    more(1)
    jo.get("/desk/time-off/")
    with django_assert_num_queries(7):
        jo.get("/desk/time-off/")
    more(2)
    more(3)
    with django_assert_num_queries(7):
        jo.get("/desk/time-off/")
