"""Series and parties on the desk's pages: looked at first, then booked once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.models import Appointment, Bundle, Location, Service, Therapist
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.web.desk_rows import booked, caller, clock, desk, signed_in

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=2, rooms=2)
    return signed_in(desk())


def asked(**other: Any) -> dict[str, Any]:
    return {
        "service": f"{Service.objects.get().code}:60",
        "depth": "light",
        "location": Location.objects.get().code,
        "day": "2026-11-24",
        "time": "14:00",
    } | other


def series(**other: Any) -> dict[str, Any]:
    ana = Therapist.objects.order_by("pk")[0]
    return asked(therapist=ana.code, every=1, times=3) | other


def test_each_date_is_told_before_anything_is_booked(jo: Browser) -> None:
    studio.off(Therapist.objects.order_by("pk")[0], at(8, 9), at(9, 9))
    page = jo.get(f"/desk/clients/{caller().code}/series/", series()).text
    assert "Tue 24 Nov 2026, 14:00" in page
    assert "Ana is taken then." in page
    assert "Nearest:" in page
    assert not Appointment.objects.exists()


def test_all_are_booked_once_however_often_it_is_sent(jo: Browser) -> None:
    otto = caller()
    address = f"/desk/clients/{otto.code}/series/?" + "&".join(
        f"{name}={value}" for name, value in series().items()
    )
    for _ in range(2):
        answer = jo.post(address, {"how": "all", "once": "s"}, follow=True)
    assert Appointment.objects.filter(client=otto, bundle=Bundle.objects.get()).count() == 3
    assert "Every week" in answer.text


def test_where_one_cannot_be_nothing_is_booked_and_it_is_said_which(jo: Browser) -> None:
    studio.off(Therapist.objects.order_by("pk")[0], at(8, 9), at(9, 9))
    address = f"/desk/clients/{caller().code}/series/?" + "&".join(
        f"{name}={value}" for name, value in series().items()
    )
    page = jo.post(address, {"how": "all", "once": "s"}).text
    assert "Nothing has been booked" in page
    assert "Tue 1 Dec, 14:00" in page
    assert "just been taken" not in page  # nobody took it: she has time off
    assert not Appointment.objects.exists()
    jo.post(address, {"how": "possible", "once": "p"})
    assert Appointment.objects.count() == 2


def test_two_clients_are_booked_side_by_side(jo: Browser) -> None:
    otto, zoe = caller(), caller("Zoe Adler")
    told = asked(look="1")
    address = "/desk/party/?" + "&".join(f"{name}={value}" for name, value in told.items())
    address += f"&client={otto.code}&client={zoe.code}"
    early = jo.get(address.replace("14:00", "07:00")).text
    assert early.count("The studio is not open then.") == 2
    assert "Book all of them" not in early
    skipped = address.replace("14:00", "02:30").replace("2026-11-24", "2027-03-28")
    assert "this time does not exist on that day" in jo.get(skipped).text
    page = jo.get(address).text
    assert page.count("Fine") + page.count("Recommended") >= 2
    answer = jo.post(address, {"once": "p"}, follow=True)
    assert "side by side" in answer.text
    assert Appointment.objects.values("start_at").distinct().count() == 1
    assert Bundle.objects.get().kind == "party"


def test_whoever_is_one_too_many_is_named_with_the_times_that_fit_all(jo: Browser) -> None:
    crowd = [caller(name) for name in ("Otto Berg", "Zoe Adler", "Ida Holm")]
    booked(caller("Nils Ek"), at(1, 15), minutes=90)
    told = asked(look="1", time="15:00")
    address = "/desk/party/?" + "&".join(f"{name}={value}" for name, value in told.items())
    address += "".join(f"&client={one.code}" for one in crowd[:2])
    page = jo.get(address).text
    assert page.count("Whoever could give this session then is with the others.") == 1
    assert "At once it can be for 1 of 2 then." in " ".join(page.split())
    assert "Book all of them" not in page
    assert re.findall(r"Tue 24 Nov, \d\d:\d\d", page) == [
        f"Tue 24 Nov, {time}" for time in ("13:45", "13:30", "13:15")
    ]
    near = re.findall(r'href="(\?[^"]*time=13%3A45[^"]*)"', page)[0].replace("&amp;", "&")
    answer = jo.post(f"/desk/party/{near}", {"once": "p"}, follow=True)
    assert "side by side" in answer.text
    three = jo.get(f"{address}&client={crowd[2].code}").text
    assert "Nor for all of them in the month" in three


def test_a_caution_of_a_party_is_booked_with_its_reason_alone(jo: Browser) -> None:
    Service.objects.update(type="injury")
    otto, zoe = caller(), caller("Zoe Adler")
    told = asked(look="1")
    address = "/desk/party/?" + "&".join(f"{name}={value}" for name, value in told.items())
    address += f"&client={otto.code}&client={zoe.code}"
    both = {"accept": [otto.code, zoe.code], "once": "p"}
    assert "Say why" in jo.post(address, both).text
    one = both | {"accept": [otto.code], "reason": "A race."}
    assert "Accept what wants care" in jo.post(address, one).text
    assert not Appointment.objects.exists()
    jo.post(address, both | {"reason": "They have seen their physio."})
    assert Appointment.objects.count() == 2


def test_a_party_of_seven_says_who_is_left_out(jo: Browser) -> None:
    crowd = [caller(f"Guest {number}") for number in range(7)]
    page = jo.get("/desk/party/", {"client": [one.code for one in crowd]}).text
    assert "Six at most. Left out: Guest 6" in " ".join(page.split())


def test_the_rest_of_a_bundle_is_cancelled_with_a_reason(jo: Browser) -> None:
    otto = caller()
    address = f"/desk/clients/{otto.code}/series/?" + "&".join(
        f"{name}={value}" for name, value in series().items()
    )
    jo.post(address, {"how": "all", "once": "s"})
    code = Bundle.objects.get().code
    page = jo.post(f"/desk/bundles/{code}/", {"why": "plans", "once": "c"}, follow=True).text
    assert "3 sessions are cancelled." in page
    assert not Appointment.objects.exclude(state="cancelled").exists()


def test_a_bundle_takes_the_same_queries_with_one_session_or_three(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bundle = Bundle.objects.create(kind="series", every_weeks=1, made_by=desk(), made_at=at(0, 9))

    def more(day: int) -> None:
        row = booked(caller(f"Client {day}"), at(day, 14))
        Appointment.objects.filter(pk=row.pk).update(bundle=bundle)

    more(1)
    jo.get(f"/desk/bundles/{bundle.code}/")
    with django_assert_num_queries(6):
        jo.get(f"/desk/bundles/{bundle.code}/")
    more(2)
    more(3)
    with django_assert_num_queries(6):
        jo.get(f"/desk/bundles/{bundle.code}/")


def test_what_is_given_elsewhere_is_not_offered_for_several(jo: Browser) -> None:
    studio.service("At your company", off_site=True)
    for page in ("/desk/party/", f"/desk/clients/{caller().code}/series/"):
        told = jo.get(page).text
        assert "Sports massage" in told
        assert "At your company" not in told


def test_a_bundle_that_is_not_there_is_not_found(jo: Browser) -> None:
    assert jo.get("/desk/bundles/nothing/").status_code == 404
    assert jo.get("/desk/clients/nobody/series/").status_code == 404
