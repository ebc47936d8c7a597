"""The waitlist at the desk: who waits, what is held, who is next and why."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.models import Location, Opening, Therapist, WaitlistEntry, WaitlistOffer
from bookings.queries import waitlist_pages
from bookings.queries.waitlist_pages import Sought
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW
from tests.bookings.waiting import offered, waits
from tests.bookings.way import clock, token  # noqa: F401 - fixtures
from tests.clinic import make

pytestmark = pytest.mark.django_db
LIST = "/desk/waitlist/"
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Upperby"


@pytest.fixture
def jo(client: Browser) -> Browser:
    studio.clinic(therapists=2, rooms=2)
    client.force_login(studio.desk())
    return client


def next_for(**other: Any) -> str:
    """The address of who is next for Wednesday, 14:00 to 16:00, with Ana."""
    told = {
        "location": Location.objects.get().code,
        "therapist": Therapist.objects.earliest("pk").code,
        "day": "2026-11-25",
        "begin": "14:00",
        "end": "16:00",
    }
    return f"{LIST}next/?{urlencode(told | other)}"


def test_an_empty_list_says_who_will_stand_there(jo: Browser) -> None:
    assert "Nobody waits here" in jo.get(LIST).text


def test_the_desk_sees_who_waits_for_what(jo: Browser) -> None:
    waits("mara", days=[1], from_minute=16 * 60)
    Client.objects.update(name=LONG)
    page = jo.get(LIST).text
    for told in (LONG, "Sports massage", "Tue", "16:00–24:00", "with anybody", "Since 23 Nov"):
        assert told in page


def test_the_list_narrows_to_a_therapist_and_keeps_who_takes_anybody(jo: Browser) -> None:
    ana, ben = Therapist.objects.order_by("pk")
    waits("mara", therapists=[ana.code])
    waits("lena")
    both = waitlist_pages.everyone(Sought(therapist=ana.code), NOW)
    one = waitlist_pages.everyone(Sought(therapist=ben.code), NOW)
    assert [wait.row.client.name for wait in both] == ["Mara", "Lena"]
    assert [wait.row.client.name for wait in one] == ["Lena"]


def test_who_is_put_first_stands_first_until_it_is_taken_back(jo: Browser) -> None:
    waits("mara")
    last = waits("lena")
    for do, named in (("first", "Lena"), ("back", "Mara")):
        jo.post(f"{LIST}{last.code}/do/", {"once": token(jo.get(LIST)), "do": do})
        assert waitlist_pages.everyone(Sought(), NOW)[0].row.client.name == named


def test_the_desk_ends_a_wait(jo: Browser) -> None:
    row = waits("mara")
    jo.post(f"{LIST}{row.code}/do/", {"once": token(jo.get(LIST)), "do": "end"})
    row.refresh_from_db()
    assert row.state == "left"


def test_the_desk_puts_a_client_of_the_telephone_on_the_list(jo: Browser) -> None:
    mara = make.client("mara")
    page = jo.get(f"/desk/clients/{mara.code}/wait/")
    service = page.text.split('name="service"')[1].split('value="')[1].split('"')[0]
    days = {"first_day": "2026-11-23", "last_day": "2026-12-01", "hours": "any"}
    sent = {"once": token(page), "service": service, "depth": ""} | days
    answer = jo.post(f"/desk/clients/{mara.code}/wait/", sent, follow=True)
    assert "Mara is on the list." in answer.text
    assert WaitlistEntry.objects.get().client == mara


def test_an_open_offer_shows_for_whom_it_is_held_and_is_taken_back(jo: Browser) -> None:
    offer = offered(waits("mara"), waits("lena"))
    page = jo.get(LIST)
    assert "Held until 10:30" in page.text
    jo.post(f"/desk/openings/{offer.opening.code}/close/", {"once": token(page)})
    assert Opening.objects.get().state == "closed"
    assert "Held until" not in jo.get(LIST).text


def test_who_is_next_comes_with_the_reasons_in_order(jo: Browser) -> None:
    waits("mara")
    first = waits("lena")
    WaitlistEntry.objects.filter(pk=first.pk).update(first_at=NOW)
    page = jo.get(next_for()).text
    assert page.index("Lena") < page.index("Mara")
    assert "You put them first." in page
    assert "Waits since 23 Nov." in page


def test_the_desk_offers_it_to_whom_it_ticks(jo: Browser) -> None:
    waits("mara")
    chosen = waits("lena")
    page = jo.get(next_for())
    answer = jo.post(next_for(), {"once": token(page), "entries": [chosen.code]}, follow=True)
    assert "Offered to: Lena" in answer.text
    assert WaitlistOffer.objects.get().entry == chosen


def test_an_offer_to_nobody_is_told_at_the_list(jo: Browser) -> None:
    waits("mara")
    answer = jo.post(next_for(), {"once": token(jo.get(next_for()))})
    assert "Tick who is to be offered it." in answer.text


def test_a_time_that_is_none_is_told_at_its_field(jo: Browser) -> None:
    for wrong in ({"day": "x"}, {"end": "13:00"}, {"therapist": "nobody"}):
        assert "put right" in jo.get(next_for(**wrong)).text, wrong


def test_no_nonsense_in_an_address_breaks_the_list(jo: Browser) -> None:
    waits("mara")
    for query in ("location=%00", "therapist=x%00&service=%F0%28"):
        assert "Mara" in jo.get(f"{LIST}?{query}").text


def test_a_taken_time_has_nobody_next(jo: Browser) -> None:
    offered(waits("mara"))
    waits("lena")
    assert "Nobody who waits can take this time" in jo.get(next_for(end="15:15")).text


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    codes = [each.code for each in Therapist.objects.all()]
    offered(waits("mara", therapists=codes))
    for names in (("lena", "otto"), ()):
        with django_assert_num_queries(2):
            assert waitlist_pages.everyone(Sought(), NOW)
        with django_assert_num_queries(2):
            assert waitlist_pages.openings(NOW)
        for name in names:
            waits(name, therapists=codes)
