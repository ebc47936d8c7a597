"""The pages on days on which a clock changes, and with a race by another clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser

from bookings.core import hours
from bookings.models import Appointment
from clinic.foundation.models import Client
from protocols.models import Race
from tests.bookings import studio
from tests.bookings.way import choice, clock, code_of, mara, times, token  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
BERLIN, YORK = "Europe/Berlin", "America/New_York"
EVERY = [[day, 0, 24 * 60] for day in range(7)]
CHANGES = [
    (BERLIN, date(2027, 3, 28)),
    (BERLIN, date(2027, 10, 31)),
    (YORK, date(2027, 3, 14)),
    (YORK, date(2027, 11, 7)),
]
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
CHIP = re.compile(r'name="pick"\s+value="([^"|]+)\|[^"]+"[^>]*>\s*<b>(\d\d:\d\d)</b>')
BEFORE = r"(\d\d:\d\d):? Deep work would end (?:(\d+) h ?)?(?:(\d+) min )?before Big Apple"
Shown = dict[date, list[tuple[datetime, datetime]]]


def clinic(zone: str) -> None:
    """A clinic that never closes, booked for a year ahead."""
    where = studio.location(zone=zone, hours=EVERY)
    studio.therapist(where, hours=EVERY)
    studio.room(where)
    studio.service(horizon_days=360)


def by_day(text: str) -> dict[date, str]:
    """The list of days, each with its part of the page."""
    parts = text.split('<details class="day"')[1:]
    named = [(re.search(r'id="day-([\d-]{10})"', part), part) for part in parts]
    return {date.fromisoformat(found[1]): part for found, part in named if found}


def listed(browser: Browser, around: date) -> Shown:
    """The times of the week round a day: what the wall would show, and the instant pressed."""
    page = browser.get(times(**{"from": f"{around - timedelta(days=3)}"})).text
    return {
        day: [
            (datetime.fromisoformat(f"{day}T{text}"), datetime.fromisoformat(start))
            for start, text in CHIP.findall(part)
        ]
        for day, part in by_day(page).items()
    }


def on_the_wall(day: date) -> list[datetime]:
    """Every quarter of an hour of a day, as a wall would show them if no clock ever changed."""
    midnight = datetime.combine(day, datetime.min.time())
    return [midnight + QUARTER * number for number in range(96)]


def exists(wall: datetime, zone: str) -> bool:
    """Whether a clock there ever shows this."""
    at = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_every_time_of_a_changed_week_exists_once_and_stands_in_order(
    client: Browser,
    mara: Client,  # noqa: F811
    zone: str,
    day: date,
) -> None:
    clinic(zone)

    shown = listed(client, day)

    assert list(shown) == [day + timedelta(days=number) for number in range(-3, 4)]
    for each, found in shown.items():
        assert [wall for wall, _at in found] == [w for w in on_the_wall(each) if exists(w, zone)]
        assert [at for _wall, at in found] == [
            wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for wall, _at in found
        ]
    instants = [at for found in shown.values() for _wall, at in found]
    assert instants == sorted(set(instants))


def test_a_skipped_hour_leaves_no_gap_and_a_repeated_one_is_an_hour_long(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    clinic(BERLIN)

    def longest(day: date) -> timedelta:
        instants = [at for _wall, at in listed(client, day)[day]]
        return max(later - sooner for sooner, later in pairwise(instants))

    assert longest(date(2027, 3, 28)) == QUARTER
    assert longest(date(2027, 10, 31)) == QUARTER + HOUR


def test_without_its_guard_a_repeated_hour_would_be_offered_twice(
    client: Browser,
    mara: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clinic(BERLIN)
    monkeypatch.setattr(hours, "_shown", lambda *_asked: False)

    walls = [wall for wall, _at in listed(client, date(2027, 10, 31))[date(2027, 10, 31)]]

    assert len(walls) == len(set(walls)) + 4


@pytest.mark.parametrize(
    ("zone", "wall", "instant", "shown"),
    [
        (BERLIN, "2027-03-28T01:30", "2027-03-28T00:30Z", "Sun 28 Mar 2027, 01:30–03:30"),
        (BERLIN, "2027-03-28T03:00", "2027-03-28T01:00Z", "Sun 28 Mar 2027, 03:00–04:00"),
        (BERLIN, "2027-10-31T01:30", "2027-10-30T23:30Z", "Sun 31 Oct 2027, 01:30–02:30"),
        (BERLIN, "2027-10-31T02:45", "2027-10-31T00:45Z", "Sun 31 Oct 2027, 02:45–02:45"),
        (BERLIN, "2027-10-31T03:00", "2027-10-31T02:00Z", "Sun 31 Oct 2027, 03:00–04:00"),
        (YORK, "2027-03-14T01:30", "2027-03-14T06:30Z", "Sun 14 Mar 2027, 01:30–03:30"),
        (YORK, "2027-03-14T12:00", "2027-03-14T16:00Z", "Sun 14 Mar 2027, 12:00–13:00"),
        (YORK, "2027-11-07T01:30", "2027-11-07T05:30Z", "Sun 7 Nov 2027, 01:30–01:30"),
        (YORK, "2027-11-07T02:00", "2027-11-07T07:00Z", "Sun 7 Nov 2027, 02:00–03:00"),
    ],
)
def test_a_time_pressed_on_a_changed_day_is_kept_as_it_stood_there(
    client: Browser,
    mara: Client,  # noqa: F811
    zone: str,
    wall: str,
    instant: str,
    shown: str,
) -> None:
    clinic(zone)

    row = pressed(client, datetime.fromisoformat(wall))

    assert (row.state, row.local_start, row.zone) == ("confirmed", wall, zone)
    assert row.start_at == datetime.fromisoformat(instant)
    assert row.end_at - row.start_at == HOUR
    assert shown in words(client.get(f"/appointments/{row.code}/").text)


def pressed(browser: Browser, wall: datetime) -> Appointment:
    """Press the time on its page, and book it on the next."""
    asked = choice(**{"from": f"{wall.date()}"})
    page = browser.get(f"/book/times/?{asked}")
    chip = rf'value="([^"]+)"[^>]*>\s*<b>{wall:%H:%M}</b>'
    (value,) = re.findall(chip, by_day(page.text)[wall.date()])
    held = browser.post(f"/book/hold/?{asked}", {"once": token(page), "pick": value})
    summary = held.headers["Location"]
    done = browser.post(summary, {"once": token(browser.get(summary))})
    return Appointment.objects.get(code=code_of(done))


def words(text: str) -> str:
    """What a reader of the page reads, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


@pytest.mark.parametrize(
    ("typed", "instant", "there", "here"),
    [
        # The clock in New York changed that morning, the one in Berlin in two weeks.
        ("2027-03-14T20:30", "2027-03-15T00:30Z", "Sun 14 Mar 2027, 20:30", "2027-03-15T01:30"),
        # Both are changed, then only Berlin's, that very night; then both again.
        ("2027-03-28T09:10", "2027-03-28T13:10Z", "Sun 28 Mar 2027, 09:10", "2027-03-28T15:10"),
        ("2027-10-31T09:10", "2027-10-31T13:10Z", "Sun 31 Oct 2027, 09:10", "2027-10-31T14:10"),
        ("2027-11-07T09:10", "2027-11-07T14:10Z", "Sun 7 Nov 2027, 09:10", "2027-11-07T15:10"),
    ],
)
def test_a_race_abroad_is_told_by_its_clock_and_judged_by_its_instant(
    client: Browser,
    mara: Client,  # noqa: F811
    typed: str,
    instant: str,
    there: str,
    here: str,
) -> None:
    clinic(BERLIN)
    start, wall = datetime.fromisoformat(instant), datetime.fromisoformat(here)

    race = typed_in(client, datetime.fromisoformat(typed))
    shown = words(client.get(f"/races/{race.code}/").text)
    days = around(client, wall.date())

    assert race.start_at == start
    assert there in shown
    assert "By the clock of America/New_York." in shown
    has_race = [day for day, part in days.items() if f"Big Apple {wall:%H:%M}" in part]
    assert has_race == [wall.date()]
    told = [before for day, part in days.items() for before in ends(day, part)]
    assert len(told) > 8
    for end, hour, minute in told:
        left = start - end
        assert (hour, minute or left % HOUR) == (left // HOUR, left % HOUR)


def typed_in(browser: Browser, local: datetime) -> Race:
    """The race, put down on its page as one would."""
    sent = {
        "once": token(browser.get("/races/new/")),
        "name": "Big Apple",
        "day": f"{local:%Y-%m-%d}",
        "time": f"{local:%H:%M}",
        "zone": YORK,
        "distance": "marathon",
        "priority": "A",
        "terrain": "flat",
        "place": "New York",
    }
    browser.post("/races/new/", sent)
    return Race.objects.get()


def around(browser: Browser, day: date) -> dict[date, str]:
    """The days before and of a race as one reads them, judged for deep work."""
    asked: dict[str, Any] = {"from": f"{day - timedelta(days=5)}", "depth": "deep"}
    return {day: words(part) for day, part in by_day(browser.get(times(**asked)).text).items()}


def ends(day: date, part: str) -> list[tuple[datetime, int, timedelta]]:
    """When an hour of deep work would end, and how long before the race the page says that is.

    Whole hours, and near a bound minutes, too: the third is nothing where none are told.
    """
    found = []
    for text, whole, rest in re.findall(BEFORE, part):
        wall = datetime.fromisoformat(f"{day}T{text}").replace(tzinfo=ZoneInfo(BERLIN))
        found.append(
            (wall.astimezone(UTC) + HOUR, int(whole or 0), timedelta(minutes=int(rest or 0)))
        )
    return found
