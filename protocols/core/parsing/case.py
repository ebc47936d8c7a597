"""Reading a case: the contract's JSON object into facts, faults in the contract's order.

Unknown keys anywhere come first, then the first fault in the order of the contract's table.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from protocols.core import facts, zones
from protocols.core.defaults import RULE_IDS, SCREENING
from protocols.core.parsing import fields
from protocols.core.parsing.fields import Fault, Twice
from protocols.core.units import MINUTE

T = TypeVar("T")
RUNNER = (
    "quiet_days_before_race",
    "recreational",
    "load_rising",
    "masters",
    "race_soreness",
    "last_session_sore_over_36h",
    "last_session_bruised",
)
ITEMS = {
    "races": frozenset(
        ("name", "start", "finish", "expected_minutes", "priority", "terrain", "status")
    ),
    "workouts": frozenset(("start", "minutes", "day", "kind")),
    "sessions": frozenset(("start", "minutes", "type", "depth", "service")),
    "away": frozenset(("from", "until")),
}
SINGLES = {
    "runner": frozenset(RUNNER),
    "injury": frozenset(("kind", "diagnosed_by")),
    "candidate": frozenset(("type", "depth", "start", "minutes", "service", "group_size")),
}
TABLE = (
    "timezone", "runner", "races", "workouts", "sessions", "away", "injury", "screening", "cleared",
    "waivers", "candidate",
)  # fmt: skip
WEEKS_TWO = 20_160


class BadInput(Exception):
    """The case cannot be read: `field` is the path, `message` what it should be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


def read_json(text: str | bytes) -> Any:
    """One JSON value; a key given twice is remembered for its place. Raises `BadInput`."""
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        try:
            return json.loads(decoded, object_pairs_hook=_pairs)
        except json.JSONDecodeError:
            raise
        except ValueError:  # a number of thousands of digits: refused where it stands
            return json.loads(decoded, object_pairs_hook=_pairs, parse_int=_short_int)
    except (ValueError, RecursionError):
        raise BadInput("", "should be one JSON object") from None


def read_case(data: Any) -> facts.Case:
    """Facts of one case. Raises `BadInput`."""
    try:
        top = fields.obj(data, "")
        _refuse_unknown(top)
        return _case(top)
    except Fault as fault:
        raise BadInput(fault.key, fault.message) from None


def _case(top: dict[str, Any]) -> facts.Case:
    days = zones.LocalDays(_zone(top))
    runner = _inside("runner", top.get("runner", fields.MISSING), _runner) or facts.Runner()
    races = _each(top, "races", _race)
    workouts = _each(top, "workouts", _workout, days)
    sessions = _each(top, "sessions", _session, days)
    away = _each(top, "away", _away)
    injury = None if fields.or_null(top, "injury") else _inside("injury", top["injury"], _injury)
    calendar = facts.Calendar(
        days=days,
        runner=runner,
        races=races,
        workouts=workouts,
        sessions=sessions,
        away=away,
        injury=injury,
        screening=fields.codes(top, "screening", SCREENING, "a screening code"),
        cleared=frozenset(fields.codes(top, "cleared", SCREENING, "a screening code")),
        waivers=frozenset(fields.codes(top, "waivers", RULE_IDS, "the id of a rule")),
    )
    found = _inside("candidate", fields.need(top, "candidate"), _candidate)
    if found is None:
        raise Fault("candidate", "is missing")
    return facts.Case(calendar, *found)


def _zone(top: dict[str, Any]) -> ZoneInfo:
    name = fields.need(top, "timezone")
    if not isinstance(name, str) or name not in zones.names():
        raise Fault("timezone", "should be the IANA name of a zone, such as Europe/Berlin")
    return zones.load(name)


def _runner(data: dict[str, Any]) -> facts.Runner:
    quiet = fields.integer(data, RUNNER[0], 0, 10, 0)
    return facts.Runner(quiet, *(fields.boolean(data, name) for name in RUNNER[1:]))


def _race(data: dict[str, Any], order: int) -> facts.Race:
    name = fields.text(data, "name")
    start = fields.moment(data, "start")
    finish = _finish(data, start)
    return facts.Race(
        name=name,
        start=start,
        finish=finish,
        priority=fields.choice(data, "priority", facts.PRIORITIES),
        terrain=fields.choice(data, "terrain", facts.TERRAINS, "flat"),
        status=fields.choice(data, "status", facts.STATUSES, "planned"),
        order=order,
    )


def _finish(data: dict[str, Any], start: int) -> int:
    """The finish, known or expected; what lacks is named at `finish`, before what comes later."""
    known = not fields.or_null(data, "finish")
    finish = fields.moment(data, "finish") if known else None
    if finish is not None and finish <= start:
        raise Fault("finish", "should come after the start")
    if not known and dict.get(data, "status") == "dnf":
        raise Fault("finish", "is needed for a race that was not finished: when the runner stopped")
    expected = not fields.or_null(data, "expected_minutes")
    if not known and not expected:
        raise Fault("finish", "give finish or expected_minutes")
    length = fields.minutes(data, "expected_minutes", WEEKS_TWO) if expected else 0
    return start + length if finish is None else finish


def _workout(data: dict[str, Any], order: int, days: zones.LocalDays) -> facts.Workout:
    timed, dated = "start" in data, "day" in data
    if not timed and not dated:
        raise Fault("start", "give start or day")
    start = fields.moment(data, "start") if timed else 0
    if "minutes" in data and not timed:
        raise Fault("minutes", "goes only with a start")
    length = fields.minutes(data, "minutes", default=60)
    if timed and dated:
        raise Fault("day", "give start or day, not both")
    if timed:
        end, day = start + length, days.day(start)
    else:
        day = fields.day(data, "day")
        start, end = days.at_wall(day, 5), days.at_wall(day, 21)
    kind = fields.choice(data, "kind", facts.WORKOUT_KINDS)
    return facts.Workout(start, end, day, kind, timed, order)


def _session(data: dict[str, Any], order: int, days: zones.LocalDays) -> facts.Session:
    start = fields.moment(data, "start")
    length = fields.minutes(data, "minutes")
    kind, depth = _type_and_depth(data)
    service = _service(data)
    return facts.Session(start, start + length, days.day(start), kind, depth, service, order)


def _away(data: dict[str, Any], order: int) -> facts.Away:
    start, end = fields.moment(data, "from"), fields.moment(data, "until")
    if end <= start:
        raise Fault("until", "should come after from")
    return facts.Away(start, end, order)


def _injury(data: dict[str, Any]) -> facts.Injury:
    kind = fields.choice(data, "kind", facts.INJURY_KINDS)
    known = not fields.or_null(data, "diagnosed_by")
    return facts.Injury(
        kind, fields.choice(data, "diagnosed_by", facts.DIAGNOSERS) if known else None
    )


def _candidate(data: dict[str, Any]) -> tuple[facts.Shape, int]:
    kind, depth = _type_and_depth(data)
    start = fields.moment(data, "start")
    length = fields.minutes(data, "minutes") // MINUTE
    service = _service(data)
    if service == "chair_massage" and kind != "none":
        raise Fault("service", "chair_massage goes with type none only")
    group = fields.integer(data, "group_size", 1, 500, 1)
    return facts.Shape(kind, depth, length, service, group), start


def _type_and_depth(data: dict[str, Any]) -> tuple[str, str]:
    kind = fields.choice(data, "type", facts.TYPES)
    depths = facts.DEPTHS[:2] if kind == "none" else facts.DEPTHS
    default = "light" if kind == "none" else fields.MISSING
    return kind, fields.choice(data, "depth", depths, default)


def _service(data: dict[str, Any]) -> str | None:
    return None if fields.or_null(data, "service") else fields.text(data, "service")


def _each(top: dict[str, Any], key: str, read: Callable[..., T], *more: Any) -> tuple[T, ...]:
    """Each item by `read(item, place, *more)`."""
    found = []
    place = 0
    try:
        for place, item in enumerate(fields.array(top, key)):
            found.append(read(fields.obj(item, ""), place, *more))
    except Fault as fault:
        if fault.key == key:
            raise
        raise Fault(_path(f"{key}[{place}]", fault.key), fault.message) from None
    return tuple(found)


def _inside(key: str, value: Any, read: Callable[[dict[str, Any]], T]) -> T | None:
    if value is fields.MISSING:
        return None
    try:
        return read(fields.obj(value, ""))
    except Fault as fault:
        raise Fault(_path(key, fault.key), fault.message) from None


def _refuse_unknown(top: dict[str, Any]) -> None:
    _only_known(top, frozenset(TABLE), "")
    for key in TABLE:
        value = dict.get(top, key)  # even of a key that stands twice
        if key in SINGLES and isinstance(value, dict):
            _only_known(value, SINGLES[key], key)
        elif key in ITEMS and isinstance(value, list):
            known = ITEMS[key]
            for place, item in enumerate(value):
                if isinstance(item, dict) and not known.issuperset(item):
                    _only_known(item, known, f"{key}[{place}]")


def _only_known(data: dict[str, Any], known: frozenset[str], path: str) -> None:
    if not known.issuperset(data):
        key = next(key for key in data if key not in known)
        raise Fault(f"{path}.{key}" if path else str(key), "is not known here")


def _path(outer: str, inner: str) -> str:
    return f"{outer}.{inner}" if outer and inner else outer or inner


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Twice(pairs)


def _short_int(digits: str) -> int | float:
    return int(digits) if len(digits) < 20 else float("inf")
