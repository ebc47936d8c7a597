"""Ways to make a valid case bad in one or two places, each surely a fault."""

import copy
import json
import random

from tests.protocols.core import reference_input as given

Json = dict[str, object]
# What is wrong for each kind of value. Here and below JSON says it in the fewest lines.
WRONG: dict[str, list[object]] = json.loads("""{
"zone": ["", "Mars/Base", "europe/berlin", "Europe/Berlin ", "Europe", "../UTC", "localtime",
  "UTC+1", "/UTC", "zone.tab", null, 5, true, [], {}],
"object": [null, true, 0, "", "x", [], [{}], 1.5, NaN],
"injury": [false, 0, "", "strain", [], NaN],
"array": [null, true, 0, "", "x", {}, {"0": 1}, 1.5],
"bool": [null, 0, 1, "", "true", [], {}, 1.0, NaN],
"text": [null, true, 0, 1.5, [], {}, "LONG"],
"service": [true, 0, 1.5, [], {}, "LONG"],
"word": [null, true, 0, "", "x", "light ", "Flat", "DEEP", "a", "General", [], {}, ["A"], NaN],
"who": [true, 0, "", "Doctor", "nurse", [], {}],
"day": [null, 0, "", "2026-02-29", "2026-13-01", "2026-1-1", "20260101", "2026-01-01T00:00:00Z",
  "2026-01-01 ", " 2026-01-01", "2026-W01-1", "2026-00-10", "２026-01-01", [], {}],
"time": [null, 0, 1767225600, true, "", "now", [], {}, NaN, "2026-05-01", "2026-05-01T10:00Z",
  "2026-05-01T10:00:00", "2026-05-01t10:00:00Z", "2026-05-01T10:00:00z", "2026-05-01 10:00:00Z",
  "2026-05-01T10:00:00+0200", "2026-05-01T10:00:00+02", "2026-05-01T10:00:00+24:00",
  "2026-05-01T10:00:00+02:60", "2026-05-01T10:00:00.Z", "2026-05-01T10:00:00,5Z",
  "2026-02-29T10:00:00Z", "2026-04-31T10:00:00Z", "2026-13-01T10:00:00Z", "2026-05-01T24:00:00Z",
  "2026-05-01T10:60:00Z", "2026-05-01T10:00:61Z", "1969-12-31T23:59:59Z",
  "1969-12-31T23:59:59-01:00", "2201-01-01T00:00:00Z", "2201-01-01T00:00:00+14:00",
  "0000-01-01T00:00:00Z", "2026-5-1T10:00:00Z", "2026-05-01T10:00:00+1:00",
  "20260501T100000Z", " 2026-05-01T10:00:00Z", "2026-05-01T10:00:00Z\\n", "2026-05-01T10:00:00 Z",
  "２026-05-01T10:00:00Z", "2026-05-01T10:00:00+٠2:00", "2026-05-01T10:00:00+02:00:00",
  "+2026-05-01T10:00:00Z", "2026-05-01T10:00:00−02:00"],
"integer": [true, false, "", "5", 1.0, 5.0, 1.5, NaN, Infinity, [], {}, -1, 99999, 1e30,
  "LOW", "HIGH"]}""")
# The kind of each key's value; an integer has the least and the most.
KINDS: dict[str, str] = json.loads("""{"timezone": "zone", "runner": "object", "races": "array",
"workouts": "array", "sessions": "array", "away": "array", "injury": "injury", "screening": "array",
"cleared": "array", "waivers": "array", "candidate": "object", "finish": "time", "from": "time",
"until": "time", "quiet_days_before_race": "integer 0 10", "name": "text", "start": "time",
"expected_minutes": "integer 1 20160", "priority": "word", "terrain": "word", "status": "word",
"minutes": "integer 1 1440", "day": "day", "kind": "word", "type": "word", "depth": "word",
"service": "service", "diagnosed_by": "who", "group_size": "integer 1 500"}""")
KEYS = {"": given.ROOT_KEYS, "runner": given.RUNNER_KEYS, "races": given.RACE_KEYS}
KEYS |= {"workouts": given.WORKOUT_KEYS, "sessions": given.SESSION_KEYS, "away": ("from", "until")}
KEYS |= {"injury": ("kind", "diagnosed_by"), "candidate": given.CANDIDATE_KEYS}
SAMPLES: dict[str, Json] = json.loads("""{
"races": {"start": "2026-05-01T10:00:00Z", "expected_minutes": 100, "priority": "A"},
"workouts": {"day": "2026-05-01", "kind": "easy"}, "injury": {"kind": "strain"}, "runner": {},
"sessions": {"start": "2026-05-01T10:00:00Z", "minutes": 30, "type": "none"},
"away": {"from": "2026-05-01T10:00:00Z", "until": "2026-05-01T11:00:00Z"},
"candidate": {"type": "none", "start": "2026-05-01T10:00:00Z", "minutes": 30}}""")
# Keys that go, or do not go, together: where, what to set, what to take away.
PAIRS: list[tuple[str, Json, list[str]]] = json.loads("""[
["races", {}, ["finish", "expected_minutes"]], ["races", {"finish": null}, ["expected_minutes"]],
["races", {"status": "dnf", "expected_minutes": 60}, ["finish"]],
["races", {"status": "dnf", "expected_minutes": 60, "finish": null}, []],
["races", {"start": "2026-05-01T10:00:00Z", "finish": "2026-05-01T12:00:00+02:00"}, []],
["races", {"start": "2026-05-01T10:00:00Z", "finish": "2026-05-01T11:59:59+02:00"}, []],
["races", {"start": "2026-05-01T10:00:00.1234561Z", "finish": "2026-05-01T10:00:00.1234569Z"}, []],
["away", {"from": "2026-05-01T10:00:00Z", "until": "2026-05-01T10:00:00Z"}, []],
["away", {"from": "2026-05-01T10:00:00.000001Z", "until": "2026-05-01T10:00:00Z"}, []],
["workouts", {"start": "2026-05-01T10:00:00Z", "day": "2026-05-01"}, []],
["workouts", {"start": null, "day": "2026-05-01"}, []], ["workouts", {}, ["start", "day"]],
["workouts", {"start": "2026-05-01T10:00:00Z", "day": null}, []],
["workouts", {"day": "2026-05-01", "minutes": 60}, ["start"]],
["sessions", {"type": "none", "depth": "deep"}, []],
["candidate", {"type": "none", "depth": "deep"}, []],
["sessions", {"type": "general"}, ["depth"]], ["candidate", {"type": "injury"}, ["depth"]],
["sessions", {"type": "none", "depth": null}, []],
["candidate", {"type": "none", "depth": null}, []],
["candidate", {"type": "general", "depth": "light", "service": "chair_massage"}, []],
["races", {}, ["start"]], ["races", {}, ["priority"]], ["workouts", {}, ["kind"]],
["sessions", {}, ["start"]], ["sessions", {}, ["minutes"]], ["sessions", {}, ["type"]],
["away", {}, ["from"]], ["away", {}, ["until"]], ["injury", {}, ["kind"]],
["candidate", {}, ["type"]], ["candidate", {}, ["start"]], ["candidate", {}, ["minutes"]],
["", {}, ["timezone"]], ["", {}, ["candidate"]]]""")
NULLABLE = ("injury", "diagnosed_by", "service", "finish", "expected_minutes")
ARRAYS = ("races", "workouts", "sessions", "away")
WORDS = {"screening": "fever", "cleared": "fever", "waivers": "PRE-1"}
WRONG_WORDS: tuple[object, ...] = ("PRE-14", "pre-1", "PRE-01", "PRE-0", "Fever", "", None, 1, [])


def wrong_value(rng: random.Random, key: str) -> object:
    """Give a value that a key must refuse."""
    kind, *bounds = KINDS.get(key, "bool").split()
    value = rng.choice([v for v in WRONG[kind] if v is not None or key not in NULLABLE])
    if value == "LONG":
        return "x" * 201
    if value in ("LOW", "HIGH"):
        return int(bounds[0]) - 1 if value == "LOW" else int(bounds[1]) + 1
    return copy.deepcopy(value)


def find(rng: random.Random, case: Json, name: str) -> Json | None:
    """Give one of the case's objects, made where there is none; None where something else is."""
    if name == "":
        return case
    if not case.get(name):
        sample = copy.deepcopy(SAMPLES[name])
        case[name] = [sample] if name in ARRAYS else sample
    value = case[name]
    thing = rng.choice(value) if isinstance(value, list) and value else value
    return thing if isinstance(thing, dict) else None


def spoil_pair(rng: random.Random, case: Json) -> bool:
    """Set and take away keys that stand or fall together."""
    name, new, gone = rng.choice(PAIRS)
    thing = find(rng, case, name)
    if thing is None:
        return False
    thing.update(copy.deepcopy(new))
    for key in gone:
        thing.pop(key, None)
    return True


def spoil_value(rng: random.Random, case: Json) -> bool:
    """Give a key a value that it must refuse."""
    name = rng.choice(tuple(KEYS))
    thing = find(rng, case, name)
    if thing is None:
        return False
    key = rng.choice(KEYS[name])
    thing[key] = wrong_value(rng, key)
    return True


def spoil_keys(rng: random.Random, case: Json) -> bool:
    """Add an unknown key."""
    thing = find(rng, case, rng.choice(tuple(KEYS)))
    if thing is None:
        return False
    thing[rng.choice(("foo", "", "Start", "minute", "time_zone", "id", "group-size"))] = 1
    return True


def spoil_array(rng: random.Random, case: Json) -> bool:
    """Put a wrong element into an array, or far too many good ones."""
    name = rng.choice((*ARRAYS, *WORDS))
    old = case.get(name, [])
    if not isinstance(old, list):
        return False
    good = copy.deepcopy(SAMPLES[name]) if name in ARRAYS else WORDS[name]
    wrong = rng.choice((None, True, 3, 1.5, "", "x", [], {}) if name in ARRAYS else WRONG_WORDS)
    place = rng.randint(0, len(old))
    many = rng.random() < 0.1
    case[name] = [good] * 1001 if many else [*old[:place], wrong, *old[place:]]
    return True


def shuffled(rng: random.Random, value: object) -> object:
    """Give the same value with the keys of every object in another order."""
    if isinstance(value, dict):
        return {key: shuffled(rng, value[key]) for key in rng.sample(list(value), len(value))}
    return [shuffled(rng, one) for one in value] if isinstance(value, list) else value


def spoil(rng: random.Random, case: Json) -> object:
    """Give a copy of a valid case that is bad in one or two places, or what is no case at all."""
    if rng.random() < 0.02:
        return rng.choice(([], [case], None, "", "x", 1, 1.5, True, float("nan")))
    bad = copy.deepcopy(case)
    ways = [spoil_pair, spoil_pair, spoil_value, spoil_value, spoil_array, spoil_keys]
    for _ in range(rng.choice((1, 1, 2))):
        way = rng.choice(ways)
        while not way(rng, bad):
            way = rng.choice(ways)
        if way is spoil_keys:  # which of two unknown keys is named first is not said
            ways.remove(spoil_keys)
    return shuffled(rng, bad) if rng.random() < 0.5 else bad
