"""`GET /slots`: free times, and whose calendar judges them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bookings.actions import booking
from bookings.api.shapes import SlotsOut
from bookings.models import Location, Therapist
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.models import Race
from tests.bookings import studio
from tests.bookings.api.calls import Caller, error, slots
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


def race(client: Client, start: datetime) -> None:
    """An A race of this client."""
    Race.objects.create(
        client=client,
        name="City marathon",
        zone="Europe/Berlin",
        start_at=start,
        local_start=(start + timedelta(hours=1)).replace(tzinfo=None),
        expected_minutes=240,
        priority="A",
        terrain="flat",
        status="planned",
    )


def test_a_stranger_hears_times_and_no_verdict() -> None:
    studio.clinic(therapists=2, rooms=2)

    answer = Caller(None).get("/slots", **slots()).json()

    assert SlotsOut.model_validate(answer)
    first = answer["slots"][0]
    assert first["start"] == answer["next_free"] == "2026-11-24T09:00:00+01:00"
    assert first["end"] == "2026-11-24T10:00:00+01:00"
    assert set(first) == {"start", "end", "location", "therapist"}


def test_times_are_sorted_by_start_and_then_therapist() -> None:
    studio.clinic(therapists=3, rooms=3)

    told = Caller(None).get("/slots", **slots()).json()["slots"]

    keys = [(slot["start"], slot["therapist"]) for slot in told]
    assert keys == sorted(keys)
    assert len(keys) == 3 * 45  # 9:00 to 20:00, every quarter


def test_a_client_hears_what_their_own_calendar_says() -> None:
    studio.clinic()
    mara = make.client()
    race(mara, at(1, 20))

    shown = Caller(make.login_of(mara)).get("/slots", **slots(depth="deep")).json()
    whole = Caller(make.login_of(mara)).get("/slots", **slots(depth="deep", include_blocked="1"))

    told = whole.json()["slots"]
    assert SlotsOut.model_validate(whole.json())
    assert shown["slots"] == []
    assert {slot["verdict"] for slot in told} == {"blocked"}
    assert told[0]["reasons"][0]["rule"].startswith("PRE-")
    assert datetime.fromisoformat(shown["next_free"]) > at(1, 20)


def test_the_desk_hears_of_a_client_without_words_about_health() -> None:
    studio.clinic()
    mara = make.client()
    jo = Caller(make.user("jo", Role.DESK))
    race(mara, at(0, 0) - timedelta(hours=3))

    told = jo.get("/slots", **slots(client=mara.code, include_blocked="1")).json()["slots"]

    assert told[0]["verdict"] in {"blocked", "caution", "fine", "recommended"}
    assert "POST-7" not in str(told)


def test_staff_are_bound_to_no_notice() -> None:
    studio.clinic()
    mara = make.client()
    query = slots(**{"from": "2026-11-23"})

    own = Caller(make.login_of(mara)).get("/slots", **query).json()["slots"]
    desk = Caller(make.user("jo", Role.DESK)).get("/slots", **query, client=mara.code).json()

    assert own[0]["start"] == "2026-11-23T12:00:00+01:00"
    assert desk["slots"][0]["start"] == "2026-11-23T10:00:00+01:00"


@pytest.mark.parametrize("who", ["otto", "cem", None])
def test_who_may_not_know_a_client_hears_that_there_is_none(who: str | None) -> None:
    studio.clinic()
    studio.therapist(Location.objects.get(), "cem")
    mara, _otto = make.client(), make.client("otto")
    user = None if who is None else Client.objects.filter(user__name="Otto").get().user
    if who == "cem":
        user = Therapist.objects.get(user__name="Cem").user

    answers = [
        Caller(user).get("/slots", **slots(client=code)) for code in (mara.code, "nobodyhere")
    ]

    assert [error(answer)[:2] for answer in answers] == [(404, "not_found")] * 2
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"service": "\x00"}, "service"),
        ({"minutes": 61}, "minutes"),
        ({"minutes": "1e3"}, "minutes"),
        ({"depth": "abyss"}, "depth"),
        ({"days": 0}, "days"),
        ({"days": 63}, "days"),
        ({"days": 15}, "days"),
        ({"from": "tomorrow"}, "from"),
        ({"from": "9999-12-31"}, "from"),
        ({"from": "1969-12-31"}, "from"),
        ({"group_size": 2}, "group_size"),
        ({"group_size": 0}, "group_size"),
        ({"room": "r"}, "room"),
    ],
)
def test_a_question_that_cannot_be_names_its_field(query: dict[str, Any], field: str) -> None:
    studio.clinic()
    status, _code, told = error(Caller(None).get("/slots", **slots(**query)))
    assert (status, told) == (422, field)


@pytest.mark.parametrize("name", ["service", "location", "therapist"])
def test_a_code_of_nothing_is_not_there(name: str) -> None:
    studio.clinic()
    assert error(Caller(None).get("/slots", **slots(**{name: "nothing"})))[:2] == (
        404,
        "not_found",
    )


def test_strangers_ask_so_often_and_no_more(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"slots": "2/m/ip"}
    studio.clinic()
    mara = Caller(make.user("mara", Role.CLIENT))

    met = [Caller(None).get("/slots", **slots()).status_code for _ in range(3)]

    assert met == [200, 200, 429]
    assert mara.get("/slots", **slots()).status_code == 200


def test_couples_hear_of_both_therapists() -> None:
    where = studio.location()
    for name in ("ana", "ben"):
        studio.therapist(where, name)
    studio.room(where, tables=2)
    studio.service("Couples massage", kind="couples", type="none", therapists=2)

    told = Caller(None).get("/slots", **slots(depth="light")).json()["slots"]

    assert len(told) == 45
    assert set(told[0]["therapists"]) == set(Therapist.objects.values_list("code", flat=True))


def test_a_studio_in_another_zone_answers_by_its_own_clock() -> None:
    where = studio.location("Harbour", zone="Asia/Tokyo")
    studio.therapist(where)
    studio.room(where)
    studio.service()

    told = Caller(None).get("/slots", **slots(location=where.code)).json()["slots"]

    assert told[0]["start"] == "2026-11-24T09:00:00+09:00"
    assert told[-1]["start"] == "2026-11-24T20:00:00+09:00"


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        (date(2027, 3, 28), ["01:45:00+01:00", "03:00:00+02:00"]),
        (date(2027, 10, 31), ["02:45:00+02:00", "03:00:00+01:00"]),
    ],
)
def test_where_the_clock_changes_no_time_is_in_a_gap_or_twice(
    day: date, starts: list[str], clock: Any
) -> None:
    where = studio.location(hours=[[6, 0, 6 * 60]])
    studio.therapist(where, hours=[[6, 0, 6 * 60]])
    studio.room(where)
    studio.service()
    clock.move_to(datetime(day.year, day.month, day.day - 3, 9, tzinfo=NOW.tzinfo), tick=False)

    told = Caller(None).get("/slots", **slots(**{"from": day.isoformat()})).json()["slots"]

    begins = [slot["start"] for slot in told]
    moments = [datetime.fromisoformat(start) for start in begins]
    assert moments == sorted(set(moments))
    assert len({start[:16] for start in begins}) == len(begins)  # none twice on the wall
    assert [start[11:] for start in begins if start[11:] in starts] == starts
    assert begins[-1][11:16] == "05:00"


@pytest.mark.parametrize("number", [1, 3])
def test_a_search_asks_a_fixed_number_of_queries(
    number: int, django_assert_num_queries: Any
) -> None:
    studio.clinic(therapists=number, rooms=number)
    mara = make.client()
    for day in range(number):
        race(mara, at(40 + day, 9))
        booking.book(by=make.login_of(mara), wanted=wanted(mara, at(5 + 3 * day, 14)), now=NOW)
    caller = Caller(make.login_of(mara))
    caller.get("/slots", **slots())

    query = slots(days=62)
    # Token, roles, client, service; setup, what is taken, sessions, calendar, version of rules.
    with django_assert_num_queries(6):
        caller.get("/slots", **query)
