"""A race of one's own, hour by hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.queries import race_hours
from clinic.foundation.models import Client
from protocols.models import Race
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.way import clock, mara  # noqa: F401 - fixtures
from tests.bookings.web.desk_rows import booked
from tests.clinic import make
from tests.protocols import away, rows

pytestmark = pytest.mark.django_db
GUN = datetime(2026, 12, 3, 10)  # a Thursday, ten days ahead


def race(client: Client, **more: Any) -> Race:
    told = {"name": "Spring Marathon", "priority": "A", "expected_minutes": 210}
    return rows.race(client, **({"local_start": GUN} | told | more))


def page(browser: Browser, found: Race, kind: str = "") -> Any:
    return browser.get(f"/season/race/{found.code}/", {"kind": kind} if kind else {})


def words(answer: Any) -> str:
    return " ".join(answer.text.split())


def test_the_days_stand_with_training_sessions_and_a_table_of_reasons(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    studio.clinic()
    booked(mara, at(3, 14))
    rows.workout(mara, kind="intervals", day=date(2026, 11, 27))
    text = words(page(client, race(mara), "deep"))
    assert "14:00</span> · 60 min" in text
    assert "intervals" in text
    assert "Deep work would end 51 h before Spring Marathon" in text
    assert text.count("<tbody>") == 15


@pytest.mark.parametrize(("days", "kind"), [(10, "flush"), (-1, "after")])
def test_before_the_race_it_is_about_the_flush_and_then_about_what_comes_after(
    client: Browser,
    mara: Client,  # noqa: F811
    days: int,
    kind: str,
) -> None:
    studio.location()
    found = race(mara, local_start=GUN + timedelta(days=days - 10))
    told = page(client, found).context["page"]
    assert (told.kind, "injury" in told.kinds) == (kind, False)


def test_an_injury_has_a_kind_of_its_own(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.location()
    found = race(mara)
    assert page(client, found, "injury").context["page"].kind == "flush"
    rows.injury(mara)
    assert page(client, found, "injury").context["page"].kind == "injury"


def test_each_day_that_can_be_booked_leads_to_its_times(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    studio.location()
    service = studio.service("Tune-up", type="pre_event", depths=["light"], lengths=[[45, 6200]])
    answer = page(client, race(mara, local_start=GUN - timedelta(days=5)))
    urls = {row.told.day: row.url for row in answer.context["rows"]}
    assert not urls[date(2026, 11, 22)]
    assert f"service={service.code}&minutes=45&depth=light" in urls[date(2026, 11, 23)]
    assert "from=2026-11-27&day=2026-11-27" in urls[date(2026, 11, 27)]
    assert client.get(urls[date(2026, 11, 27)]).status_code == 200


def test_without_such_a_service_no_day_leads_anywhere(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    studio.location()
    studio.service("By telephone", type="pre_event", depths=["light"], online=False)
    assert {row.url for row in page(client, race(mara)).context["rows"]} == {""}


def test_a_race_abroad_shows_both_clocks_and_the_hours_of_the_studio(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    studio.location()
    gun = datetime(2027, 3, 21, 9)  # New York has summer time by then, Berlin has not
    found = race(mara, zone="America/New_York", local_start=gun)
    answer = page(client, found, "deep")
    told = answer.context["page"]
    assert (told.there.begin, told.here.begin) == (gun, datetime(2027, 3, 21, 14))
    assert "America/New_York" in answer.text
    (thing,) = next(row.told for row in answer.context["rows"] if row.told.day == gun.date()).things
    assert (thing.opens, thing.closes) == ("14:00", "17:30")


def test_the_real_finish_moves_what_comes_after(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.location()
    found = race(mara, local_start=datetime(2026, 11, 22, 10))
    Race.objects.update(status="finished", finish_at=datetime(2026, 11, 22, 16, tzinfo=UTC))
    told = page(client, found, "deep").context["page"]
    (after,) = [day for day in told.hours.days if day.day == date(2026, 11, 24)]
    # 48 h after the finish at 17:00 in Berlin; the race was long, so it stays blocked to 72.
    assert [(s.rule, s.opens) for s in after.stretches] == [
        ("POST-4", "06:00"),
        ("POST-5", "17:00"),
    ]


def test_a_race_left_at_once_says_that_it_counts_as_training(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    studio.location()
    found = race(mara, local_start=datetime(2026, 11, 22, 10))
    Race.objects.update(status="dnf", finish_at=found.start_at + timedelta(minutes=20))
    answer = page(client, found)
    assert "it counts as training" in answer.text
    assert not answer.context["page"].counts


def test_a_race_that_is_off_asks_nothing_of_its_days(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    studio.location()
    found = race(mara, status="cancelled")
    assert "does not count any more" in page(client, found, "deep").text


def test_days_away_and_names_of_any_kind_are_drawn(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    studio.location()
    away.absence(mara, from_day=date(2026, 11, 30), to_day=date(2026, 12, 1))
    text = page(client, race(mara, name="<b>Lake & Hill</b>" + "x" * 60)).text
    assert text.count("out of town") == 4
    assert "<b>Lake" not in text


def test_what_is_another_runners_is_not_there(client: Browser, mara: Client) -> None:  # noqa: F811
    found = race(make.client("vera"))
    assert page(client, found).status_code == 404


def test_without_the_guard_a_therapist_who_is_a_client_too_would_see_it(
    client: Browser,
    mara: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    studio.location()
    found, by = race(make.client("vera")), make.login_of(mara)
    monkeypatch.setattr("protocols.queries.races.may_edit", lambda *_: True)
    assert page(client, found).status_code == 404
    found.client.user = by
    monkeypatch.setattr("protocols.queries.races.one", lambda *_: found)
    told = race_hours.own(by, found.code, "", now=NOW, language="en")
    assert told.race.name == "Spring Marathon"


@pytest.mark.parametrize("many", [1, 3])
def test_the_queries_are_the_same_however_much_there_is(
    client: Browser,
    mara: Client,  # noqa: F811
    many: int,
    django_assert_num_queries: Any,
) -> None:
    studio.clinic()
    for number in range(many):
        rows.workout(mara, kind="easy", day=date(2026, 11, 24) + timedelta(days=number))
        away.absence(mara)
        found = race(mara)
        studio.service(f"Flush {number}", type="pre_event", depths=["light"])
    page(client, found)
    with django_assert_num_queries(7):
        page(client, found)
