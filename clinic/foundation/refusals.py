"""What a refusal of the database means: somebody was quicker, or nobody is there."""

from __future__ import annotations

from django.db import DatabaseError, Error, IntegrityError, InterfaceError, OperationalError

# Deadlock, serialization failure, a lock that was not to be had (PostgreSQL's error codes).
RACES = frozenset({"40P01", "40001", "55P03"})


def lost_race(error: Error) -> bool:
    """Whether it was refused because of what somebody else did at the same moment."""
    code = getattr(error.__cause__, "pgcode", None)
    return isinstance(error, IntegrityError) or code in RACES


def out_of_reach(error: BaseException | None) -> bool:
    """Whether the database is down, restarting, full, or too slow: worth asking again.

    A line that is cut at the wrong moment has no kind of its own: it is a plain `DatabaseError`.
    """
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
