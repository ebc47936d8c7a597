"""Cancelling at the desk: whose terms it goes by, who is told, and what was seen of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.actions import visits
from bookings.forms.desk import CancelForm
from bookings.models import Appointment, ClientGroup, Membership
from clinic.foundation.models import Client, OutboxRow
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import booked, caller, clock, desk, signed_in

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def jo() -> Browser:
    studio.clinic()
    return signed_in(desk())


def member(**terms: Any) -> Client:
    """A caller who belongs to a club with these terms."""
    otto = caller(email="otto@example.org")
    Membership.objects.create(client=otto, group=ClientGroup.objects.create(name="Club", **terms))
    return otto


def asked(jo: Browser, row: Appointment) -> str:
    return " ".join(jo.get(f"/desk/appointments/{row.code}/cancel/").text.split())


def send(jo: Browser, row: Appointment, what: str = "cancel", **sent: str) -> Any:
    told = {"once": f"{what} {row.code}", "why": "plans"} | sent
    return jo.post(f"/desk/appointments/{row.code}/{what}/", told, follow=True)


def seen_on(answer: Any) -> str:
    """What the form that is shown again will send as seen."""
    return str(answer.context["form"]["seen"].value())


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"change_hours": 12}, "Club: free to change until 12 h before."),
        ({"change_hours": 0}, "Club: free to change until the start."),
        ({"late_fee_percent": 20}, "Club: then 20 % of the price."),
        (
            {"change_hours": 2, "late_fee_percent": 0},
            "Club: free to change until 2 h before, never a fee.",
        ),
    ],
)
def test_the_group_is_named_where_the_terms_are_its_own(
    jo: Browser, terms: dict[str, int], told: str
) -> None:
    assert told in asked(jo, booked(member(**terms), at(2, 14)))


def test_terms_that_the_group_has_not_agreed_are_not_told_as_its_own(jo: Browser) -> None:
    otto = member()
    row = booked(otto, at(2, 14))
    assert "Club" not in asked(jo, row)
    ClientGroup.objects.update(change_hours=12)  # what is booked keeps the terms it was booked on
    assert "Club" not in asked(jo, row)


def test_the_fee_is_told_by_the_terms_of_the_booking_not_of_the_service(jo: Browser) -> None:
    row = booked(member(change_hours=48, late_fee_percent=20), at(1, 14))
    assert "It is less than 48 hours away: €18 is due." in asked(jo, row)
    send(jo, row)
    row.refresh_from_db()
    assert (row.state, row.fee) == ("late_cancelled", 1800)


def test_what_is_late_without_a_fee_is_not_called_in_time(jo: Browser) -> None:
    text = asked(jo, booked(member(change_hours=48, late_fee_percent=0), at(1, 14)))
    assert "It is less than 48 hours away, but nothing is due." in text
    assert "in time" not in text


def test_the_message_goes_unless_the_desk_says_otherwise(jo: Browser) -> None:
    otto = member()
    told, untold = booked(otto, at(5, 14)), booked(otto, at(6, 14))
    send(jo, untold, quiet="on")
    assert not OutboxRow.objects.filter(topic="session_cancelled").exists()
    send(jo, told)
    assert OutboxRow.objects.get(topic="session_cancelled").about == told.code


def test_after_a_conflict_has_been_read_the_next_press_counts(jo: Browser) -> None:
    row = booked(caller(), at(0, 18))
    visits.mark(by=desk(), appointment=row, state="arrived", now=NOW)
    visits.mark(by=desk(), appointment=row, state="confirmed", now=NOW)
    first = send(jo, row, seen="1")
    assert "Jo has changed this session" in first.text
    row.refresh_from_db()
    assert row.state == "confirmed"
    send(jo, row, seen=seen_on(first))
    row.refresh_from_db()
    assert row.state == "late_cancelled"


def test_without_looking_again_the_conflict_would_come_back_for_ever(
    jo: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CancelForm, "looked_again", lambda _form, _seen: None)
    row = booked(caller(), at(0, 18))
    visits.mark(by=desk(), appointment=row, state="arrived", now=NOW)
    first = send(jo, row, seen="1")
    assert "Jo has changed this session" in send(jo, row, seen=seen_on(first)).text


def test_a_fault_elsewhere_does_not_pass_for_having_looked(jo: Browser) -> None:
    row = booked(caller(), at(0, 18))
    visits.mark(by=desk(), appointment=row, state="arrived", now=NOW)
    assert seen_on(send(jo, row, seen="1", why="nonsense")) == "1"


def test_taking_back_says_who_did_more_since_the_page_was_seen(jo: Browser) -> None:
    row = booked(caller(), at(2, 14))
    send(jo, row)
    stale = send(jo, row, "undo", seen="1")
    assert "Jo has changed this session" in stale.text
    row.refresh_from_db()
    assert row.state == "cancelled"
    send(jo, row, "undo", seen="2")
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_asking_takes_the_same_queries_for_one_member_or_three(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = booked(member(change_hours=12), at(2, 14))
    asked(jo, row)
    with django_assert_num_queries(13):
        asked(jo, row)
    club = ClientGroup.objects.get()
    for name in ("Li", "Ada"):
        Membership.objects.create(client=caller(name), group=club)
    with django_assert_num_queries(13):
        asked(jo, row)
