"""The page of the calendar: what its script starts from, and the list without a script."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.models import Therapist
from bookings.web import calendar_plain
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.web.desk_rows import booked, caller, clock, desk, signed_in

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
EVIL = "</script><script>alert(1)</script>"


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=2, rooms=3)
    return signed_in(desk())


def held(page: Any, name: str) -> Any:
    """The JSON that the page hands its script."""
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', page.text)
    assert found
    return json.loads(found[1])


def test_the_script_starts_from_people_rooms_lengths_and_the_first_day(jo: Browser) -> None:
    row = booked(caller("Otto Berg"), at(0, 14))
    page = jo.get("/desk/calendar/")
    setup, first = held(page, "cal-setup"), held(page, "cal-first")
    assert [one["n"] for one in setup["therapists"]] == ["Ana", "Ben"]
    assert [one["n"] for one in setup["rooms"]] == ["Room 1", "Room 2", "Room 3"]
    assert setup["lengths"] == {"Sports massage": [60, 90]}
    assert [one["c"] for one in first["parts"]["2026-11-23"]["sessions"]] == [row.code]


def test_a_week_brings_its_seven_days_from_monday_on(jo: Browser) -> None:
    page = jo.get("/desk/calendar/?view=week&day=2026-11-28")
    days = sorted(held(page, "cal-first")["parts"])
    assert (days[0], days[-1], len(days)) == ("2026-11-23", "2026-11-29", 7)


def test_a_week_is_the_first_therapist_s_until_another_is_chosen(jo: Browser) -> None:
    ana, ben = Therapist.objects.order_by("position")
    Therapist.objects.filter(pk=ben.pk).update(skills=["lymph"])
    for asked, whose in (("", ana), (f"&therapist={ben.code}", ben), ("&skill=lymph", ben)):
        page = jo.get(f"/desk/calendar/?view=week{asked}")
        hours = held(page, "cal-first")["parts"]["2026-11-24"]["hours"]
        assert {one["t"] for one in hours} == {whose.code}
        assert held(page, "cal-setup")["chosen"]["therapist"] == whose.code


def test_the_address_chooses_day_view_and_columns_and_nonsense_chooses_nothing(
    jo: Browser,
) -> None:
    ana = Therapist.objects.get(user__name="Ana").code
    asked = f"?day=2026-12-01&view=list&by=room&therapist={ana}&type=injury"
    sure = held(jo.get(f"/desk/calendar/{asked}"), "cal-setup")["chosen"]
    assert (sure["day"], sure["view"], sure["by"]) == ("2026-12-01", "list", "room")
    assert (sure["therapist"], sure["type"]) == (ana, "injury")

    wild = "?day=31.12.&view=%00&by=x&therapist=nobody&type=y&location=z&skill=q"
    none = held(jo.get(f"/desk/calendar/{wild}"), "cal-setup")["chosen"]
    assert (none["day"], none["view"], none["by"]) == ("2026-11-23", "day", "therapist")
    assert not any(none[name] for name in ("therapist", "type", "location", "skill"))


def test_without_a_script_the_day_is_a_list_by_time(jo: Browser) -> None:
    for hour in (16, 12):
        booked(caller(f"Client at {hour}"), at(0, hour))
    plain = jo.get("/desk/calendar/").text.rpartition("<noscript>")[2]
    assert plain.index("Client at 12") < plain.index("Client at 16")
    assert all(told in plain for told in ("12:00", "Ana", "Booked"))


def test_an_empty_day_says_so_without_a_script(jo: Browser) -> None:
    assert "Nothing is booked on this day" in jo.get("/desk/calendar/").text


def test_a_name_that_is_code_stays_a_name(jo: Browser) -> None:
    row = booked(caller("Otto Berg"), at(0, 14))
    Client.objects.filter(pk=row.client.pk).update(name=EVIL)
    page = jo.get("/desk/calendar/")
    assert EVIL not in page.text
    assert held(page, "cal-first")["parts"]["2026-11-23"]["sessions"][0]["cl"] == EVIL


def test_without_escaping_the_list_would_carry_the_code(
    jo: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = booked(caller("Otto Berg"), at(0, 14))
    Client.objects.filter(pk=row.client.pk).update(name=EVIL)

    def bare(_glue: str, form: str, each: Any) -> str:
        return "".join(form.replace("{}", "%s") % one for one in each)

    monkeypatch.setattr(calendar_plain, "format_html_join", bare)
    text = calendar_plain.rows(*_given(jo))
    assert EVIL in text


def _given(jo: Browser) -> Any:
    page = jo.get("/desk/calendar/")
    part = held(page, "cal-first")["parts"]["2026-11-23"]
    return part, page.context["shop"], page.context["chosen"]


def test_the_page_holds_no_style_and_no_script_of_its_own(jo: Browser) -> None:
    text = jo.get("/desk/calendar/").text
    assert not re.search(r'\s(style|on[a-z]+)="', text)
    assert all("nonce=" in tag or "application/json" in tag for tag in _scripts(text))


def _scripts(text: str) -> list[str]:
    return re.findall(r"<script[^>]*>", text)


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_sessions(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for hour in range(number):
        booked(caller(f"Client {hour}"), at(0, 12 + 2 * hour))
    jo.get("/desk/calendar/")
    with django_assert_num_queries(QUERIES):
        jo.get("/desk/calendar/")


QUERIES = 13


def test_the_calendar_leads_to_the_sheet_of_its_day_and_loads_the_panel_once(jo: Browser) -> None:
    page = jo.get("/desk/calendar/?day=2026-12-01").text
    assert 'href="/desk/sheet/?day=2026-12-01"' in page
    assert len(re.findall(r'<link[^>]+href="[^"]*css/panel', page)) == 1
    assert len(re.findall(r'<script[^>]+src="[^"]*js/panel', page)) == 1
