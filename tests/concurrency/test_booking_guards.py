"""Two guards keep a therapist from being taken twice; each holds alone, and without both none does.

Threads of one process on real PostgreSQL, every one stopped at the worst of all moments: when it
has seen that the time is free and has not written yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError, Event, get_ident
from typing import Any

import pytest
from django.db import connection

from bookings.actions import booking, changing, footing, resources, seats
from bookings.models import Appointment, Location, Occupancy, Therapist
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client
from clinic.foundation.queries.prepared import Prepared
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.clinic.threads import PATIENCE, together
from tests.concurrency.http.crowd import overlaps

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6
LOCKED = resources._LOCKED


def patience() -> float:
    """How long to wait for the others: where the lock stands, they wait for it, and one waits in vain."""
    return 0.5 if resources._LOCKED is LOCKED else PATIENCE


def crowd(many: int = MANY) -> list[Client]:
    return [make.client(f"runner{number}") for number in range(many)]


def book(client: Client, day: int, hour: int, minute: int = 0) -> Appointment:
    by, wish = make.login_of(client), wanted(client, at(day, hour, minute), accept_caution=True)
    return booking.book(by=by, wanted=wish, now=NOW)


def outcomes(answers: list[Any]) -> Counter[str]:
    """Appointments by their class, problems by their code."""
    return Counter(getattr(a, "code", "") if isinstance(a, Exception) else "won" for a in answers)


def unlocked(locked: Callable[..., Any], **marks: Any) -> Prepared:
    """What is read with a lock, without it."""

    def build(**values: Any) -> Any:
        rows = locked(**values)
        rows.query.select_for_update = False
        return rows

    return Prepared(build, marks)


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for anybody: the lock is taken away."""
    monkeypatch.setattr(resources, "_LOCKED", unlocked(resources._locked, keys=[-77]))


@pytest.fixture
def no_constraint() -> Iterator[None]:
    """The exclusion constraint is taken away, and given back when all rows are gone."""
    (constraint,) = (c for c in Occupancy._meta.constraints if c.name == "resource_taken_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Occupancy, constraint)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM bookings_occupancy")
    with connection.schema_editor() as editor:
        editor.add_constraint(Occupancy, constraint)


@pytest.fixture
def all_look_first(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Nobody writes before so many have looked, or have been waiting for each other long enough."""

    def set_up(many: int) -> None:
        gate, real, came = Barrier(many), seats._still, set[int]()

        def looked(*args: Any) -> tuple[bool, bool]:
            free = real(*args)
            if get_ident() not in came:  # once each: who lost looks again
                came.add(get_ident())
                with suppress(BrokenBarrierError):
                    gate.wait(patience())
            return free

        monkeypatch.setattr(seats, "_still", looked)

    return set_up


def test_of_many_one_wins_and_the_rest_hear_taken(all_look_first: Any) -> None:
    studio.clinic()
    all_look_first(MANY)
    answers = together(*(partial(book, client, 1, 14) for client in crowd()))
    assert outcomes(answers) == {"won": 1, "taken": MANY - 1}
    assert overlaps() == 0


def test_without_the_lock_the_constraint_bites(no_lock: None, all_look_first: Any) -> None:
    studio.clinic()
    all_look_first(MANY)
    answers = together(*(partial(book, client, 1, 14) for client in crowd()))
    assert outcomes(answers) == {"won": 1, "taken": MANY - 1}
    assert overlaps() == 0


def test_without_the_constraint_the_lock_bites(no_constraint: None, all_look_first: Any) -> None:
    studio.clinic()
    all_look_first(MANY)
    answers = together(*(partial(book, client, 1, 14) for client in crowd()))
    assert outcomes(answers) == {"won": 1, "taken": MANY - 1}
    assert overlaps() == 0


def test_without_both_the_same_time_is_given_to_all(
    no_lock: None, no_constraint: None, all_look_first: Any
) -> None:
    studio.clinic()
    all_look_first(MANY)
    answers = together(*(partial(book, client, 1, 14) for client in crowd()))
    assert outcomes(answers) == {"won": MANY}
    assert overlaps() > 0


@pytest.mark.parametrize("guard", ["no_lock", "no_constraint"])
def test_partial_overlaps_are_kept_out_by_either_guard(
    guard: str, request: Any, all_look_first: Any
) -> None:
    request.getfixturevalue(guard)
    studio.clinic()
    all_look_first(4)
    starts = [(1, 14, minute) for minute in (0, 15, 30, 45)]
    doings = [partial(book, c, *s) for c, s in zip(crowd(4), starts, strict=True)]
    assert outcomes(together(*doings)) == {"won": 1, "taken": 3}
    assert overlaps() == 0


@pytest.mark.parametrize("guard", ["no_lock", "no_constraint"])
def test_a_couples_second_therapist_is_kept_by_either_guard(
    guard: str, request: Any, all_look_first: Any
) -> None:
    request.getfixturevalue(guard)
    studio.clinic(therapists=2, rooms=1)
    studio.room(Location.objects.get(), "For two", tables=2)
    pair = studio.service("Couples", kind="couples", type="none", therapists=2)
    ben = Therapist.objects.get(user__name="Ben").code
    mara, otto = crowd(2)
    all_look_first(2)

    def for_two() -> Appointment:
        wish = wanted(mara, at(1, 14), service=pair, accept_caution=True)
        return booking.book(by=make.login_of(mara), wanted=wish, now=NOW)

    def with_ben() -> Appointment:
        wish = wanted(otto, at(1, 14, 30), therapist=ben, accept_caution=True)
        return booking.book(by=make.login_of(otto), wanted=wish, now=NOW)

    assert outcomes(together(for_two, with_ben)) == {"won": 1, "taken": 1}
    assert overlaps() == 0


@pytest.mark.parametrize("guard", ["no_lock", "no_constraint"])
def test_two_moves_to_one_time_are_kept_apart_by_either_guard(
    guard: str, request: Any, all_look_first: Any
) -> None:
    request.getfixturevalue(guard)
    studio.clinic()
    clients = crowd(3)
    rows = [book(client, 2 + number, 10) for number, client in enumerate(clients)]
    all_look_first(3)

    def move(client: Client, row: Appointment) -> Appointment:
        wish = wanted(client, at(8, 14), moving=row, accept_caution=True)
        return changing.move(by=make.login_of(client), wanted=wish, now=NOW)

    answers = together(*(partial(move, *pair) for pair in zip(clients, rows, strict=True)))

    assert outcomes(answers) == {"won": 1, "taken": 2}
    assert overlaps() == 0


@pytest.fixture
def off_while_booking(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[Any]]:
    """A booking has looked, then time off is posted, then the booking is written."""

    def run(day: int) -> list[Any]:
        ana, client = Therapist.objects.get(), make.client(f"runner{day}")
        looked, posted, real = Event(), Event(), seats._still

        def look(*args: Any) -> tuple[bool, bool]:
            free = real(*args)
            looked.set()
            posted.wait(patience())
            return free

        def off() -> None:
            looked.wait(PATIENCE)
            studio.off(ana, at(day, 13), at(day, 18))
            posted.set()

        with monkeypatch.context() as patched:
            patched.setattr(seats, "_still", look)
            return together(partial(book, client, day, 14), off)

    return run


def test_time_off_posted_while_booking_waits_and_is_laid_around(off_while_booking: Any) -> None:
    studio.clinic()
    assert outcomes(off_while_booking(1)) == {"won": 2}
    assert Occupancy.objects.filter(live=True, appointment=None).count() == 2
    assert overlaps() == 0


@pytest.mark.parametrize("guard", ["no_lock", "no_constraint"])
def test_time_off_while_booking_is_kept_apart_by_either_guard(
    guard: str, request: Any, off_while_booking: Any
) -> None:
    request.getfixturevalue(guard)
    studio.clinic()
    booked, off = off_while_booking(1)
    assert isinstance(booked, Conflict if guard == "no_lock" else Appointment)
    assert off is None
    assert overlaps() == 0


def test_without_both_time_off_and_a_booking_would_share_a_therapist(
    no_lock: None, no_constraint: None, off_while_booking: Any
) -> None:
    studio.clinic()
    off_while_booking(1)
    assert overlaps() == 1


def test_limits_are_kept_by_the_lock_and_the_look_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two sessions of a day's last free hour overlap nowhere: no constraint would stop them."""
    studio.clinic(rooms=2)
    Therapist.objects.update(most_minutes=60)
    mara, otto = crowd(2)
    answers = together(partial(book, mara, 1, 10), partial(book, otto, 1, 16))
    assert outcomes(answers) == {"won": 1, "taken": 1}


def test_without_the_look_after_the_lock_a_limit_is_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    studio.clinic(rooms=2)
    Therapist.objects.update(most_minutes=60)
    mara, otto = crowd(2)
    gate, real = Barrier(2), resources.lock

    def meet_then_lock(keys: Any, **more: Any) -> None:
        gate.wait(PATIENCE)  # both have looked before
        real(keys, **more)

    monkeypatch.setattr(resources, "lock", meet_then_lock)
    monkeypatch.setattr(seats, "_still", lambda *args: (True, False))
    answers = together(partial(book, mara, 1, 10), partial(book, otto, 1, 16))
    assert outcomes(answers) == {"won": 2}


def test_with_it_the_later_of_two_who_both_looked_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    studio.clinic(rooms=2)
    Therapist.objects.update(most_minutes=60)
    mara, otto = crowd(2)
    gate, real = Barrier(2), resources.lock

    def meet_then_lock(keys: Any, **more: Any) -> None:
        gate.wait(PATIENCE)
        real(keys, **more)

    monkeypatch.setattr(resources, "lock", meet_then_lock)
    answers = together(partial(book, mara, 1, 10), partial(book, otto, 1, 16))
    assert outcomes(answers) == {"won": 1, "taken": 1}


def test_one_client_who_books_two_overlapping_times_at_once_gets_one() -> None:
    """Their own row is locked first: else each judgement would not know of the other session."""
    studio.clinic(therapists=2, rooms=2)
    (mara,) = crowd(1)
    answers = together(partial(book, mara, 1, 14), partial(book, mara, 1, 14, 30))
    assert outcomes(answers) == {"won": 1, "blocked": 1}


def test_without_the_client_s_lock_they_would_get_both(monkeypatch: pytest.MonkeyPatch) -> None:
    studio.clinic(therapists=2, rooms=2)
    (mara,) = crowd(1)
    gate, real = Barrier(2), booking.fit

    def judged_together(*args: Any, **more: Any) -> Any:
        found = real(*args, **more)
        gate.wait(PATIENCE)
        return found

    monkeypatch.setattr(booking, "fit", judged_together)
    monkeypatch.setattr(footing, "_LOCKED", unlocked(footing._locked, client=-77))
    answers = together(partial(book, mara, 1, 14), partial(book, mara, 1, 14, 30))
    assert outcomes(answers) == {"won": 2}


def test_a_hold_dropped_while_another_takes_its_place_ends_well() -> None:
    """Both lock the client first: one waits, none is thrown out by the database."""
    studio.clinic()
    (mara,) = crowd(1)
    by = make.login_of(mara)
    for minute in (0, 15, 30, 45):
        held = booking.hold(by=by, wanted=wanted(mara, at(1, 14, minute)), now=NOW)
        other = wanted(mara, at(1, 17, minute))
        answers = together(
            partial(booking.drop, by=by, appointment=held, now=NOW),
            partial(booking.hold, by=by, wanted=other, now=NOW),
        )
        assert [a for a in answers if isinstance(a, Exception)] == []
    assert Appointment.objects.filter(state="held").count() == 1
    assert Occupancy.objects.filter(live=True).count() == 2
