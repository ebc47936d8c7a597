"""`GET /appointments`: whose, from when to when, page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing
from bookings.api.shapes import Appointments
from bookings.models import Appointment, Location, Therapist
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.api.calls import Caller, error
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


def book(client: Client, day: int, hour: int = 14) -> Appointment:
    """An hour of this client's."""
    return booking.book(by=make.login_of(client), wanted=wanted(client, at(day, hour)), now=NOW)


def codes(answer: Any) -> list[str]:
    told = answer.json()
    assert Appointments.model_validate(told)
    return [item["code"] for item in told["items"]]


def test_everybody_lists_what_is_theirs_to_see() -> None:
    where = studio.clinic(rooms=2)
    mara, otto = make.client(), make.client("otto")
    first = book(mara, 1).code
    studio.therapist(where, "ben")
    Therapist.objects.filter(user__name="Ana").update(active=False)
    second = book(otto, 4).code
    Therapist.objects.update(active=True)
    ana, ben = (Therapist.objects.get(user__name=name).user for name in ("Ana", "Ben"))

    listed = [
        codes(Caller(by).get("/appointments"))
        for by in (make.login_of(mara), make.login_of(otto), ana, ben, make.user("jo", Role.DESK))
    ]

    assert listed == [[first], [second], [first], [second], [first, second]]


def test_staff_ask_for_one_client_and_clients_for_no_other() -> None:
    studio.clinic()
    mara, otto = make.client(), make.client("otto")
    first = book(mara, 1).code
    book(otto, 4)
    jo = Caller(make.user("jo", Role.DESK))

    assert codes(jo.get("/appointments", client=mara.code)) == [first]
    foreign = Caller(make.login_of(otto)).get("/appointments", client=mara.code)
    assert error(foreign)[:2] == (404, "not_found")


def test_days_are_those_of_the_wall_clock_both_included() -> None:
    studio.clinic()
    Location.objects.update(zone="Pacific/Auckland", hours=[[day, 0, 2880] for day in range(7)])
    for therapist in Therapist.objects.all():
        therapist.shifts.update(hours=[[day, 0, 2880] for day in range(7)])
    mara = make.client()
    caller = Caller(make.login_of(mara))
    start = at(4, 0, 30, zone="Pacific/Auckland")
    made = booking.book(by=make.login_of(mara), wanted=wanted(mara, start), now=NOW).code

    on_the_day = {"from": "2026-11-27", "to": "2026-11-27"}
    assert codes(caller.get("/appointments", **on_the_day)) == [made]
    assert codes(caller.get("/appointments", to="2026-11-26")) == []
    assert codes(caller.get("/appointments", **{"from": "2026-11-28"})) == []


def test_what_was_cancelled_is_listed_and_a_hold_that_lapsed_is_not(clock: Any) -> None:
    studio.clinic()
    mara = make.client()
    caller = Caller(make.login_of(mara))
    gone = book(mara, 1)
    changing.cancel(by=make.login_of(mara), appointment=gone, now=NOW)
    held = booking.hold(by=make.login_of(mara), wanted=wanted(mara, at(5, 14)), now=NOW)

    before = codes(caller.get("/appointments"))
    clock.move_to(NOW + timedelta(minutes=10), tick=False)

    assert before == [gone.code, held.code]
    assert codes(caller.get("/appointments")) == [gone.code]


def test_pages_follow_one_another_and_miss_nothing() -> None:
    studio.clinic()
    mara = make.client()
    made = [book(mara, 1 + 4 * number).code for number in range(5)]
    caller, seen = Caller(make.login_of(mara)), []
    query: dict[str, Any] = {"limit": 2}

    for _page in range(3):
        answer = caller.get("/appointments", **query)
        seen += codes(answer)
        query["cursor"] = answer.json()["next"]

    assert seen == made
    assert answer.json()["next"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "x"}, "from"),
        ({"to": "0001-01-01"}, "to"),
        ({"limit": 1000}, "limit"),
        ({"cursor": "ä"}, "cursor"),
        ({"cursor": "AAAA"}, "cursor"),
        ({"client": "\x00"}, "client"),
        ({"sort": "price"}, "sort"),
    ],
)
def test_a_list_that_cannot_be_names_its_field(query: dict[str, Any], field: str) -> None:
    caller = Caller(make.user("mara", Role.CLIENT))
    status, _code, told = error(caller.get("/appointments", **query))
    assert (status, told) == (422, field)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_asks_a_fixed_number_of_queries(number: int, django_assert_num_queries: Any) -> None:
    studio.clinic()
    mara = make.client()
    for day in range(number):
        book(mara, 1 + 4 * day)
    caller = Caller(make.login_of(mara))
    caller.get("/appointments")

    # Token, roles for the route and for the list; appointments, what they take.
    with django_assert_num_queries(3):
        assert len(codes(caller.get("/appointments"))) == number
