"""The calendar's feed: what a day holds, and that a page is sent what is new to it alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.actions import booking, changing, times_off, visits
from bookings.models import Appointment, Closure, Location, Opening, Therapist, TimeOff
from bookings.queries import calendar_feed, desk
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def where() -> Location:
    return studio.clinic(therapists=2, rooms=3)


def day(number: int = 0, now: datetime = NOW, **other: Any) -> dict[str, Any]:
    """A day of the feed, by its number from today."""
    wanted = TODAY + timedelta(days=number)
    told: dict[str, Any] = calendar_feed.read(wanted, 1, now, **other).values()["parts"]
    return dict(told[wanted.isoformat()])


def codes(found: dict[str, Any]) -> list[str]:
    return [one["c"] for one in found["sessions"]]


def booked(client: Client, start: datetime, **other: Any) -> Appointment:
    wanted = studio.wanted(client, start, accept_caution=True, **other)
    return booking.book(by=studio.desk(), wanted=wanted, now=NOW)


def therapist(name: str = "ana") -> Therapist:
    return Therapist.objects.get(user__email=f"{name}@example.org")


def off(state: str, start: datetime, end: datetime) -> TimeOff:
    whom = therapist()
    row = times_off.ask(by=whom.user, therapist=whom, start=start, end=end, now=NOW)
    if state == "granted":
        times_off.grant(by=studio.desk(), time_off=row, seen=[], now=NOW)
    elif state == "refused":
        times_off.refuse(by=studio.desk(), time_off=row, now=NOW)
    return row


def test_a_session_is_told_with_all_that_the_page_draws(where: Location) -> None:
    mara = make.client("mara")
    rows.race(mara, name="City 10K", local_start=datetime(2026, 12, 6, 10))
    row = booked(mara, at(1, 14), therapist=therapist().code)
    room = row.occupancies.get(resource__kind="room").resource.room
    assert day(1)["sessions"] == [
        {
            "c": row.code,
            "n": row.history.count(),
            "s": "2026-11-24T14:00",
            "e": "2026-11-24T15:00",
            "b": [0, 15],
            "t": [therapist().code],
            "r": [room.code],
            "l": where.code,
            "st": "confirmed",
            "ty": "general",
            "de": "moderate",
            "sv": "Sports massage",
            "cl": "Mara",
            "cc": mara.code,
            "m": 60,
            "race": {"p": "B", "d": 12, "n": "City 10K"},
            "q": "open",
            "due": False,
            "bu": "",
            "mv": True,
        }
    ]


def test_race_questions_and_dues_are_those_of_the_desk_s_day() -> None:
    jo, runner, other = studio.desk(), make.client("mara"), make.client("otto")
    for days in (-20, -3, 4, 50):
        start = datetime(2026, 11, 23, 10) + timedelta(days=days)
        finish = start.replace(tzinfo=UTC) + timedelta(hours=1) if days < 0 else None
        state = "finished" if days < 0 else "planned"
        rows.race(runner, local_start=start, finish_at=finish, status=state)
    rows.answers(runner, [])
    first, missed = booked(runner, at(0, 11)), booked(other, at(0, 12))
    for client, hour in ((runner, 14), (other, 15)):
        booked(client, at(0, hour))
    visits.mark(by=jo, appointment=first, state="arrived", now=NOW)
    later = at(0, 12, 30)
    visits.mark(by=jo, appointment=missed, state="no_show", now=later)

    lines = desk.day(TODAY, later).lines
    told = {
        line.code: (line.state, line.intake, bool(line.due), line.changeable, race_of(line))
        for line in lines
    }
    found = day(now=later)["sessions"]
    assert {s["c"]: (s["st"], s["q"], s["due"], s["mv"], s["race"]) for s in found} == told
    assert len(told) == 4


def race_of(line: Any) -> dict[str, Any] | None:
    race = line.race
    return {"p": race.priority, "d": race.days, "n": race.name} if race else None


def test_a_session_over_a_change_of_clocks_ends_when_the_wall_says_so() -> None:
    row = booked(make.client(), at(1, 14))
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30, and the clock goes back at 03:00
    Appointment.objects.filter(pk=row.pk).update(
        start_at=start, end_at=start + timedelta(hours=1), local_start="2026-10-25T02:30"
    )
    (told,) = day(-29)["sessions"]
    assert (told["s"], told["e"]) == ("2026-10-25T02:30", "2026-10-25T02:30")


def test_a_lapsed_hold_and_what_was_cancelled_are_not_there() -> None:
    jo, mara = studio.desk(), make.client()
    held = booking.hold(by=jo, wanted=studio.wanted(mara, at(1, 9)), now=NOW)
    gone, stays = booked(mara, at(1, 12)), booked(mara, at(1, 17))
    changing.cancel(by=jo, appointment=gone, now=NOW)

    assert codes(day(1)) == [held.code, stays.code]
    assert codes(day(1, now=NOW + timedelta(minutes=11))) == [stays.code]


def test_time_off_stands_on_each_of_its_days_and_refused_not_at_all() -> None:
    long = off("granted", at(1, 20), at(3, 8))
    asked = off("asked", at(2, 9), at(2, 10))
    off("refused", at(2, 11), at(2, 12))
    told = [[(one["c"], one["st"]) for one in day(n)["offs"]] for n in range(5)]
    both = [(long.code, "granted"), (asked.code, "asked")]
    assert told == [[], both[:1], both, both[:1], []]
    assert day(2)["offs"][0]["s"] == "2026-11-24T20:00"


def test_hours_are_cut_at_midnight_and_closures_say_what_for(where: Location) -> None:
    Location.objects.update(hours=[[n, 18 * 60, 26 * 60] for n in range(7)])
    therapist().shifts.update(hours=[[0, 20 * 60, 26 * 60]])
    for number, hours in ((2, []), (3, [[18 * 60, 20 * 60]])):
        days = dict.fromkeys(("first_day", "last_day"), TODAY + timedelta(days=number))
        Closure.objects.create(location=where, name="Inventory", hours=hours, **days)

    mine = [(h["s"][5:], h["e"][5:]) for n in (0, 1) for h in day(n)["hours"] if h["t"] == ana()]
    assert mine == [("11-23T20:00", "11-24T00:00"), ("11-24T00:00", "11-24T02:00")]
    closed = [(c["n"], c["s"][5:], c["e"][5:]) for n in (2, 3) for c in day(n)["closed"]]
    assert closed == [
        ("Inventory", "11-25T00:00", "11-26T00:00"),
        ("Inventory", "11-26T20:00", "11-27T02:00"),
    ]


def ana() -> str:
    return str(therapist().code)


def test_an_opening_stands_there_until_its_moment(where: Location) -> None:
    until = NOW + timedelta(minutes=30)
    times = {"begin_at": at(0, 14), "end_at": at(0, 15), "made_at": NOW, "until": until}
    Opening.objects.create(location=where, therapist=therapist(), **times)
    (told,) = day()["openings"]
    assert (told["s"], told["until"], told["to"]) == ("2026-11-23T14:00", "2026-11-23T10:30", 0)
    assert day(now=until)["openings"] == []


def test_days_that_the_page_knows_are_not_sent_again() -> None:
    row = booked(make.client(), at(1, 14))
    known = versions(calendar_feed.read(TODAY, 3, NOW))
    assert calendar_feed.read(TODAY, 3, NOW, known=known).values() == {
        "now": "2026-11-23T10:00",
        "parts": {},
    }

    changing.cancel(by=studio.desk(), appointment=row, now=NOW)
    assert list(calendar_feed.read(TODAY, 3, NOW, known=known).parts) == ["2026-11-24"]


def test_with_a_version_that_follows_from_nothing_a_change_would_be_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Same:
        def __init__(self, *_told: Any, **_more: Any) -> None: ...

        def hexdigest(self) -> str:
            return "same"

    monkeypatch.setattr(calendar_feed, "blake2b", Same)
    known = versions(calendar_feed.read(TODAY, 3, NOW))
    booked(make.client(), at(1, 14))
    assert not calendar_feed.read(TODAY, 3, NOW, known=known).parts


def versions(feed: calendar_feed.Feed) -> dict[str, str]:
    return {day: version for day, (version, _body) in feed.parts.items()}


def test_one_session_is_told_as_the_feed_tells_it_and_after_its_end_too() -> None:
    jo, mara = studio.desk(), make.client()
    row, gone = booked(mara, at(1, 14)), booked(mara, at(1, 17))
    changing.cancel(by=jo, appointment=gone, now=NOW)
    assert [calendar_feed.session_now(row.code, NOW)] == day(1)["sessions"]
    assert calendar_feed.session_now(gone.code, NOW)["st"] == "cancelled"
    with pytest.raises(NotFound):
        calendar_feed.session_now("nosuchcode22", NOW)


def test_one_studio_is_told_alone_and_an_unknown_one_is_refused(where: Location) -> None:
    abroad = studio.location("Harlem", zone="America/New_York")
    studio.therapist(abroad, "kim")
    studio.room(abroad, "Room in Harlem")
    mara = make.client()
    here, there = (
        booked(mara, at(1, 9), location=where.code),
        booked(mara, at(1, 20, zone="America/New_York"), location=abroad.code),
    )
    assert codes(day(1)) == [here.code, there.code]
    alone = calendar_feed.read(TODAY, 2, NOW, location=abroad.code).values()
    assert alone["now"] == "2026-11-23T04:00"
    (told,) = alone["parts"]["2026-11-24"]["sessions"]
    assert (told["s"], told["e"]) == ("2026-11-24T20:00", "2026-11-24T21:00")
    assert {h["l"] for h in alone["parts"]["2026-11-24"]["hours"]} == {abroad.code}
    with pytest.raises(Invalid):
        calendar_feed.read(TODAY, 1, NOW, location="nosuchcode22")


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_takes_five_queries(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        mara = make.client(f"runner{number}")
        rows.race(mara)
        rows.answers(mara, [])
        booked(mara, at(1, 9 + 2 * number))
        off("asked", at(1, 10 + number), at(1, 11 + number))
    calendar_feed.read(TODAY, 7, NOW)  # the form is read once a process

    with django_assert_num_queries(5):
        calendar_feed.read(TODAY, 7, NOW)
