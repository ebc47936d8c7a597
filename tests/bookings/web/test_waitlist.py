"""A client's own waitlist: joined, changed, left; offers taken and declined."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils.http import urlencode
from pytest_django import DjangoAssertNumQueries

from bookings.models import Appointment, Service, Therapist, WaitlistEntry
from bookings.queries import waitlist_pages
from clinic.foundation.models import Client, User
from tests.bookings import season, studio
from tests.bookings.studio import NOW
from tests.bookings.waiting import offered, waits
from tests.bookings.way import browser_of, clock, mara, times, token  # noqa: F401 - fixtures
from tests.clinic import make

pytestmark = pytest.mark.django_db
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Upperby"


@pytest.fixture(autouse=True)
def clinic() -> None:
    studio.clinic(therapists=2, rooms=2)


def typed(page: Any, **other: Any) -> dict[str, Any]:
    """What the form sends: Tuesdays and Thursdays in the evening, with Ana."""
    told = {
        "once": token(page),
        "service": f"{Service.objects.get().code}:60",
        "depth": "",
        "therapists": [Therapist.objects.earliest("pk").code],
        "days": ["1", "3"],
        "hours": "evening",
        "first_day": "2026-11-23",
        "last_day": "2026-12-20",
    }
    return told | other


def test_an_empty_list_says_what_it_is_for(client: Browser, mara: Client) -> None:  # noqa: F811
    page = client.get("/wait/").text
    assert "You wait for nothing at the moment" in page
    assert 'href="/wait/new/"' in page


def test_a_client_joins_by_one_form_and_sees_what_they_wait_for(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    answer = client.post("/wait/new/", typed(client.get("/wait/new/")), follow=True)
    row = WaitlistEntry.objects.get()
    assert (row.days, row.from_minute, row.until_minute) == ([1, 3], 16 * 60, 24 * 60)
    for told in ("Tue, Thu", "16:00–24:00", "with Ana", "any studio", "until Sun 20 Dec"):
        assert told in answer.text


def test_the_form_sent_twice_joins_once(client: Browser, mara: Client) -> None:  # noqa: F811
    sent = typed(client.get("/wait/new/"))
    for _ in range(2):
        assert client.post("/wait/new/", sent).status_code == 302
    assert WaitlistEntry.objects.count() == 1


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"hours": "exact", "begin": "", "end": "12:00"}, "Say from when."),
    ({"hours": "exact", "begin": "13:00", "end": "12:00"}, "It is before the other one."),
    ({"hours": "exact", "begin": "12:00", "end": "12:30"}, "does not fit in there"),
    ({"last_day": "2026-11-22"}, "It is before the first day."),
    ({"last_day": "2199-01-01"}, "At most a year ahead."),
    ({"days": ["9"]}, "not one of the available choices"),
    ({"service": "nothing:60"}, "not one of the available choices"),
]


def test_what_is_wrong_is_told_at_its_field(client: Browser, mara: Client) -> None:  # noqa: F811
    sent = typed(client.get("/wait/new/"))
    for wrong, told in WRONG:
        answer = client.post("/wait/new/", sent | wrong)
        assert (answer.status_code, told in answer.text) == (422, True), wrong
    assert not WaitlistEntry.objects.exists()


def test_the_times_page_leads_here_with_what_was_looked_for(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    asked = urlencode({"service": Service.objects.get().code, "minutes": "90"})
    assert "/wait/new/?service=" in client.get(times()).text
    assert ':90" selected' in client.get(f"/wait/new/?{asked}").text


def test_for_a_race_the_rules_name_the_days(client: Browser, mara: Client) -> None:  # noqa: F811
    race = season.race(mara, 6, name="Lake Marathon")
    studio.service("Flush", type="post_event", depths=["light"], lengths=[[30, 4500]])
    flush = Service.objects.get(name="Flush")
    address = f"/wait/new/?race={race.code}&service={flush.code}"
    page = client.get(address)
    assert "find these days useful:" in page.text
    sent = {"once": token(page), "service": f"{flush.code}:30", "depth": ""}
    assert client.post(address, sent).status_code == 302
    row = WaitlistEntry.objects.get()
    assert (row.for_race, row.race) == (True, race)
    assert "Lake Marathon" in client.get("/wait/").text


def test_nobody_waits_for_the_race_of_somebody_else(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    race = season.race(make.client("otto"), 6)
    assert client.get(f"/wait/new/?race={race.code}").status_code == 404


def test_no_nonsense_in_an_address_breaks_the_form(client: Browser, mara: Client) -> None:  # noqa: F811
    asked = ("race=%00", "race=%F0%28", "service=%00&minutes=x", "location=%00&therapist=x%00")
    found = [client.get(f"/wait/new/?{query}").status_code for query in asked]
    assert found == [404, 404, 200, 200]


def test_changing_keeps_the_turn_and_leaving_asks_first(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    row = waits("mara", now=NOW - timedelta(days=2))
    page = client.get(f"/wait/{row.code}/")
    client.post(f"/wait/{row.code}/", typed(page, days=["5"]))
    row.refresh_from_db()
    assert (row.days, row.made_at) == ([5], NOW - timedelta(days=2))
    page = client.get(f"/wait/{row.code}/leave/")
    assert row.state == "waiting"
    client.post(f"/wait/{row.code}/leave/", {"once": token(page)})
    row.refresh_from_db()
    assert row.state == "left"


def test_what_others_wait_for_is_not_there(client: Browser, mara: Client) -> None:  # noqa: F811
    row = waits("otto")
    ways = ("", "leave/")
    assert [client.get(f"/wait/{row.code}/{way}").status_code for way in ways] == [404, 404]


def test_an_offer_is_taken_by_one_press(client: Browser, mara: Client) -> None:  # noqa: F811
    offer = offered(waits())
    page = client.get("/wait/offers/")
    assert "held until 10:30" in page.text
    answer = client.post(f"/wait/offers/{offer.code}/take/", {"once": token(page)})
    row = Appointment.objects.get()
    assert answer["Location"] == f"/appointments/{row.code}/"
    assert (row.start_at, row.client) == (offer.start_at, mara)
    assert "held until" not in client.get("/wait/").text


def test_an_offer_that_is_declined_stays_no_longer_on_the_page(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    offer = offered(waits())
    sent = {"once": token(client.get("/wait/"), 1)}
    page = client.post(f"/wait/offers/{offer.code}/decline/", sent, follow=True)
    assert "You stay on the list" in page.text
    assert "Take it" not in page.text


def test_an_offer_that_lapsed_says_so_and_leads_to_the_day(
    client: Browser,
    mara: Client,  # noqa: F811
    clock: Any,  # noqa: F811
) -> None:
    offer = offered(waits())
    sent = {"once": token(client.get("/wait/"))}
    clock.move_to(NOW + timedelta(minutes=30))
    page = client.post(f"/wait/offers/{offer.code}/take/", sent, follow=True)
    assert "The time for this offer is over" in page.text
    assert "day=2026-11-25" in client.get(f"/wait/offers/{offer.code}/times/")["Location"]
    assert not Appointment.objects.exists()


def test_an_offer_to_somebody_else_is_not_there(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    offer = offered(waits("otto"))
    asked = [
        client.post(f"/wait/offers/{offer.code}/{do}/", {"once": "t"}) for do in ("take", "decline")
    ]
    asked.append(client.get(f"/wait/offers/{offer.code}/times/"))
    assert [answer.status_code for answer in asked] == [404] * 3


def test_without_its_guard_an_offer_to_somebody_else_would_show(
    client: Browser,
    mara: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offer, real = offered(waits("otto")), waitlist_pages.offer
    monkeypatch.setattr(waitlist_pages, "offer", lambda code, now, client=None: real(code, now))
    assert client.get(f"/wait/offers/{offer.code}/times/").status_code == 302


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client: Browser,
    mara: Client,  # noqa: F811
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    codes = [each.code for each in Therapist.objects.all()]
    User.objects.update(name=LONG)
    offered(waits(therapists=codes))
    for _more in range(2):
        with django_assert_num_queries(2):
            assert waitlist_pages.own(mara, NOW)
        with django_assert_num_queries(1):
            assert waitlist_pages.offers_open(mara, NOW)
        for day in range(2):
            if WaitlistEntry.objects.count() < 3:
                waits(therapists=codes, days=[day])
