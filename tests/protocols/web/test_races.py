"""The pages of races: one's own, and the clinic's list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.models import ListedRace, Race
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
TYPED = {
    "once": "once-1",
    "name": "Boston Marathon",
    "day": "2027-04-19",
    "time": "09:30",
    "zone": "America/New_York",
    "distance": "marathon",
    "priority": "A",
    "terrain": "hilly",
    "place": "Boston",
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(make.NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def mara(client: Browser) -> Client:
    """A client whose browser is signed in."""
    mara = make.client()
    Client.objects.update(zone="Europe/Berlin")
    client.force_login(make.login_of(mara))
    return mara


def typed(**changes: str) -> dict[str, str]:
    return TYPED | changes


def test_without_a_race_the_page_says_what_will_stand_there(client: Browser, mara: Client) -> None:
    page = client.get(reverse("races")).text
    assert "Your next race will stand here" in page
    assert reverse("race_picking") in page


def test_races_stand_by_date_with_the_days_that_are_left(client: Browser, mara: Client) -> None:
    rows.race(mara)
    rows.race(mara, name="Spring Run", local_start=datetime(2027, 3, 1, 9))
    rows.race(mara, name="Last Year", local_start=datetime(2025, 12, 6, 10))
    page = client.get(reverse("races")).text
    assert page.index("City 10K") < page.index("Spring Run") < page.index("Last Year")
    assert "in 13 days" in page


def test_days_left_are_counted_where_the_race_is_run(
    client: Browser, mara: Client, clock: Any
) -> None:
    rows.race(mara, zone="Pacific/Auckland", local_start=datetime(2026, 11, 24, 9))
    assert "in 1 day" in client.get(reverse("races")).text
    clock.move_to(datetime.fromisoformat("2026-11-23T12:00:00+00:00"))  # the 24th has begun there
    assert "today" in client.get(reverse("races")).text


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    client: Browser, mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        rows.race(mara)
    client.get(reverse("races"))
    with django_assert_num_queries(5):
        client.get(reverse("races"))


def test_a_race_typed_in_stands_there_and_offers_times(client: Browser, mara: Client) -> None:
    answer = client.post(reverse("race_new"), typed(), follow=True)
    race = Race.objects.get()
    assert answer.redirect_chain[-1] == (reverse("race", args=[race.code]), 302)
    assert 'href="/book/services/?need=race"' in answer.text
    assert (race.local_start, race.zone) == (datetime(2027, 4, 19, 9, 30), "America/New_York")
    assert (race.expected_minutes, race.terrain) == (305, "hilly")


def test_the_time_that_was_typed_is_not_guessed(client: Browser, mara: Client) -> None:
    client.post(reverse("race_new"), typed(hours="3", minutes="29"))
    assert Race.objects.get().expected_minutes == 209


def test_another_distance_is_typed_in_kilometres(client: Browser, mara: Client) -> None:
    client.post(reverse("race_new"), typed(distance="other", km="50.5"))
    assert Race.objects.get().distance_m == 50_500


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "\x01"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"day": ""}, "day"),
        ({"day": "2300-01-01"}, "day"),
        ({"zone": "Boston"}, "zone"),
        ({"priority": "D"}, "priority"),
        ({"km": "-1"}, "km"),
        ({"hours": "0", "minutes": "0"}, "hours"),
        ({"minutes": "75"}, "minutes"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_kept(
    client: Browser, mara: Client, change: dict[str, str], field: str
) -> None:
    page = client.post(reverse("race_new"), typed(**change)).text
    assert f'id="id_{field}_error"' in page
    assert not Race.objects.exists()


def test_a_full_calendar_is_told_at_the_top(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("protocols.actions.races.MOST_RACES", 0)
    page = client.post(reverse("race_new"), typed()).text
    assert "At most 0 can be kept" in page


def test_a_finished_race_keeps_the_time_that_it_took(client: Browser, mara: Client) -> None:
    race = rows.race(mara)
    sent = typed(status="finished", hours="0", minutes="52", zone=race.zone)
    where = reverse("race", args=[race.code])
    assert client.post(where, sent).status_code == 302
    race.refresh_from_db()
    assert race.finish_at == race.start_at + timedelta(minutes=52)
    assert 'value="52"' in client.get(where).text


def test_a_change_of_other_fields_leaves_seconds_and_the_repeated_hour(
    client: Browser, mara: Client
) -> None:
    second = datetime.fromisoformat("2026-10-25T02:30:20+01:00")  # the clock struck it twice
    race = rows.race(mara, start_at=second)
    page = client.get(reverse("race", args=[race.code]))
    sent = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    client.post(page.request["PATH_INFO"], sent | {"name": "Night Run", "time": "02:30"})
    race.refresh_from_db()
    assert (race.name, race.start_at) == ("Night Run", second)


def test_a_zone_under_an_old_name_stays_a_choice(client: Browser, mara: Client) -> None:
    race = rows.race(mara, zone="EST")
    page = client.get(reverse("race", args=[race.code])).text
    assert '<option value="EST" selected>' in page


def test_how_much_it_matters_is_said_by_one_press(client: Browser, mara: Client) -> None:
    race = rows.race(mara)
    for said, kept in (("A", "A"), ("D", "A"), ("C", "C")):
        client.post(reverse("race_priority", args=[race.code]), {"priority": said})
        race.refresh_from_db()
        assert race.priority == kept


def test_a_race_goes_only_after_it_was_asked_once_more(client: Browser, mara: Client) -> None:
    race = rows.race(mara)
    where = reverse("race_remove", args=[race.code])
    assert "City 10K" in client.get(where).text
    assert Race.objects.exists()
    client.post(where)
    assert not Race.objects.exists()


def test_a_race_is_picked_by_one_press_and_once(client: Browser, mara: Client) -> None:
    listed = rows.listed()
    assert "Add Boston Marathon" in client.get(reverse("race_picking")).text
    for _ in range(2):
        client.post(reverse("race_pick", args=[listed.code]))
    assert Race.objects.get().listed == listed
    assert "In your calendar" in client.get(reverse("race_picking")).text


@pytest.mark.parametrize(
    ("words", "shown"), [("bost", "Boston Marathon"), ("nowhere", "Nothing of that name")]
)
def test_the_list_is_searched_by_name_and_place(
    client: Browser, mara: Client, words: str, shown: str
) -> None:
    rows.listed()
    assert shown in client.get(reverse("race_picking"), {"words": words}).text


@pytest.mark.parametrize("many", [1, 3])
def test_picking_takes_the_same_queries_however_long(
    client: Browser, mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        rows.picked(mara, rows.listed())
    with django_assert_num_queries(4):
        client.get(reverse("race_picking"))


ROUTES = ("race", "race_priority", "race_remove")


@pytest.mark.parametrize("route", ROUTES)
def test_a_race_of_somebody_else_is_not_there(client: Browser, mara: Client, route: str) -> None:
    theirs = rows.race(make.client("vera"))
    sent = typed(status="planned", priority="A")
    answers = [
        client.post(reverse(route, args=[code]), sent) for code in (theirs.code, "nosuchcode42")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert Race.objects.get() == theirs


@pytest.fixture
def desk(client: Browser) -> Browser:
    client.force_login(make.user("jo", Role.DESK))
    return client


def test_the_desk_puts_a_race_on_the_list(desk: Browser) -> None:
    assert "The clinic's races will stand here" in desk.get(reverse("race_list")).text
    desk.post(reverse("listed_new"), typed(url="https://race.example"))
    listed = ListedRace.objects.get()
    assert (listed.start_at.hour, listed.url) == (13, "https://race.example")
    assert "Boston Marathon" in desk.get(reverse("race_list")).text


def test_the_desk_hears_how_many_calendars_moved_along(desk: Browser) -> None:
    listed = rows.listed()
    rows.picked(make.client(), listed)
    where = reverse("listed", args=[listed.code])
    assert "1 runner&#x27;s calendar" in desk.post(where, typed(time="10:00"), follow=True).text
    assert Race.objects.get().local_start.hour == 10
    assert "Changed." in desk.post(where, typed(time="10:00", place="X"), follow=True).text


def test_a_fault_of_the_list_stands_beside_its_field(desk: Browser) -> None:
    page = desk.post(reverse("listed_new"), typed(url="javascript:alert(1)")).text
    assert 'id="id_url_error"' in page
    assert not ListedRace.objects.exists()


def test_the_desk_takes_a_race_off_the_list_after_being_asked(desk: Browser) -> None:
    where = reverse("listed_remove", args=[rows.listed().code])
    assert "off the list" in desk.get(where).text
    desk.post(where)
    assert not ListedRace.objects.exists()


def test_a_listed_race_that_is_not_there_is_not_found(desk: Browser) -> None:
    assert desk.get(reverse("listed", args=["nosuchcode42"])).status_code == 404
