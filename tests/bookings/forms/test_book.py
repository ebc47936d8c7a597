"""What is chosen on the way to a time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from bookings.forms.book import Choice, TimesForm, days
from bookings.models import Service

SERVICE = Service(
    code="abc",
    name="Sports massage",
    kind="sports_massage",
    type="general",
    depths=["light", "moderate", "deep"],
    lengths=[[30, 4500], [60, 7800], [90, 11200]],
)
FIRST, LAST = date(2026, 11, 23), date(2027, 2, 21)


def form(**data: Any) -> TimesForm:
    return TimesForm(data, SERVICE, first=FIRST, last=LAST)


def test_what_is_missing_is_filled_in_from_the_menu() -> None:
    asked = form()

    order = asked.order(staff=False)

    assert order is not None
    assert (order.minutes, order.depth, order.group_size, order.price) == (60, "moderate", 1, 7800)


@pytest.mark.parametrize(("field", "value"), [("minutes", "45"), ("minutes", "x"), ("depth", "?")])
def test_what_is_not_on_the_menu_is_a_fault_at_its_field(field: str, value: str) -> None:
    asked = form(**{field: value})

    assert asked.order(staff=False) is None
    assert list(asked.errors) == [field]


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2020-01-01", FIRST),
        ("2199-01-01", LAST),
        ("soon", FIRST),
        ("", FIRST),
    ],
)
def test_a_day_out_of_bounds_is_brought_in(given: str, first: date) -> None:
    assert form(**{"from": given}).choice().first == first


def test_too_many_guests_are_told_at_their_field() -> None:
    chair = Service(**_columns(SERVICE) | {"group_least": 5, "group_most": 40, "guest_minutes": 15})

    asked = TimesForm({"group_size": "41"}, chair, first=FIRST, last=LAST)

    assert asked.order(staff=False) is None
    assert "group_size" in asked.errors


def test_an_address_reads_back_as_the_choice_it_was_written_from() -> None:
    told = Choice(
        first=date(2026, 12, 1),
        service="abc",
        minutes=90,
        depth="deep",
        location="here",
        therapist="ana",
        need="training",
        day=date(2026, 12, 3),
    )

    read = TimesForm(QueryDict(told.query()), SERVICE, first=FIRST, last=LAST)

    assert read.order(staff=False) is not None
    assert read.choice() == told


def test_strangers_look_two_weeks_ahead_and_staff_a_year() -> None:
    spans = [
        days(SERVICE, FIRST, stranger=stranger, staff=staff)
        for stranger, staff in [(True, False), (False, False), (False, True)]
    ]

    assert [(last - first).days for first, last in spans] == [13, 90, 366]


def _columns(service: Service) -> dict[str, Any]:
    return {
        name: getattr(service, name)
        for name in ("code", "name", "kind", "type", "depths", "lengths")
    }
