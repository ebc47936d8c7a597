"""Queries compiled once answer as if they had been built anew."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from clinic.foundation.models import Client
from clinic.foundation.queries.prepared import Among, Loaded, Prepared, columns, made
from tests.clinic import make
from tests.clinic.threads import together

pytestmark = pytest.mark.django_db


def named(*, name: str, pk: int) -> QuerySet[Client, Any]:
    told = Concat(F("name"), Value(" of "), Value(name))
    rows = Client.objects.annotate(told=told).filter(pk__gte=pk).order_by("pk")
    return rows.values_list("told", "created_at")


def prepared() -> Prepared:
    return Prepared(named, {"name": "no such name", "pk": -77})


def test_it_answers_as_the_query_built_anew() -> None:
    mara, otto = make.client(), make.client("otto")
    query = prepared()
    for name, pk in (("a", mara.pk), ("b", otto.pk), ("no such name", 0)):
        assert query.rows(name=name, pk=pk) == list(named(name=name, pk=pk))


def test_planned_anew_it_answers_the_same(django_assert_num_queries: Any) -> None:
    mara = make.client()
    query = Prepared(named, {"name": "no such name", "pk": -77}, planned_anew=True)
    with django_assert_num_queries(1):
        assert query.rows(name="50 %s", pk=mara.pk) == [("Mara of 50 %s", mara.created_at)]
    assert query.rows(name="a", pk=mara.pk + 1) == []


def test_it_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []

    def counted(**values: Any) -> QuerySet[Client, Any]:
        built.append(values["name"])
        return named(**values)

    query = Prepared(counted, {"name": "no such name", "pk": -77})
    query.rows(name="a", pk=1)
    query.rows(name="b", pk=1)

    assert built == ["no such name"]


def test_one_query_goes_to_the_database(django_assert_num_queries: Any) -> None:
    query = prepared()
    with django_assert_num_queries(1):
        query.rows(name="a", pk=1)


@pytest.mark.parametrize("values", [{"name": "a"}, {"name": "a", "pk": 1, "more": 2}])
def test_values_that_do_not_fit_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        prepared().rows(**values)


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_share_a_connection() -> None:
    make.client()
    query = prepared()
    query.rows(name="a", pk=1)
    answers = together(*[lambda: query.rows(name="b", pk=1)] * 3)
    assert answers == [list(named(name="b", pk=1))] * 3


def test_the_database_plans_it_once_a_connection(django_assert_num_queries: Any) -> None:
    query = prepared()
    for pk in (1, 2, 3):
        query.rows(name="a", pk=pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        planned = [told for (told,) in cursor.fetchall() if " of " in told]
    assert len([told for told in planned if "no such name" not in told]) >= 1


def test_after_a_failed_transaction_it_answers_still() -> None:
    query = prepared()
    with suppress(DatabaseError), transaction.atomic():
        query.rows(name="a", pk=1)
        Client.objects.extra(where=["nonsense"]).exists()
    assert query.rows(name="a", pk=1) == []


@pytest.mark.django_db(transaction=True)
def test_on_a_new_connection_it_is_prepared_anew() -> None:
    query = prepared()
    query.rows(name="a", pk=1)
    connection.close()
    assert query.rows(name="a", pk=1) == []


def test_statements_sent_along_come_first() -> None:
    query = prepared()
    query.rows("SAVEPOINT mark", name="a", pk=1)
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT mark")


def some(*, keys: list[int]) -> QuerySet[Client, Any]:
    return Client.objects.filter(Among("pk", keys)).order_by("pk").values_list(*columns(Client))


@pytest.mark.parametrize("picked", [[], [0], [0, 1], [1, 2, 0]])
def test_lists_of_any_length_are_one_value(picked: list[int]) -> None:
    everybody = [make.client(name) for name in ("mara", "otto", "ines")]
    keys = [everybody[place].pk for place in picked]
    found = Prepared(some, {"keys": [-77]}).rows(keys=keys)
    assert [row[0] for row in found] == sorted(keys)


def test_a_row_is_made_as_if_it_had_been_loaded() -> None:
    mara = make.client("mara", note="a torn calf")
    (row,) = Prepared(some, {"keys": [-77]}).rows(keys=[mara.pk])
    again, loaded = made(Client, row), Client.objects.get(pk=mara.pk)
    assert {**again.__dict__, "_state": 0} == {**loaded.__dict__, "_state": 0}
    assert not again._state.adding


def owned(*, pk: int) -> QuerySet[Client]:
    return Client.objects.filter(pk__gte=pk).select_related("user").order_by("pk")


def test_whole_rows_come_as_if_they_had_been_loaded(django_assert_num_queries: Any) -> None:
    mara = make.client()
    nobody = Client.objects.create(name="Of the telephone", zone="UTC", created_at=make.NOW)
    query = Loaded(owned, {"pk": -77})
    with django_assert_num_queries(1):
        first, second = query.all(pk=mara.pk)
        assert (first.user.email, second.user) == ("mara@example.org", None)
    assert [vars(first)[name] for name in columns(Client)] == [
        vars(mara)[name] for name in columns(Client)
    ]
    assert (query.first(pk=nobody.pk), query.first(pk=nobody.pk + 1)) == (nobody, None)
