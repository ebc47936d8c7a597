"""What the database's refusals mean."""

from __future__ import annotations

import pytest
from django.db import (
    DatabaseError,
    Error,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
)

from clinic.foundation.refusals import lost_race, out_of_reach


class Refused(Exception):
    """As the driver says it."""

    def __init__(self, pgcode: str) -> None:
        self.pgcode = pgcode


def caused(by: Exception) -> Error:
    error = OperationalError()
    error.__cause__ = by
    return error


def test_a_deadlock_and_a_taken_range_are_races_that_somebody_else_won() -> None:
    assert lost_race(caused(Refused("40P01")))
    assert lost_race(IntegrityError())


def test_a_server_that_closes_is_no_race_that_was_lost() -> None:
    assert not lost_race(caused(Refused("57P01")))
    assert not lost_race(OperationalError("could not connect"))


@pytest.mark.django_db
def test_a_lock_that_the_database_refuses_has_the_code_of_a_race() -> None:
    with pytest.raises(OperationalError) as refused, connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$")
    assert lost_race(refused.value)


def test_whatever_keeps_the_database_away_is_worth_another_try() -> None:
    assert out_of_reach(OperationalError())
    assert out_of_reach(InterfaceError())
    assert out_of_reach(DatabaseError("no message from the libpq"))
    assert not out_of_reach(ZeroDivisionError())
    assert not out_of_reach(ProgrammingError())
    assert not out_of_reach(None)
