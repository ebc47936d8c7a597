"""From the wall clock of a race to its instant. The clock on the wall is what a race keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from protocols.core import zones


def instant_of(local: datetime, zone: str) -> datetime:
    """The instant (UTC) of a naive wall-clock time; the first one of a repeated hour.

    A time that a clock skips is taken by the offset before the skip. Raises KeyError for a zone
    that the pinned tzdata does not have, and OverflowError at the ends of the calendar.
    """
    return local.replace(tzinfo=zones.load(zone), fold=0).astimezone(UTC)


def wall_of(at: datetime, zone: str) -> datetime:
    """The naive wall-clock time of an instant in a zone; the other way round."""
    return at.astimezone(zones.load(zone)).replace(tzinfo=None, fold=0)


def kept(at: datetime) -> datetime:
    """An aware instant as it is kept: in UTC, whole seconds.

    Whatever zone somebody brought stays behind: a zone of the pinned tzdata cannot be copied.
    Raises OverflowError at the ends of the calendar.
    """
    return at.astimezone(UTC).replace(microsecond=0)


def still(at: datetime, local: datetime, zone: str, now: datetime) -> datetime:
    """The instant of what was put down as `local` in `zone`, and was `at` when it was put down.

    Zone data can change in between: then the wall clock holds, of what is still to come. While the
    clock at `at` reads `local`, `at` stands: it may be the second of a repeated hour.
    """
    if at <= now or zone not in zones.names() or wall_of(at, zone) == local:
        return at
    return instant_of(local, zone)


def rfc3339(at: datetime) -> str:
    """An aware instant in UTC as the engine reads it, whole seconds."""
    return f"{at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"


def rfc3339_of(written: str) -> str:
    """The same of a moment as the database's JSON has it: a year of them is read with a search."""
    if written.endswith("+00:00"):
        return f"{written[:19]}Z"
    return rfc3339(datetime.fromisoformat(written))


def today(now: datetime, zone: str) -> date:
    """The day on the wall calendar of a zone; that of UTC where nobody knows the zone."""
    return (wall_of(now, zone) if zone in zones.names() else now.astimezone(UTC)).date()


def days_between(first: date, days: int, zone: str) -> tuple[datetime, datetime]:
    """From the beginning of a local day to the end of the last of so many."""
    last = first + timedelta(days=days)
    return (
        instant_of(datetime.combine(first, time()), zone),
        instant_of(datetime.combine(last, time()), zone),
    )
