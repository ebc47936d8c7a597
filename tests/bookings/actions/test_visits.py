"""The day itself: arrived, in session, done, no-show; paid, with a receipt."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from django.db.models import QuerySet

from bookings.actions import booking, changing, visits
from bookings.models import Appointment, HistoryLine, Service, Therapist
from bookings.queries import giving_back
from clinic.foundation.errors import Conflict, Invalid, NotFound, Problem, Refused
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.clinic.threads import PATIENCE, together

pytestmark = pytest.mark.django_db
START = at(1, 14)


def book(client: Client, start: datetime = START, **other: str) -> Appointment:
    wish = wanted(client, start, accept_caution=True, **other)
    return booking.book(by=make.login_of(client), wanted=wish, now=NOW)


@pytest.fixture
def row() -> Appointment:
    """Mara's hour tomorrow at 14:00."""
    studio.clinic()
    return book(make.client())


@pytest.fixture
def jo(row: Appointment) -> User:
    return make.user("jo", Role.DESK)


def mark(by: User, row: Appointment, state: str, now: datetime = START) -> Appointment:
    return visits.mark(by=by, appointment=row, state=state, now=now)


def test_a_visit_goes_its_way_line_by_line(row: Appointment, jo: User) -> None:
    for state in ("arrived", "in_session", "done"):
        assert mark(jo, row, state).state == state
    did = [line.did for line in HistoryLine.objects.filter(appointment=row)]
    assert did == ["booked", "arrived", "in_session", "done"]


def test_the_treating_therapist_marks_and_nobody_else(row: Appointment) -> None:
    mark(Therapist.objects.get().user, row, "arrived")
    with pytest.raises(NotFound):
        mark(make.user("cem", Role.THERAPIST), row, "in_session")
    with pytest.raises(Refused):
        mark(make.login_of(row.client), row, "in_session")


@pytest.mark.parametrize("state", ["in_session", "done", "held", "cancelled", "review", "made up"])
def test_a_step_that_does_not_follow_is_refused(row: Appointment, jo: User, state: str) -> None:
    with pytest.raises(Conflict):
        mark(jo, row, state)


def test_nobody_arrives_half_a_day_early(row: Appointment, jo: User) -> None:
    with pytest.raises(Conflict):
        mark(jo, row, "arrived", now=START - timedelta(hours=12, seconds=1))
    assert mark(jo, row, "arrived", now=START - timedelta(hours=12)).state == "arrived"


def test_nobody_misses_a_session_before_it_begins(row: Appointment, jo: User) -> None:
    with pytest.raises(Conflict):
        mark(jo, row, "no_show", now=START - timedelta(minutes=1))
    missed = mark(jo, row, "no_show")
    assert (missed.state, missed.fee) == ("no_show", 4500)


def test_who_arrives_after_all_owes_no_fee(row: Appointment, jo: User) -> None:
    mark(jo, row, "no_show")
    assert mark(jo, row, "arrived").fee == 0


def test_a_session_that_ended_by_itself_can_still_have_been_missed(
    row: Appointment, jo: User
) -> None:
    assert mark(jo, row, "no_show", now=at(1, 20)).state == "no_show"


def test_a_review_is_confirmed_by_who_treats_and_not_by_the_desk() -> None:
    studio.clinic()
    Service.objects.update(type="injury")
    row, jo = book(make.client(), depth="light"), make.user("jo", Role.DESK)
    assert row.state == "review"

    with pytest.raises(Refused):
        mark(jo, row, "confirmed", now=NOW)
    with pytest.raises(Conflict):
        mark(jo, row, "arrived")

    assert mark(Therapist.objects.get().user, row, "confirmed", now=NOW).state == "confirmed"


def test_the_desk_takes_money_and_receipts_are_numbered(row: Appointment, jo: User) -> None:
    second = book(row.client, at(4, 14))
    paid = [visits.pay(by=jo, appointment=a, how="card", now=START) for a in (row, second)]
    assert [p.receipt for p in paid] == [1, 2]
    assert paid[0].paid_at == START


def test_what_is_paid_is_not_paid_again(row: Appointment, jo: User) -> None:
    visits.pay(by=jo, appointment=row, how="cash", now=START)
    with pytest.raises(Conflict):
        visits.pay(by=jo, appointment=row, how="cash", now=START)


def test_only_the_desk_takes_money_and_only_in_known_ways(row: Appointment, jo: User) -> None:
    for by in (make.login_of(row.client), Therapist.objects.get().user):
        with pytest.raises(Refused):
            visits.pay(by=by, appointment=row, how="card", now=START)
    with pytest.raises(Invalid):
        visits.pay(by=jo, appointment=row, how="shells", now=START)


def test_for_what_was_cancelled_in_time_nothing_is_paid(row: Appointment, jo: User) -> None:
    changing.cancel(by=jo, appointment=row, now=NOW)
    with pytest.raises(Conflict):
        visits.pay(by=jo, appointment=row, how="card", now=NOW)


def test_who_takes_money_has_seen_what_is_due_by_now(row: Appointment, jo: User) -> None:
    mark(jo, row, "no_show", now=START)
    with pytest.raises(Conflict, match="has changed this session"):
        visits.pay(by=jo, appointment=row, how="card", now=START, seen=1)
    assert visits.pay(by=jo, appointment=row, how="card", now=START, seen=2).receipt == 1


def test_for_a_late_cancellation_that_costs_nothing_no_receipt_is_written(
    row: Appointment, jo: User
) -> None:
    Appointment.objects.update(late_fee_percent=0)
    changing.cancel(by=jo, appointment=row, now=at(1, 13))
    with pytest.raises(Conflict, match="nothing to pay"):
        visits.pay(by=jo, appointment=row, how="card", now=START)


def test_a_late_cancellation_is_paid_for(row: Appointment, jo: User) -> None:
    changing.cancel(by=jo, appointment=row, now=at(1, 13))
    assert visits.pay(by=jo, appointment=row, how="card", now=START).receipt == 1


def test_what_was_paid_for_is_given_back_once_it_fell_through(row: Appointment, jo: User) -> None:
    visits.pay(by=jo, appointment=row, how="card", now=NOW)
    with pytest.raises(Conflict, match="nothing to give back"):
        visits.give_back(by=jo, appointment=row, how="cash", now=NOW)
    changing.cancel(by=jo, appointment=row, now=NOW)

    visits.give_back(by=jo, appointment=row, how="cash", now=NOW, seen=3)

    line = row.history.latest("pk")
    assert (line.did, line.after["how"], line.after["units"]) == ("given_back", "cash", 9000)
    with pytest.raises(Conflict, match="nothing to give back"):
        visits.give_back(by=jo, appointment=row, how="cash", now=NOW)
    with pytest.raises(Invalid, match="nothing to take back"):
        changing.undo(by=jo, appointment=row, now=NOW)


def test_of_a_late_cancellation_the_fee_is_kept(row: Appointment, jo: User) -> None:
    visits.pay(by=jo, appointment=row, how="card", now=NOW)
    changing.cancel(by=jo, appointment=row, now=at(1, 13))
    visits.give_back(by=jo, appointment=row, how="card", now=START)
    assert row.history.latest("pk").after["units"] == 4500


def test_a_fee_that_was_paid_is_not_given_back(row: Appointment, jo: User) -> None:
    mark(jo, row, "no_show")
    visits.pay(by=jo, appointment=row, how="card", now=START)
    with pytest.raises(Conflict, match="nothing to give back"):
        visits.give_back(by=jo, appointment=row, how="card", now=START)


def test_only_the_desk_gives_money_back_on_what_it_has_seen(row: Appointment, jo: User) -> None:
    visits.pay(by=jo, appointment=row, how="card", now=NOW)
    changing.cancel(by=jo, appointment=row, now=NOW)
    for by in (make.login_of(row.client), Therapist.objects.get().user):
        with pytest.raises((Refused, NotFound)):
            visits.give_back(by=by, appointment=row, how="card", now=NOW)
    with pytest.raises(Invalid):
        visits.give_back(by=jo, appointment=row, how="shells", now=NOW)
    with pytest.raises(Conflict, match="has changed this session"):
        visits.give_back(by=jo, appointment=row, how="card", now=NOW, seen=2)


@pytest.mark.django_db(transaction=True)
def test_of_receipts_written_at_once_each_has_its_number_and_none_is_left_out() -> None:
    studio.clinic(therapists=4, rooms=4)
    jo = make.user("jo", Role.DESK)
    rows = [book(make.client(f"runner{number}")) for number in range(4)]

    paid = together(
        *(partial(visits.pay, by=jo, appointment=row, how="card", now=START) for row in rows)
    )

    assert sorted(row.receipt for row in paid) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_one_session_paid_twice_at_once_has_one_receipt() -> None:
    studio.clinic()
    jo, row = make.user("jo", Role.DESK), book(make.client())
    answers = together(*[partial(visits.pay, by=jo, appointment=row, how="card", now=START)] * 3)
    assert sum(isinstance(a, Problem) for a in answers) == 2
    assert Appointment.objects.get().receipt == 1


def given_at_once(monkeypatch: pytest.MonkeyPatch, patience: float) -> int:
    """How often money is given back by two who have both seen that it is still to be given."""
    studio.clinic()
    jo, row, gate, real = (
        make.user("jo", Role.DESK),
        book(make.client()),
        Barrier(2),
        giving_back.of,
    )

    def seen(rows: list[Appointment]) -> dict[int, int]:
        found = real(rows)
        with suppress(BrokenBarrierError):  # where the lock stands, the other waits for it
            gate.wait(patience)
        return found

    visits.pay(by=jo, appointment=row, how="card", now=START)
    changing.cancel(by=jo, appointment=row, now=NOW)
    monkeypatch.setattr(giving_back, "of", seen)
    together(*[partial(visits.give_back, by=jo, appointment=row, how="card", now=NOW)] * 2)
    return row.history.filter(did="given_back").count()


@pytest.mark.django_db(transaction=True)
def test_what_two_desks_give_back_at_once_is_given_back_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert given_at_once(monkeypatch, 0.5) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_be_given_back_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_kind: rows)
    assert given_at_once(monkeypatch, PATIENCE) == 2
