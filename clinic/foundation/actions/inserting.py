"""Inserting rows by a statement that is put together once: Django builds its own anew each time.

For the writes that happen most. Signals are not sent; nothing of this house listens to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model


def insert(*rows: Model, unless_there: bool = False) -> None:
    """Insert new rows of one model in one query; their row numbers are filled in.

    `unless_there` passes over those that a constraint knows already, and fills in nothing.
    """
    if not rows:
        return
    head, places, fields = _statement(type(rows[0]))
    values = [
        field.get_db_prep_save(v, connection) for row in rows for field, v in _told(fields, row)
    ]
    end = "ON CONFLICT DO NOTHING" if unless_there else "RETURNING id"
    with connection.cursor() as cursor:
        cursor.execute(f"{head} {', '.join([places] * len(rows))} {end}", values)
        numbers = [] if unless_there else cursor.fetchall()
    for row, (number,) in zip(rows, numbers, strict=False):
        row.pk, state = number, row._state  # noqa: SLF001 - how Django knows what is inserted
        state.adding, state.db = False, connection.alias


def _told(fields: Sequence[Any], row: Model) -> list[tuple[Any, Any]]:
    return [(field, field.pre_save(row, add=True)) for field in fields]


@cache
def _statement(model: type[Model]) -> tuple[str, str, Sequence[Any]]:
    """The beginning of the statement, the places for one row's values, and the fields they are of."""
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, AutoField)]
    if len(fields) + 1 != len(model._meta.concrete_fields) or model._meta.pk.column != "id":
        raise TypeError(f"{model.__name__} does not number its rows by itself")
    name = connection.ops.quote_name
    told = ", ".join(name(str(field.column)) for field in fields)
    places = ", ".join(_place(field) for field in fields)
    return f"INSERT INTO {name(model._meta.db_table)} ({told}) VALUES", f"({places})", fields


def _place(field: Any) -> str:
    """Where a value of this field goes: ranges and lists say of which type they are."""
    return (
        field.get_placeholder(None, None, connection) if hasattr(field, "get_placeholder") else "%s"
    )
