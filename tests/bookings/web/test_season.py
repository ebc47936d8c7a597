"""The season page, its day, and the small pictures on other pages."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import booking
from bookings.templatetags import season as tags
from bookings.templatetags.season_words import cut
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.way import clock, mara, times  # noqa: F401 - fixtures
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def runner(mara: Client) -> Client:  # noqa: F811
    """Mara with a marathon ahead, and a studio to go to."""
    studio.clinic()
    rows.race(
        mara, name="Old Town <Marathon>", local_start=datetime(2026, 12, 27, 10), priority="A"
    )
    return mara


def test_the_season_says_how_far_the_goal_is_and_which_phase(
    client: Browser, runner: Client
) -> None:
    page = client.get("/season/")

    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.text))
    assert "Old Town &lt;Marathon&gt; (A) in 34 days · Peak block" in words
    assert "A first session is due." in words


def test_what_a_race_is_called_never_becomes_markup(client: Browser, runner: Client) -> None:
    page = client.get("/season/?day=2026-12-27")

    assert "<Marathon>" not in page.text
    assert page.text.count("&lt;Marathon&gt;") > 3


def test_without_escaping_a_name_would_become_markup(
    client: Browser, runner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("season_wide", "season_table"):
        monkeypatch.setattr(f"bookings.templatetags.{part}.escape", str)

    assert "<Marathon>" in client.get("/season/").text


def test_each_day_can_be_pressed_in_each_picture_and_in_the_table(
    client: Browser, runner: Client
) -> None:
    page = client.get("/season/").text

    links = re.findall(r'<a href="\?day=2026-12-24"', page)
    assert len(links) == 3
    assert page.count('class="hit"') == 2 * 26 * 7


def test_each_number_in_the_table_is_heard_as_a_day(client: Browser, runner: Client) -> None:
    page = client.get("/season/").text

    heard = re.findall(r'<a href="\?day=[\d-]+" aria-label="(\w+ (\d+) \w+)">(\d+)</a>', page)
    assert len({name for name, _said, _seen in heard}) == 26 * 7
    assert all(said == seen for _name, said, seen in heard)


def test_a_year_has_fifty_two_weeks(client: Browser, runner: Client) -> None:
    page = client.get("/season/?weeks=52").text

    assert page.count("<tr") == 53


@pytest.mark.parametrize(
    "nonsense", ["day=x", "day=0001-01-01", "from=9999-12-31", "weeks=9e9", "day=%00"]
)
def test_an_address_that_makes_no_sense_is_todays_season(
    client: Browser, runner: Client, nonsense: str
) -> None:
    page = client.get(f"/season/?{nonsense}")

    assert page.status_code == 200
    assert page.context["day"].day.isoformat() == "2026-11-23"


def test_the_day_says_what_suits_and_leads_to_its_times(client: Browser, runner: Client) -> None:
    page = client.get("/season/?day=2026-12-18")

    general = page.context["lines"][2]
    assert general.told.best == "recommended"
    assert "&from=2026-12-18&day=2026-12-18" in general.url
    assert client.get(general.url).context["opened"].isoformat() == "2026-12-18"


def test_what_is_blocked_says_why_and_leads_nowhere(client: Browser, runner: Client) -> None:
    page = client.get("/season/?day=2026-12-26")

    deep = page.context["lines"][3]
    assert (deep.told.best, deep.url) == ("blocked", "")
    assert "it needs" in page.text or "72 h" in page.text


def test_pressed_by_htmx_the_day_comes_alone(client: Browser, runner: Client) -> None:
    part = client.get("/season/?day=2026-12-26", headers={"HX-Request": "true", "HX-Target": "day"})

    assert part.text.lstrip().startswith('<section id="day"')
    assert '<svg class="season-svg' not in part.text


def test_a_day_far_ahead_says_its_verdicts_and_offers_no_times(
    client: Browser, runner: Client
) -> None:
    page = client.get("/season/?day=2028-12-18")

    assert {line.url for line in page.context["lines"]} == {""}


def test_an_empty_season_teaches_what_will_stand_there(client: Browser, mara: Client) -> None:  # noqa: F811
    page = client.get("/season/")

    assert "Your season will stand here" in page.text
    assert "/races/new/" in page.text


def test_a_login_without_a_record_has_no_season(client: Browser) -> None:
    client.force_login(make.user("desk"))

    assert client.get("/season/").status_code in (403, 404)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_takes_the_same_queries_with_one_of_each_or_three(
    client: Browser, runner: Client, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        rows.race(runner, local_start=datetime(2027, 1, 6 + number, 10))
        rows.workout(runner)
        wanted = studio.wanted(runner, studio.at(2 + 2 * number, 15))
        booking.book(by=make.login_of(runner), wanted=wanted, now=make.NOW)
    client.get("/season/")

    with django_assert_num_queries(9):
        client.get("/season/")


def test_a_title_that_says_nothing_waits_for_a_word(client: Browser, runner: Client) -> None:
    assert "of your plan" not in client.get("/season/").text

    rows.workout(runner, kind="unknown", title="Club night")

    assert "One thing of your plan waits for your word" in client.get("/season/").text


def test_above_the_times_stands_the_season_with_their_week_marked(
    client: Browser, runner: Client
) -> None:
    page = client.get(times()).text

    assert page.count('season-small"') == 1
    assert "Your season: Old Town &lt;Marathon&gt; in 34 days" in page


def test_who_has_nothing_planned_sees_no_strip_above_the_times(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    studio.clinic()

    assert "season-small" not in client.get(times()).text


def test_a_booked_session_that_fits_no_longer_is_told_of(client: Browser, runner: Client) -> None:
    wanted = studio.wanted(runner, studio.at(2, 15), depth="deep")
    booking.book(by=make.login_of(runner), wanted=wanted, now=make.NOW)
    rows.race(runner, local_start=datetime(2026, 11, 27, 10), priority="A")

    assert "/season/unfit/" in client.get("/season/").text
    assert "One booked session no longer fits" in client.get("/season/unfit/").text


def test_a_race_without_a_result_is_asked_about(client: Browser, runner: Client) -> None:
    raced = rows.race(runner, name="Fog Run", local_start=datetime(2026, 11, 21, 10))

    page = client.get("/season/").text

    assert "How did Fog Run go?" in page
    assert f"/races/{raced.code}/result/" in page


def test_a_long_name_is_cut_to_its_room() -> None:
    assert cut("Advent Trail", 300) == "Advent Trail"
    assert cut("Advent Trail", 50).endswith("…")
    assert cut("Advent Trail", 10) == ""
    assert tags.season_strip_of({}, 1, datetime(2026, 1, 1).date()) == ""
