"""Answers, reviews, moves and check-ins of one client at the same moment."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from bookings.actions import changing, review_changes, reviewing, visits
from bookings.models import Appointment, Service
from bookings.queries import plans, reviews
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from protocols.actions import intake as sittings
from protocols.actions import intake_says
from protocols.core.runners import InjuryEntry
from protocols.models import Injury, Intake
from tests.bookings import studio
from tests.bookings.answering import answers, begun, save, section
from tests.bookings.held import NUMB, START, ana, booked, held
from tests.bookings.studio import NOW, at
from tests.clinic import make
from tests.clinic.threads import PATIENCE, together
from tests.protocols import rows

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(minutes=5)
MOMENT = timedelta(milliseconds=40)


@pytest.fixture
def jo() -> User:
    studio.clinic(therapists=2, rooms=2)
    return make.user("jo", Role.DESK)


def hurt(sitting: Intake) -> Intake:
    save(sitting, **answers(section("injury"), injury_kind="strain", injury_seen="doctor"))
    return sitting


def injuries_after_two_ways(
    mara: Client, monkeypatch: pytest.MonkeyPatch, patience: float = 0.5
) -> int:
    """Both ways of answering are sent in at once; whoever comes to write waits for the other.

    In vain where the other waits for the lock: no longer than half a second then.
    """
    gate, seal = Barrier(2), intake_says._seal

    def slow(row: Injury, entry: InjuryEntry) -> None:
        with suppress(BrokenBarrierError):
            gate.wait(patience)
        seal(row, entry)

    monkeypatch.setattr(intake_says, "_seal", slow)
    link = sittings.begin(by=None, client=mara, link="a" * 64, now=NOW)
    both = (hurt(begun(mara)), hurt(link))
    doings = [
        partial(
            sittings.submit,
            by=None if one.link else mara.user,
            intake=one,
            sections=["injury"],
            now=LATER,
        )
        for one in both
    ]
    assert not [told for told in together(*doings) if isinstance(told, Exception)]
    return Injury.objects.filter(client=mara).count()


def test_one_injury_that_is_told_in_two_ways_at_once_is_one(
    jo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert injuries_after_two_ways(make.client(), monkeypatch) == 1


def test_without_the_clients_lock_it_would_be_two(
    jo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sittings, "_one_by_one", lambda _intake: None)
    assert injuries_after_two_ways(make.client(), monkeypatch, PATIENCE) == 2


def newer(jo: User) -> Appointment:
    """A session that waits for a look; answers came in while its acceptance waited for its turn."""
    row = held()
    rows.answers(row.client, [NUMB, "chest_pain"], at=LATER + MOMENT)
    return row


def accept(row: Appointment, now: Any = LATER) -> Appointment:
    return reviewing.accept(by=ana(), appointment=row, seen=[NUMB], unanswered=False, now=now)


def test_answers_that_overtake_an_acceptance_stop_it(jo: User) -> None:
    row = newer(jo)
    with pytest.raises(Conflict) as refused:
        accept(row)
    assert refused.value.code == "newer"


def test_without_a_look_at_the_clock_it_would_be_accepted_over_them(
    jo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = newer(jo)
    monkeypatch.setattr(reviews, "said_after", lambda *_a: False)
    assert accept(row).state == "confirmed"


def test_answers_that_overtake_a_check_in_stop_it(jo: User) -> None:
    row = booked(make.client())
    rows.answers(row.client, ["fever"], at=START + MOMENT)
    with pytest.raises(Conflict) as refused:
        visits.mark(by=jo, appointment=row, state="arrived", now=START)
    assert refused.value.code == "review"


@pytest.mark.parametrize("_round", range(3))
def test_who_comes_while_their_answers_come_in_is_never_left_checked_in(
    jo: User, _round: int
) -> None:
    row = booked(make.client())

    def said() -> None:
        rows.answers(row.client, [NUMB], at=START)
        reviewing.reopen(client=row.client, by=None, now=START)

    together(partial(visits.mark, by=jo, appointment=row, state="arrived", now=START), said)
    row.refresh_from_db()
    assert row.state == "review"


@pytest.mark.parametrize("_round", range(3))
def test_of_a_decline_and_a_check_in_at_once_one_goes_through(jo: User, _round: int) -> None:
    row = booked(make.client())
    now = START - timedelta(minutes=5)
    come = partial(visits.mark, by=jo, appointment=row, state="arrived", now=now)
    told: dict[str, Any] = {"words": "call", "reason": "not wise"}
    off = partial(review_changes.decline, by=ana(), appointment=row, now=now, **told)
    said = together(come, off)
    row.refresh_from_db()
    assert sum(isinstance(one, Conflict) for one in said) == 1
    assert row.state in ("arrived", "cancelled")


def wish_made_before_a_change(jo: User) -> plans.Wanted:
    """Somebody moves a session; meanwhile their therapist makes a longer one of it."""
    row = held()
    wanted = plans.as_booked(row, start=at(2, 20), accept_caution=True)  # closing time is 21:00
    order = review_changes.order(row, Service.objects.get(), minutes=90, depth="light")
    review_changes.change(by=ana(), appointment=row, order=order, now=LATER)
    return wanted


def test_a_move_that_was_meant_for_another_length_is_asked_for_anew(jo: User) -> None:
    wanted = wish_made_before_a_change(jo)
    with pytest.raises(Conflict) as refused:
        changing.move(by=make.login_of(wanted.client), wanted=wanted, now=LATER)
    assert refused.value.code == "changed"


def test_without_that_guard_it_would_last_past_closing_time(
    jo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = wish_made_before_a_change(jo)
    monkeypatch.setattr(changing, "_as_wanted", lambda _row, _wanted: None)
    row = changing.move(by=make.login_of(wanted.client), wanted=wanted, now=LATER)
    assert row.end_at == at(2, 21, 30)
