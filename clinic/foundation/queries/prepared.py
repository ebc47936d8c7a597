"""Queries that are compiled once, by Django and by the database.

To build a query with a dozen nested expressions takes longer than to have it answered, and so does
planning it. Such a one is compiled the first time with stand-ins for its values, prepared on each
connection, and from then on only the values change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import count
from threading import local
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import (
    BigIntegerField,
    BooleanField,
    F,
    Func,
    JSONField,
    Model,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.query import get_related_populators
from psycopg2.extensions import AsIs

M = TypeVar("M", bound=Model)
TYPES = {
    bool: "boolean",
    int: "bigint",
    str: "text",
    list: "bigint[]",
    date: "date",
    datetime: "timestamptz",
    DateTimeTZRange: "tstzrange",
}
_numbers = count(1)
# What each of the driver's connections has prepared: the statement's name there.
_known: WeakKeyDictionary[Any, dict[Prepared, str]] = WeakKeyDictionary()


class Among(Func):
    """Whether a column holds one of a list of numbers: a list of any length is one value."""

    template, arg_joiner, output_field = "(%(expressions)s))", " = ANY(", BooleanField()

    def __init__(self, column: str, numbers: Sequence[int]) -> None:
        super().__init__(F(column), Value(numbers, output_field=ArrayField(BigIntegerField())))


class Rows(Subquery):
    """The rows of a query of one JSON column as one list, read at once instead of one by one."""

    template, output_field = "to_jsonb(ARRAY(%(subquery)s))", JSONField()


class Prepared:
    """`build` makes the query from its values, by name; `marks` are values that occur nowhere else.

    The query has to name its columns (`values_list`), and its shape must not depend on values: for
    a list of numbers there is `Among`. A value is handed to the database as it is. `planned_anew`:
    by the values at hand, where they decide whether to look up a few rows or to read them all.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Any, Any]],
        marks: Mapping[str, Any],
        *,
        planned_anew: bool = False,
    ) -> None:
        self._build, self._marks, self._anew = build, dict(marks), planned_anew
        self._values = f"({', '.join(['%s'] * len(marks))})" if marks else ""
        self._made = local()  # a compiler belongs to the connection of its thread

    def rows(self, *first: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values: one SQL query. `first` are statements to send along before it."""
        if values.keys() != self._marks.keys():
            raise TypeError(f"wanted {sorted(self._marks)}, got {sorted(values)}")
        compiler, converters = self._compiled()
        send = self._send_anew if self._anew else self._send
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            send(cursor, compiler, first, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not converters:
            return found
        return [tuple(row) for row in compiler.apply_converters(found, converters)]

    def _send(
        self, cursor: Any, compiler: Any, first: Iterable[str], values: Mapping[str, Any]
    ) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        known = _known.setdefault(connection.connection, {})
        if self not in known:
            with connection.wrap_database_errors:
                known[self] = self._prepare(cursor.cursor, compiler)
        try:
            told = [values[name] for name in self._marks]
            cursor.execute("; ".join([*first, f"EXECUTE {known[self]} {self._values}"]), told)
        except NotSupportedError:  # a migration has changed the type of a column
            del known[self]
            raise

    def _send_anew(
        self, cursor: Any, compiler: Any, first: Iterable[str], values: Mapping[str, Any]
    ) -> None:
        sql, params = compiler.written
        names = list(self._marks)
        told = [p if (at := self._number(p)) is None else values[names[at]] for p in params]
        cursor.execute("; ".join([*first, sql]), told)

    def _compiled(self) -> tuple[Any, dict[int, Any]]:
        """The query's compiler, and what its answers' columns are converted by."""
        if not hasattr(self._made, "query"):
            compiler = self._build(**self._marks).query.get_compiler(DEFAULT_DB_ALIAS)
            compiler.written = compiler.as_sql()
            columns = [column for column, *_ in compiler.select]
            self._made.query = compiler, compiler.get_converters(columns)
        query: tuple[Any, dict[int, Any]] = self._made.query
        return query

    def _prepare(self, cursor: Any, compiler: Any) -> str:
        """Leave the statement with the database, values to come where their marks are; its name."""
        name = f"{self._build.__module__.replace('.', '_')[-40:]}_{next(_numbers)}"
        types = ", ".join(TYPES[type(mark)] for mark in self._marks.values())
        sql, params = compiler.written
        told = cursor.mogrify(sql, [self._place(param) for param in params]).decode()
        cursor.execute(f"PREPARE {name} {f'({types})' if types else ''} AS {told}")
        return name

    def _place(self, param: Any) -> Any:
        number = self._number(param)
        return param if number is None else AsIs(f"${number + 1}")

    def _number(self, param: Any) -> int | None:
        """Which of the values stands here, from 0."""
        marks = enumerate(self._marks.values())
        return next((n for n, mark in marks if type(mark) is type(param) and mark == param), None)


class Loaded(Prepared):
    """The same for a query of whole rows: it names no columns, and `select_related` comes along."""

    def all(self, **values: Any) -> list[Any]:
        """The rows for these values, as Django would have loaded them: one SQL query."""
        found = self.rows(**values)
        compiler, _converters = self._compiled()
        info = compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column.target.attname for column, *_ in compiler.select[first:last]]
        along = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # stubs of a later Django
        loaded = [info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:last]) for row in found]
        for one, row in zip(loaded, found, strict=True):
            for each in along:
                each.populate(row, one)
        return loaded

    def first(self, **values: Any) -> Any:
        """The first of them, None without any. The query says in which order and how many."""
        return next(iter(self.all(**values)), None)


def columns(model: type[Model], path: str = "") -> list[str]:
    """The columns of a model for a prepared query, seen from another one by `path` ("user__")."""
    return [f"{path}{field.attname}" for field in model._meta.concrete_fields]


def made(model: type[M], values: Iterable[Any]) -> M:
    """The row of a model whose `columns` have these values, as if it had been loaded by itself."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(DEFAULT_DB_ALIAS, names, list(values))
