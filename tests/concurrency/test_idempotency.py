"""Retries that come all at once: real threads, real commits."""

from __future__ import annotations

from functools import partial
from threading import Barrier
from typing import Any

import pytest

from clinic.foundation.actions import idempotency
from clinic.foundation.codes import new_code
from clinic.foundation.errors import Conflict
from clinic.foundation.models import User
from tests.clinic import make
from tests.clinic.threads import PATIENCE, together

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW
MANY = 20


def add_one() -> tuple[int, str]:
    """An effect that can be counted: one account more."""
    made = User.objects.create(email=f"{new_code()}@example.org", name="One")
    return 201, made.code


def retry(by: User, do: Any = add_one) -> idempotency.Done:
    return idempotency.once(by=by, key="k", call="add", body=b"", now=NOW, do=do)


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody is told that the key is theirs."""
    real = idempotency._begin
    monkeypatch.setattr(idempotency, "_begin", lambda by, key: (True, real(by, key)[1]))


def test_of_twenty_retries_at_once_one_has_an_effect() -> None:
    mara = make.user("mara")
    answers = together(*[partial(retry, mara)] * MANY)
    done = [answer for answer in answers if isinstance(answer, idempotency.Done)]
    late = [answer.code for answer in answers if isinstance(answer, Conflict)]
    assert len(done) + len(late) == MANY
    assert [answer.replayed for answer in done].count(False) == 1
    assert len({answer.code for answer in done}) == 1
    assert set(late) <= {"in_flight"}
    assert User.objects.count() == 2


def test_who_comes_while_it_is_being_done_hears_so() -> None:
    mara = make.user("mara")
    begun, told = Barrier(2), Barrier(2)

    def slowly() -> tuple[int, str]:
        begun.wait(PATIENCE)
        told.wait(PATIENCE)
        return add_one()

    def meanwhile() -> None:
        begun.wait(PATIENCE)
        try:
            retry(mara)
        finally:
            told.wait(PATIENCE)

    first, second = together(partial(retry, mara, slowly), meanwhile)
    assert not first.replayed
    assert second.code == "in_flight"


def test_other_people_with_the_same_key_are_not_in_the_way() -> None:
    everybody = [make.user(f"runner{number}") for number in range(5)]
    answers = together(*[partial(retry, by) for by in everybody])
    assert [answer.replayed for answer in answers] == [False] * 5


def test_without_the_lock_the_thing_would_be_begun_more_than_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mara, all_begun, begun = make.user("mara"), Barrier(4), []

    def counted() -> tuple[int, str]:
        begun.append(1)
        all_begun.wait(PATIENCE)
        return add_one()

    without_the_lock(monkeypatch)
    answers = together(*[partial(retry, mara, counted)] * 4)
    assert len(begun) == 4
    assert [type(answer).__name__ for answer in answers].count("IntegrityError") == 3
    assert User.objects.count() == 2  # the constraint of user and key takes the others back


def test_without_lock_and_constraint_there_would_be_two_effects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mara, met = make.user("mara"), Barrier(2)

    def both() -> tuple[int, str]:
        met.wait(PATIENCE)
        return add_one()

    without_the_lock(monkeypatch)
    monkeypatch.setattr(idempotency, "insert", lambda *_: None)
    together(*[partial(retry, mara, both)] * 2)
    assert User.objects.count() == 3
