"""Naive reading of a case for the reference engine: raises the first fault, else gives records.

Instants are integer microseconds since 1970-01-01T00:00:00Z. It shares nothing with the engine.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
MINUTE = 60 * 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MISSING = object()  # stands for a key that is not there: no check accepts it

Ref = tuple[str, int]  # where a thing stands in the case, such as ("races", 2)
Json = dict[str, object]
Words = tuple[str, ...]

RUNNING_TYPES = ("pre_event", "post_event", "general", "injury")
TYPES = (*RUNNING_TYPES, "none")
DEPTHS = ("light", "moderate", "deep")  # from the lightest
PRIORITIES = ("A", "B", "C")
TERRAINS = ("flat", "hilly", "downhill", "trail")
STATUSES = ("planned", "finished", "dns", "dnf", "cancelled")
HARD = ("intervals", "threshold", "race_pace", "long_run", "hills")
KINDS = (*HARD, "easy", "cross_training", "rest", "unknown")
INJURIES = ("tendinopathy", "ligament", "strain", "other")
GRAVE: Words = ("calf_clot_signs", "fever", "skin_infection", "open_wound", "recent_surgery")
GRAVE += ("uncontrolled_blood_pressure", "focal_bone_pain", "dark_urine_or_collapse", "chest_pain")
CODES: Words = ("hot_tendon", "acute_strain", "contusion", "boggy_swelling", "numbness_below_knee")
CODES += ("anticoagulant", "medication_change", "short_sleep", "pregnancy", *GRAVE)
FAMILIES = {"PRE": 13, "POST": 7, "TRAIN": 6, "CAD": 5, "INJ": 1, "FREQ": 4, "DAY": 2}
FAMILIES |= {"FLAG": 8, "CLASH": 4}
RULE_IDS = tuple(f"{name}-{n}" for name, last in FAMILIES.items() for n in range(1, last + 1))

ANSWERS: Words = ("recreational", "load_rising", "masters", "race_soreness")
ANSWERS += ("last_session_sore_over_36h", "last_session_bruised")
ROOT_KEYS: Words = ("timezone", "runner", "races", "workouts", "sessions", "away", "injury")
ROOT_KEYS += ("screening", "cleared", "waivers", "candidate")
RUNNER_KEYS = ("quiet_days_before_race", *ANSWERS)
RACE_KEYS = ("name", "start", "finish", "expected_minutes", "priority", "terrain", "status")
WORKOUT_KEYS = ("start", "minutes", "day", "kind")
SESSION_KEYS = ("start", "minutes", "type", "depth", "service")
CANDIDATE_KEYS = ("type", "depth", "start", "minutes", "service", "group_size")
TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2}))"
)
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class Bad(Exception):
    """Bad input; `field` is the path of the fault, such as `races[0].start`."""

    def __init__(self, field: str) -> None:
        """Keep the path."""
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Race:
    """A race of any status; `day` is the local day on which it starts."""

    ref: Ref
    start: int
    finish: int
    day: date
    priority: str
    terrain: str
    status: str


@dataclass(frozen=True)
class Workout:
    """A workout; one that came with a day alone has `timed` false and lasts from 05:00 to 21:00."""

    ref: Ref
    start: int
    end: int
    day: date
    kind: str
    timed: bool


@dataclass(frozen=True)
class Session:
    """A session of the runner, or the candidate; `day` is the local day on which it starts."""

    ref: Ref
    start: int
    end: int
    minutes: int
    day: date
    type: str
    depth: str
    service: str | None


@dataclass(frozen=True)
class Away:
    """The runner is elsewhere from `start` to `end`."""

    ref: Ref
    start: int
    end: int


@dataclass(frozen=True)
class Case:
    """A whole valid case; `me` is the candidate."""

    quiet_days: int
    answers: dict[str, bool]
    races: list[Race]
    workouts: list[Workout]
    sessions: list[Session]
    away: list[Away]
    injury_kind: str | None
    diagnosed_by: str | None
    screening: list[str]
    cleared: list[str]
    waivers: list[str]
    me: Session
    group_size: int


@cache
def zone_keys() -> Words:
    """Give every key of the tzdata package."""
    text = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return tuple(text.split())


@cache
def load_zone(key: str) -> ZoneInfo:
    """Load a zone from the tzdata package: a machine's own data can be years older."""
    with resources.files("tzdata").joinpath("zoneinfo", *key.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=key)


def local_day(instant: int, zone: ZoneInfo) -> date:
    """Give the day that the clinic's wall calendar shows at an instant."""
    return (EPOCH + timedelta(microseconds=instant)).astimezone(zone).date()


def on_day(day: date, hour: int, zone: ZoneInfo) -> int:
    """Give the instant of a full hour of a local day."""
    wall = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
    return (wall.astimezone(UTC) - EPOCH) // timedelta(microseconds=1)


def text(value: object, path: str) -> str:
    """Accept a string of at most 200 characters."""
    if not isinstance(value, str) or len(value) > 200:
        raise Bad(path)
    return value


def one_of(value: object, path: str, options: Words) -> str:
    """Accept one of a few words."""
    if not isinstance(value, str) or value not in options:
        raise Bad(path)
    return value


def integer(value: object, path: str, low: int, high: int) -> int:
    """Accept a JSON integer from low to high, both in; `True` and `1.0` are none."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Bad(path)
    return value


def boolean(value: object, path: str) -> bool:
    """Accept true and false."""
    if not isinstance(value, bool):
        raise Bad(path)
    return value


def moment(value: object, path: str) -> int:
    """Accept an RFC 3339 time, cut to microseconds, of a year 1970-2200 as it is written."""
    found = TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None or not 1970 <= int(found[1]) <= 2200:
        raise Bad(path)
    if found[8] is None and (int(found[10]) > 23 or int(found[11]) > 59):
        raise Bad(path)
    year, month, day, hour, minute, second = (int(found[n]) for n in range(1, 7))
    micro = int(((found[7] or "") + "000000")[:6])
    try:
        wall = datetime(year, month, day, hour, minute, second, micro, UTC)
    except ValueError:
        raise Bad(path) from None
    instant = (wall - EPOCH) // timedelta(microseconds=1)
    if found[8] is None:
        east = (int(found[10]) * 60 + int(found[11])) * MINUTE
        instant -= east if found[9] == "+" else -east
    return instant


def calendar_day(value: object, path: str) -> date:
    """Accept a date YYYY-MM-DD of a year 1970-2200."""
    found = DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None or not 1970 <= int(found[1]) <= 2200:
        raise Bad(path)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Bad(path) from None


def json_object(value: object, path: str) -> Json:
    """Accept a JSON object."""
    if not isinstance(value, dict):
        raise Bad(path)
    return value


def array(case: Json, key: str) -> list[object]:
    """Accept an array of at most 1,000 elements; left out it is empty."""
    value = case.get(key, [])
    if not isinstance(value, list) or len(value) > 1000:
        raise Bad(key)
    return value


def known_keys(value: object, path: str, keys: Words) -> None:
    """Refuse the first unknown key of an object; what is no object is judged later."""
    if isinstance(value, dict):
        for key in value:
            if key not in keys:
                raise Bad(f"{path}.{key}" if path else str(key))


def all_known_keys(case: Json) -> None:
    """Refuse an unknown key anywhere: the outer object first, then the inner ones in order."""
    known_keys(case, "", ROOT_KEYS)
    known_keys(case.get("runner"), "runner", RUNNER_KEYS)
    tables = {"races": RACE_KEYS, "workouts": WORKOUT_KEYS, "sessions": SESSION_KEYS}
    for name, keys in (tables | {"away": ("from", "until")}).items():
        things = case.get(name)
        for i, thing in enumerate(things if isinstance(things, list) else []):
            known_keys(thing, f"{name}[{i}]", keys)
    known_keys(case.get("injury"), "injury", ("kind", "diagnosed_by"))
    known_keys(case.get("candidate"), "candidate", CANDIDATE_KEYS)


def read_race(value: object, i: int, zone: ZoneInfo) -> Race:
    """Read `races[i]`."""
    path = f"races[{i}]"
    race = json_object(value, path)
    text(race.get("name", ""), f"{path}.name")
    start = moment(race.get("start", MISSING), f"{path}.start")
    finish = None
    if race.get("finish") is not None:
        finish = moment(race["finish"], f"{path}.finish")
        if finish <= start:
            raise Bad(f"{path}.finish")
    elif race.get("status") == "dnf" or race.get("expected_minutes") is None:
        raise Bad(f"{path}.finish")
    if race.get("expected_minutes") is not None:
        minutes = integer(race["expected_minutes"], f"{path}.expected_minutes", 1, 20160)
        if finish is None:
            finish = start + minutes * MINUTE
    assert finish is not None
    priority = one_of(race.get("priority", MISSING), f"{path}.priority", PRIORITIES)
    terrain = one_of(race.get("terrain", "flat"), f"{path}.terrain", TERRAINS)
    status = one_of(race.get("status", "planned"), f"{path}.status", STATUSES)
    day = local_day(start, zone)
    return Race(("races", i), start, finish, day, priority, terrain, status)


def read_workout(value: object, i: int, zone: ZoneInfo) -> Workout:
    """Read `workouts[i]`."""
    path = f"workouts[{i}]"
    workout = json_object(value, path)
    timed = "start" in workout
    start = end = 0
    if timed:
        start = moment(workout["start"], f"{path}.start")
    elif "day" not in workout:
        raise Bad(f"{path}.start")
    if "minutes" in workout and not timed:
        raise Bad(f"{path}.minutes")
    if timed:
        minutes = integer(workout.get("minutes", 60), f"{path}.minutes", 1, 1440)
        end = start + minutes * MINUTE
        day = local_day(start, zone)
        if "day" in workout:
            raise Bad(f"{path}.day")
    else:
        day = calendar_day(workout["day"], f"{path}.day")
        start, end = on_day(day, 5, zone), on_day(day, 21, zone)
    kind = one_of(workout.get("kind", MISSING), f"{path}.kind", KINDS)
    return Workout(("workouts", i), start, end, day, kind, timed)


def read_type_and_depth(session: Json, path: str) -> tuple[str, str]:
    """Read the keys type and depth of a session; type none is light when not told, never deep."""
    kind = one_of(session.get("type", MISSING), f"{path}.type", TYPES)
    implied = "light" if kind == "none" else MISSING
    depth = one_of(session.get("depth", implied), f"{path}.depth", DEPTHS)
    if kind == "none" and depth == "deep":
        raise Bad(f"{path}.depth")
    return kind, depth


def read_start(session: Json, path: str) -> tuple[int, int]:
    """Read the keys start and minutes of a session."""
    start = moment(session.get("start", MISSING), f"{path}.start")
    return start, integer(session.get("minutes", MISSING), f"{path}.minutes", 1, 1440)


def read_service(session: Json, path: str) -> str | None:
    """Read the service of a session; null means none."""
    value = session.get("service")
    return None if value is None else text(value, f"{path}.service")


def read_session(value: object, i: int, zone: ZoneInfo) -> Session:
    """Read `sessions[i]`."""
    path = f"sessions[{i}]"
    session = json_object(value, path)
    start, minutes = read_start(session, path)
    kind, depth = read_type_and_depth(session, path)
    service = read_service(session, path)
    end, day = start + minutes * MINUTE, local_day(start, zone)
    return Session(("sessions", i), start, end, minutes, day, kind, depth, service)


def read_candidate(value: object, zone: ZoneInfo) -> tuple[Session, int]:
    """Read the candidate and its group size."""
    candidate = json_object(value, "candidate")
    kind, depth = read_type_and_depth(candidate, "candidate")
    start, minutes = read_start(candidate, "candidate")
    service = read_service(candidate, "candidate")
    if service == "chair_massage" and kind != "none":
        raise Bad("candidate.service")
    group_size = integer(candidate.get("group_size", 1), "candidate.group_size", 1, 500)
    end, day = start + minutes * MINUTE, local_day(start, zone)
    me = Session(("candidate", 0), start, end, minutes, day, kind, depth, service)
    return me, group_size


def read_away(value: object, i: int) -> Away:
    """Read `away[i]`."""
    path = f"away[{i}]"
    away = json_object(value, path)
    start = moment(away.get("from", MISSING), f"{path}.from")
    end = moment(away.get("until", MISSING), f"{path}.until")
    if end <= start:
        raise Bad(f"{path}.until")
    return Away(("away", i), start, end)


def read_injury(value: object) -> tuple[str | None, str | None]:
    """Read the kind of the injury and who diagnosed it; null is no injury."""
    if value is None:
        return None, None
    injury = json_object(value, "injury")
    kind = one_of(injury.get("kind", MISSING), "injury.kind", INJURIES)
    who = injury.get("diagnosed_by")
    return kind, None if who is None else one_of(who, "injury.diagnosed_by", ("doctor", "physio"))


def read_words(case: Json, key: str, options: Words) -> list[str]:
    """Read an array of known words."""
    return [one_of(word, f"{key}[{i}]", options) for i, word in enumerate(array(case, key))]


def each(case: Json, key: str, reader: Callable[[object, int], T]) -> list[T]:
    """Read an array of objects."""
    return [reader(thing, i) for i, thing in enumerate(array(case, key))]


def read(value: object) -> Case:
    """Read a case in the order of the table, or raise `Bad` at its first fault."""
    case = json_object(value, "")
    all_known_keys(case)
    zone = load_zone(one_of(case.get("timezone", MISSING), "timezone", zone_keys()))
    runner = json_object(case.get("runner", {}), "runner")
    quiet = integer(runner.get(RUNNER_KEYS[0], 0), f"runner.{RUNNER_KEYS[0]}", 0, 10)
    answers = {key: boolean(runner.get(key, False), f"runner.{key}") for key in ANSWERS}
    races = each(case, "races", lambda thing, i: read_race(thing, i, zone))
    workouts = each(case, "workouts", lambda thing, i: read_workout(thing, i, zone))
    sessions = each(case, "sessions", lambda thing, i: read_session(thing, i, zone))
    away = each(case, "away", read_away)
    injury = read_injury(case.get("injury"))
    screening = read_words(case, "screening", CODES)
    cleared = read_words(case, "cleared", CODES)
    waivers = read_words(case, "waivers", RULE_IDS)
    me = read_candidate(case.get("candidate", MISSING), zone)
    return Case(
        quiet, answers, races, workouts, sessions, away, *injury, screening, cleared, waivers, *me
    )
