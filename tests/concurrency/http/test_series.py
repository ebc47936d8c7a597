"""Series against a holiday, and against each other, through the real server."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from bookings.models import Appointment, Bundle, Location, Occupancy, Service, Therapist
from tests.bookings import studio
from tests.concurrency.http.crowd import Runner, Rush, at
from tests.concurrency.http.desk import Desk, Said

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


def series(desk: Desk, who: Runner, hour: int, key: str, how: str = "all") -> Any:
    """Ana every week at this hour, from the day after tomorrow."""
    told = {
        "service": f"{Service.objects.get().code}:60",
        "depth": "light",
        "location": Location.objects.get().code,
        "therapist": Therapist.objects.get().code,
        "day": f"{at(2, hour):%Y-%m-%d}",
        "time": f"{hour}:00",
        "every": 1,
        "times": TIMES,
    }
    address = f"/desk/clients/{who.client.code}/series/?{urlencode(told)}"
    return desk.sends(address, {"how": how, "once": key})


def booked(answer: Said) -> bool:
    return answer.status == 302 and "/desk/bundles/" in answer.to


def test_a_series_against_a_holiday_is_whole_or_not_at_all(
    rush: Rush, everybody: list[Runner]
) -> None:
    studio.clinic()
    desk, ana = Desk(rush, studio.desk()), Therapist.objects.get()
    for number, hour in enumerate((10, 12, 14, 16)):
        begin, end = at(9, hour - 1), at(9, hour + 1)
        call = series(desk, everybody[number], hour, f"s{number}")

        _, (answer, off) = rush([], call, lambda: studio.off(ana, begin, end, timezone.now()))  # noqa: B023

        assert off.pk is not None
        rows = Appointment.objects.filter(client=everybody[number].client)
        assert rows.count() == (TIMES if booked(answer) else 0)
        assert Occupancy.objects.filter(time_off=off, live=True).exists()


def test_of_two_series_for_the_same_times_one_is_whole_and_none_waits_for_ever(
    rush: Rush, everybody: list[Runner]
) -> None:
    studio.clinic()
    desk = Desk(rush, studio.desk())
    calls = [series(desk, who, 10, f"t{n}") for n, who in enumerate(everybody[:6])]

    _, answers = rush([], *calls)

    assert [booked(answer) for answer in answers].count(True) == 1
    assert Appointment.objects.count() == TIMES
    assert Bundle.objects.count() == 1
