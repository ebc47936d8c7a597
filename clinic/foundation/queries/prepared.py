"""Queries that are compiled once.

To build a query with a dozen nested expressions takes longer than to have it answered. Such a one is
compiled the first time with stand-ins for its values, and from then on only the values change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import local
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet


class Prepared:
    """`build` makes the query from its values, by name; `marks` are values that occur nowhere else.

    The query has to name its columns (`values_list`), and its shape must not depend on values.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], marks: Mapping[str, Any]) -> None:
        self._build, self._marks = build, dict(marks)
        self._made = local()  # a compiler belongs to the connection of its thread

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values: one SQL query."""
        if values.keys() != self._marks.keys():
            raise TypeError(f"wanted {sorted(self._marks)}, got {sorted(values)}")
        compiler, sql, places = self._compiled()
        params = [values[name] if name else param for name, param in places]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchall()
        return list(compiler.results_iter(results=[found], tuple_expected=True))

    def _compiled(self) -> tuple[Any, str, list[tuple[str, Any]]]:
        """(compiler, SQL, [(name of the value or "", fixed parameter)])."""
        if not hasattr(self._made, "query"):
            compiler = self._build(**self._marks).query.get_compiler(DEFAULT_DB_ALIAS)
            sql, params = compiler.as_sql()
            self._made.query = compiler, sql, [(self._name(param), param) for param in params]
        query: tuple[Any, str, list[tuple[str, Any]]] = self._made.query
        return query

    def _name(self, param: Any) -> str:
        named = (n for n, mark in self._marks.items() if type(mark) is type(param))
        return next((name for name in named if self._marks[name] == param), "")
