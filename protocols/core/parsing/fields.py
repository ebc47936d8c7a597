"""Reading single values of a JSON case: exact types, no guessing.

Each reader takes an object and a key and raises `Fault`, which names the key and what it should
be; the caller knows where the object stands and puts the path before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from protocols.core.units import MINUTE
from protocols.core.zones import instant

TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_LETTERS = 200
MOST_ITEMS = 1_000
MISSING: Any = object()


class Fault(Exception):
    """What is wrong with one value; `key` is its path within the object it stands in."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key
        self.message = message


class Twice(dict[str, Any]):
    """A JSON object that gave a key twice: to `get` that key is a fault."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.keys_twice = {key for key, _ in pairs if key in seen or seen.add(key)}  # type: ignore[func-returns-value]

    def get(self, key: str, default: Any = None) -> Any:
        if key in self.keys_twice:
            raise Fault(key, "is given twice")
        return super().get(key, default)


def need(data: dict[str, Any], key: str) -> Any:
    """The value; a missing key is a fault."""
    value = data.get(key, MISSING)
    if value is MISSING:
        raise Fault(key, "is missing")
    return value


def integer(data: dict[str, Any], key: str, least: int, most: int, default: Any = MISSING) -> int:
    value = data.get(key, MISSING)
    if value is MISSING and default is not MISSING:
        return int(default)
    if value is MISSING:
        raise Fault(key, "is missing")
    if type(value) is not int or not least <= value <= most:
        raise Fault(key, f"should be a whole number from {least} to {most}")
    return value


def boolean(data: dict[str, Any], key: str) -> bool:
    value = data.get(key, MISSING)
    if value is MISSING:
        return False
    if type(value) is not bool:
        raise Fault(key, "should be true or false")
    return value


def text(data: dict[str, Any], key: str) -> str:
    value = data.get(key, MISSING)
    if value is MISSING:
        return ""
    if not isinstance(value, str) or len(value) > MOST_LETTERS:
        raise Fault(key, f"should be a text of at most {MOST_LETTERS} characters")
    return value


def choice(data: dict[str, Any], key: str, choices: Collection[str], default: Any = MISSING) -> str:
    value = data.get(key, MISSING)
    if value is MISSING:
        value = default
    if value is MISSING:
        raise Fault(key, "is missing")
    if not isinstance(value, str) or value not in choices:
        raise Fault(key, f"should be one of {', '.join(choices)}")
    return value


def or_null(data: dict[str, Any], key: str) -> bool:
    """Whether the value is absent, which null may say too."""
    return data.get(key) is None


def moment(data: dict[str, Any], key: str) -> int:
    """An instant in microseconds since 1970."""
    value = data.get(key, MISSING)
    match = TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[1] is None:
        raise _no_time(need(data, key), key)
    if not "1970" <= value[:4] <= "2200":
        raise _other_years(key)
    try:
        return instant(datetime.fromisoformat(value))
    except ValueError:
        raise Fault(key, "names a day that does not exist") from None


def day(data: dict[str, Any], key: str) -> int:
    """A local day as its ordinal."""
    value = need(data, key)
    if not isinstance(value, str) or not DATE.fullmatch(value):
        raise Fault(key, "should be a date such as 2026-12-06")
    if not "1970" <= value[:4] <= "2200":
        raise _other_years(key)
    try:
        return date.fromisoformat(value).toordinal()
    except ValueError:
        raise Fault(key, "names a day that does not exist") from None


def minutes(data: dict[str, Any], key: str, most: int = 1440, default: Any = MISSING) -> int:
    """A length, given in minutes, in microseconds."""
    return integer(data, key, 1, most, default) * MINUTE


def obj(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Fault(key, "should be a JSON object")
    return value


def array(data: dict[str, Any], key: str) -> list[Any]:
    value = data.get(key, MISSING)
    if value is MISSING:
        return []
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise Fault(key, f"should be a list of at most {MOST_ITEMS}")
    return value


def codes(data: dict[str, Any], key: str, known: Collection[str], what: str) -> tuple[str, ...]:
    """A list of known codes."""
    values = array(data, key)
    for place, value in enumerate(values):
        if not isinstance(value, str) or value not in known:
            raise Fault(f"{key}[{place}]", f"should be {what}")
    return tuple(values)


def _no_time(value: Any, key: str) -> Fault:
    if isinstance(value, str) and TIME.fullmatch(value):
        return Fault(key, "needs a UTC offset")
    return Fault(key, "should be a time such as 2026-12-06T09:00:00+01:00")


def _other_years(key: str) -> Fault:
    return Fault(key, "should lie in the years 1970 to 2200")
