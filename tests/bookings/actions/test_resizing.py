"""Another length for a session that is to come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing, history, resizing, visits
from bookings.models import Appointment, Occupancy, Service, Therapist
from bookings.queries import plans
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import OutboxRow
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def row() -> Appointment:
    """Mara's hour in two days at 14:00."""
    studio.clinic(therapists=2, rooms=2)
    mara = make.client()
    return booking.book(by=studio.desk(), wanted=wanted(mara, at(2, 14)), now=NOW)


def resized(row: Appointment, minutes: int = 90, **more: Any) -> Appointment:
    told: dict[str, Any] = {"by": studio.desk(), "now": SOON} | more
    return resizing.resize(appointment=row, minutes=minutes, **told)


def beside(row: Appointment, start: Any) -> Appointment:
    """Otto's hour with the same therapist."""
    otto, team = make.client("otto"), [o.resource_id for o in row.occupancies.all()]
    ana = next(t for t in Therapist.objects.all() if t.resource_id in team)
    wish = wanted(otto, start, therapist=ana.code)
    return booking.book(by=studio.desk(), wanted=wish, now=NOW)


def test_a_longer_session_keeps_start_people_and_room_and_costs_more(row: Appointment) -> None:
    taken = set(row.occupancies.values_list("resource", flat=True))

    resized(row)

    row.refresh_from_db()
    assert (row.start_at, row.end_at) == (at(2, 14), at(2, 15, 30))
    assert (row.minutes, row.price) == (90, 12500)
    assert set(row.occupancies.values_list("resource", flat=True)) == taken
    assert {o.during.upper for o in row.occupancies.all()} == {at(2, 15, 45)}


def test_its_history_says_what_it_was_and_the_client_hears_after_the_undo(
    row: Appointment,
) -> None:
    resized(row)
    line = row.history.last()
    assert line is not None
    assert (line.did, line.before["minutes"], line.before["price"]) == ("resized", 60, 9000)
    told = OutboxRow.objects.get(topic="session_changed")
    assert told.due_at == SOON + timedelta(minutes=3)


def test_a_length_that_is_not_offered_is_none(row: Appointment) -> None:
    for minutes in (60, 75):
        with pytest.raises(Invalid) as refused:
            resized(row, minutes)
        assert refused.value.field == "minutes"


def test_a_longer_session_never_runs_into_the_next(row: Appointment) -> None:
    beside(row, at(2, 15, 15))
    with pytest.raises(Conflict) as refused:
        resized(row)
    assert (refused.value.code, "alternatives" in refused.value.more) == ("taken", False)
    row.refresh_from_db()
    assert row.minutes == 60


def test_without_its_team_it_would_be_given_to_somebody_else(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside(row, at(2, 15, 15))
    monkeypatch.setattr(resizing, "codes_of", lambda row: ((), ()))
    resized(row)


def test_what_was_paid_keeps_its_length(row: Appointment) -> None:
    visits.pay(by=studio.desk(), appointment=row, how="card", now=SOON)
    with pytest.raises(Conflict):
        resized(row)


def test_clients_do_not_resize(row: Appointment) -> None:
    with pytest.raises(Refused):
        resized(row, by=make.login_of(row.client))


def test_two_desks_on_one_session_the_second_sees_the_first(row: Appointment) -> None:
    wish = plans.as_booked(row, start=at(3, 10), waivers=())
    changing.move(by=studio.desk(), wanted=wish, now=SOON)
    with pytest.raises(Conflict) as refused:
        resized(row, seen=1)
    assert refused.value.code == "changed"


def test_without_what_was_seen_the_second_would_not_know(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "as_seen", lambda row, seen: None)
    test_wish = plans.as_booked(row, start=at(3, 10), waivers=())
    changing.move(by=studio.desk(), wanted=test_wish, now=SOON)
    assert resized(row, seen=1).minutes == 90


def test_an_undo_brings_back_length_and_price(row: Appointment) -> None:
    live = Occupancy.objects.filter(live=True).order_by("resource")
    before = list(live.values_list("resource", "during"))
    resized(row)

    changing.undo(by=studio.desk(), appointment=row, now=SOON)

    row.refresh_from_db()
    assert (row.minutes, row.price, row.end_at) == (60, 9000, at(2, 15))
    assert list(live.values_list("resource", "during")) == before


def test_a_caution_wants_to_be_accepted_and_its_reason_is_sealed(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = plans.judged

    def careful(*args: Any, **more: Any) -> Any:
        found = told(*args, **more)
        found.said["verdict"] = "caution"
        return found

    monkeypatch.setattr(plans, "judged", careful)
    with pytest.raises(Invalid) as refused:
        resized(row)
    assert refused.value.code == "caution"
    resized(row, accept_caution=True, reason="She asked for it")
    row.refresh_from_db()
    assert plans.as_booked(row).reason == "She asked for it"


def test_the_menu_s_other_lengths_are_its_own(row: Appointment) -> None:
    Service.objects.update(lengths=[[60, 9000]])
    with pytest.raises(Invalid):
        resized(row)
