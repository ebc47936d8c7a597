"""What a client's group has agreed goes into what they book."""

from __future__ import annotations

import pytest

from bookings.actions import booking, footing
from bookings.models import Appointment, ClientGroup, Membership
from bookings.queries.plans import Terms
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.clinic import make

pytestmark = pytest.mark.django_db


def booked(client: Client) -> tuple[int, int]:
    by = client.user or make.user("jo", Role.DESK)
    row: Appointment = booking.book(
        by=by, wanted=studio.wanted(client, studio.at(3, 10)), now=studio.NOW
    )
    return row.change_hours, row.late_fee_percent


@pytest.mark.parametrize(
    ("active", "hours", "told"),
    [(True, 12, (12, 50)), (True, None, (24, 50)), (False, 12, (24, 50))],
)
def test_a_booking_keeps_the_terms_of_its_clients_group(
    active: bool, hours: int | None, told: tuple[int, int]
) -> None:
    studio.clinic()
    mara = make.client("mara")
    group = ClientGroup.objects.create(name="Club", change_hours=hours, active=active)
    Membership.objects.create(client=mara, group=group)
    assert booked(mara) == told


def test_without_the_groups_terms_the_services_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    studio.clinic()
    mara = make.client("mara")
    group = ClientGroup.objects.create(name="Club", change_hours=12)
    Membership.objects.create(client=mara, group=group)
    monkeypatch.setattr(footing, "Terms", lambda **_told: Terms())
    assert booked(mara) == (24, 50)
