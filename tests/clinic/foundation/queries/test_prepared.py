"""Queries compiled once answer as if they had been built anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from clinic.foundation.models import Client
from clinic.foundation.queries.prepared import Prepared
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
