"""What holds when things happen at the same moment: real threads, real commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from clinic.foundation import handed
from clinic.foundation.actions import outbox, people, tokens, tries
from clinic.foundation.errors import Conflict, NotFound, Refused, TooMany
from clinic.foundation.models import Grant, Look, OneTimeToken, OutboxRow, Try, User
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from tests.clinic import make
from tests.clinic.threads import PATIENCE, together

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW


def outcomes(answers: list[Any]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def met(doing: Callable[..., Any], parties: int, *, first: bool = False) -> Callable[..., Any]:
    """The same, but nobody goes on before all have come this far: the worst of all moments."""
    gate = Barrier(parties)

    def meeting(*args: Any, **more: Any) -> Any:
        if first:
            gate.wait(PATIENCE)
            return doing(*args, **more)
        answer = doing(*args, **more)
        gate.wait(PATIENCE)
        return answer

    return meeting


def test_of_eight_who_spend_a_link_at_once_one_wins() -> None:
    secret = make.link(purpose="cancel", about="a")
    answers = together(*[partial(tokens.spend, secret=secret, purpose="cancel", now=NOW)] * 8)
    assert outcomes(answers) == {"str": 1, NotFound.__name__: 7}


def test_would_spending_not_ask_whether_it_was_first_more_would_win(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = make.link(purpose="cancel", about="a")
    rows = OneTimeToken.objects.all()
    careless = _CarelessLink(rows, met(rows.update, 4, first=True))
    monkeypatch.setattr(OneTimeToken.objects, "filter", lambda **_: careless)
    answers = together(*[partial(tokens.spend, secret=secret, purpose="cancel", now=NOW)] * 4)
    assert outcomes(answers) == {"str": 4}


class _CarelessLink:
    """Read first, write afterwards: what everybody writes once."""

    def __init__(self, rows: Any, update: Callable[..., int]) -> None:
        self.rows, self.update = rows, update

    def values_list(self, *names: str, flat: bool) -> Any:
        return self.rows.filter(spent_at=None).values_list(*names, flat=flat)


def test_of_two_owners_who_end_each_other_at_once_one_stays() -> None:
    ines, otto = make.user("ines", Role.OWNER), make.user("otto", Role.OWNER)
    answers = together(
        partial(people.end_role, by=ines, user=otto, role=Role.OWNER, now=NOW),
        partial(people.end_role, by=otto, user=ines, role=Role.OWNER, now=NOW),
    )
    assert outcomes(answers) == {"NoneType": 1, Refused.__name__: 1}
    assert Grant.objects.filter(role=Role.OWNER, ended_at=None).count() == 1


def test_of_two_owners_one_ended_and_one_disabled_at_once_one_stays() -> None:
    ines, otto = make.user("ines", Role.OWNER), make.user("otto", Role.OWNER)
    answers = together(
        partial(people.end_role, by=None, user=otto, role=Role.OWNER, now=NOW),
        partial(people.disable, by=None, user=ines),
    )
    assert outcomes(answers) == {"NoneType": 1, Conflict.__name__: 1}


def test_without_the_lock_both_owners_would_be_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    ines, otto = make.user("ines", Role.OWNER), make.user("otto", Role.OWNER)
    real = people._another_owner_than
    monkeypatch.setattr(people, "_lock_owners", lambda: None)
    monkeypatch.setattr(people, "_another_owner_than", met(real, 2))
    together(
        partial(people.end_role, by=None, user=otto, role=Role.OWNER, now=NOW),
        partial(people.end_role, by=None, user=ines, role=Role.OWNER, now=NOW),
    )
    assert not Grant.objects.filter(role=Role.OWNER, ended_at=None).exists()


def test_a_role_given_by_four_at_once_is_one_grant() -> None:
    jo = make.user("jo")
    together(*[partial(people.give_role, by=None, user=jo, role=Role.DESK, now=NOW)] * 4)
    assert Grant.objects.filter(user=jo).count() == 1


def test_of_sixty_guesses_at_once_ten_are_looked_at() -> None:
    answers = together(*[partial(tries.take, limits={"mara": 10, "address": 20}, now=NOW)] * 30)
    answers += together(*[partial(tries.take, limits={"mara": 10, "address": 20}, now=NOW)] * 30)
    assert outcomes(answers) == {"list": 10, TooMany.__name__: 50}
    assert Try.objects.count() == 20


def test_without_the_lock_more_guesses_would_slip_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "_lock", lambda keys: None)
    late = met(Try.objects.bulk_create, 8, first=True)
    monkeypatch.setattr(Try.objects, "bulk_create", late)
    answers = together(*[partial(tries.take, limits={"mara": 1}, now=NOW)] * 8)
    assert outcomes(answers) == {"list": 8}


def test_keys_taken_in_other_orders_do_not_block_each_other_for_ever() -> None:
    one = partial(tries.take, limits={"a": 99, "b": 99, "c": 99}, now=NOW)
    other = partial(tries.take, limits={"c": 99, "b": 99, "a": 99}, now=NOW)
    assert outcomes(together(*[one, other] * 6)) == {"list": 12}


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Forty errands wait; the keys that workers carried out."""
    keys: list[str] = []
    handler = handed.Handler(lambda row, now: keys.append(row.key))
    monkeypatch.setitem(handed.given.handlers, "note", handler)
    for number in range(40):
        outbox.queue(topic="note", key=str(number), due=NOW, now=NOW)
    return keys


def test_four_workers_never_take_the_same_row(carried: list[str]) -> None:
    answers = together(*[partial(outbox.claim, now=NOW, lane="any", limit=20)] * 4)
    taken = [row.pk for rows in answers for row in rows]
    assert len(taken) == len(set(taken)) == 40


def test_four_workers_carry_each_errand_out_once(carried: list[str]) -> None:
    together(*[partial(outbox.work, now=NOW)] * 4)
    assert sorted(carried, key=int) == [str(number) for number in range(40)]
    assert set(OutboxRow.objects.values_list("state", flat=True)) == {"done"}


def test_without_skipping_locked_rows_workers_would_take_the_same(
    carried: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unlocked(type(OutboxRow.objects.all())):  # type: ignore[misc]  # a class made by Django
        def select_for_update(self, **_options: Any) -> Any:
            return self

    monkeypatch.setattr(OutboxRow.objects, "_queryset_class", Unlocked)
    monkeypatch.setattr(Unlocked, "update", met(Unlocked.update, 2, first=True))
    answers = together(*[partial(outbox.claim, now=NOW, lane="any", limit=40)] * 2)
    assert len([row.pk for rows in answers for row in rows]) == 80


def test_a_look_stays_on_file_whatever_its_reader_does_next() -> None:
    record = make.client(note="a torn calf")
    own: User = make.login_of(record)

    def read_then_fail() -> None:
        access.read_health(own, record, "to try it", now=NOW)
        raise ZeroDivisionError

    assert outcomes(together(read_then_fail)) == {"ZeroDivisionError": 1}
    assert Look.objects.filter(client=record).count() == 1


def test_where_a_look_cannot_be_written_nothing_is_shown() -> None:
    record = make.client(note="a torn calf")
    own = make.login_of(record)

    def read_where_nothing_is_written() -> None:
        connection.cursor().execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        access.read_health(own, record, "to try it", now=NOW)

    assert outcomes(together(read_where_nothing_is_written)) == {"InternalError": 1}
    assert not Look.objects.exists()
