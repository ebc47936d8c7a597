"""Rows inserted by a statement of their own are the rows that Django would have inserted."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from clinic.foundation.actions.inserting import insert
from clinic.foundation.models import ClientKey, OutboxRow
from tests.clinic import make

pytestmark = pytest.mark.django_db


def errand(key: str, **other: Any) -> OutboxRow:
    told = {"topic": "tell", "key": key, "due_at": make.NOW, "created_at": make.NOW}
    return OutboxRow(**told | other)


def values(row: OutboxRow) -> dict[str, Any]:
    return {name: value for name, value in row.__dict__.items() if name != "_state"}


def test_all_that_a_row_says_is_there(django_assert_num_queries: Any) -> None:
    rows = [errand("a", facts={"n": 1}, client=make.client()), errand("b", urgent=True)]
    with django_assert_num_queries(1):
        insert(*rows)
    found = list(OutboxRow.objects.order_by("pk"))
    assert [values(row) for row in found] == [
        {name: value for name, value in values(row).items() if name in values(found[0])}
        for row in rows
    ]


def test_an_inserted_row_can_be_saved_again() -> None:
    row = errand("a")
    insert(row)
    row.topic = "other"
    row.save()
    assert OutboxRow.objects.get().topic == "other"


def test_what_a_constraint_knows_is_refused_or_passed_over() -> None:
    insert(errand("a"))
    insert(errand("a"), errand("b"), unless_there=True)
    assert OutboxRow.objects.count() == 2
    with pytest.raises(IntegrityError):
        insert(errand("a"))


def test_nothing_to_insert_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        insert()


def test_a_row_that_does_not_number_itself_is_refused() -> None:
    with pytest.raises(TypeError):
        insert(ClientKey(client=make.client("mara"), wrapped=""))
