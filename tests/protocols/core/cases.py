"""Random cases for the timing engine that crowd the edges of its rules, and ways to spoil them.

`random_case(rng)` gives a valid case; `spoil(rng, case)` a bad one. Run as a script it prints how
often each rule fires. Instants are integer microseconds since 1970-01-01T00:00:00Z.
"""

import random
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.protocols.core import reference_input as given
from tests.protocols.core.cases_spoilt import spoil
from tests.protocols.core.reference import Bad, reference

__all__ = ["random_case", "spoil"]

Json = dict[str, object]
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
JITTER = (0, 0, 0, 0, 1, -1, SECOND, -SECOND, MINUTE, -MINUTE)
# Zones with the years in which their clocks do something odd.
ZONES = (
    ("America/St_Johns", 1988, 2011),  # changes at 00:01: a local day comes back for a minute
    ("Pacific/Apia", 2011, 2011),  # has no 30 December
    ("Pacific/Kwajalein", 1993, 1993),  # has no 21 August
    ("Africa/Monrovia", 1971, 1972),  # offset with seconds
    ("Asia/Kathmandu", 1985, 1986),
    ("Antarctica/Troll", 2005, 2035),  # moves by two hours
    ("Australia/Lord_Howe", 1981, 2199),  # moves by half an hour
    ("Africa/Casablanca", 2018, 2087),
    ("America/Sao_Paulo", 1985, 2019),  # changes at midnight
    ("America/Havana", 1998, 2040),
    ("Europe/Berlin", 1980, 2199),
    ("Europe/Dublin", 1971, 2030),
    ("America/New_York", 1970, 2200),
    ("UTC", 1970, 2200),
)
MINUTES = (1, 15, 29, 30, 30, 30, 31, 44, 45, 45, 46, 60, 60, 61, 90, 120, 1440)
RACE_MINUTES = (1, 30, 119, 120, 120, 121, 179, 180, 181, 240, 1440, 20160)
BEFORE_RACE = (0, 2, 24, 72, 120, 168, 240)
AFTER_RACE = (0, 6, 24, 36, 48, 72, 96, 168, 336)
FAR_DAYS = (13, 14, 15, 30, 55, 56, 57, 100, 167, 168, 169, 200)
GAP_DAYS = (6, 7, 8, 13, 14, 15, 20, 21, 22, 28, 29, 30, 31)
SERVICES: tuple[str | None, ...] = (
    None,
    "facial",
    "waxing",
    "spa",
    "chair_massage",
    "swedish",
    "hot_stone",
)
SERVICES += ("prenatal", "couples", "", "Swedish", "reiki")
OFFSETS = (-1439, -720, -210, -150, -60, 60, 330, 345, 765, 840, 1439)
# Kinds of case with the types and depths that most of their candidates have.
THEMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "season": (("general",), given.DEPTHS),  # races and sessions weeks away
    "flush": (("pre_event", "post_event"), ("light", "light", "moderate")),  # races hours away
    "build-up": (("general", "pre_event"), ("deep",)),  # a race weeks ahead, workouts days ahead
    "gentle": (("general",), ("light", "moderate")),  # no hard workout
    "cluster": (("injury",), given.DEPTHS),  # many injury sessions in a week
    "bare": (("pre_event",), given.DEPTHS),  # one other session or none
    "one_day": (given.RUNNING_TYPES, ("deep",)),  # other services on the same day
}
NAMES = ("", "Bridge Run", "Zürich 🏁", "x" * 200)
DEFAULTS: dict[str, object] = {"minutes": 60, "name": "", "terrain": "flat", "status": "planned"}
DEFAULTS |= {"service": None, "diagnosed_by": None, "finish": None, "expected_minutes": None}
DEFAULTS |= {"group_size": 1, "quiet_days_before_race": 0} | dict.fromkeys(given.ANSWERS, False)


class OutOfYearsError(Exception):
    """An instant that no offset writes with a year 1970-2200."""


@cache
def clock_changes(key: str, year: int) -> tuple[int, ...]:
    """Give the instants of a year, to the second, at which a zone's clock is moved."""
    zone = given.load_zone(key)

    def offset(second: int) -> timedelta | None:
        return (given.EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()

    first = (date(year, 1, 1) - date(1970, 1, 1)).days * 86400
    found = []
    for low in range(first, first + 366 * 86400, 86400):
        before, after = low, low + 86400
        if offset(before) != offset(after):
            while after - before > 1:
                middle = (before + after) // 2
                before, after = (
                    (middle, after) if offset(middle) == offset(low) else (before, middle)
                )
            found.append(after * SECOND)
    return tuple(found)


def stamp(rng: random.Random, instant: int, zone: ZoneInfo) -> str:
    """Write an instant with Z, the zone's offset or any other, and now and then a long fraction."""
    wall = (given.EPOCH + timedelta(microseconds=instant)).astimezone(zone)
    seconds = (wall.utcoffset() or timedelta()).total_seconds()
    local = int(seconds // 60) if seconds % 60 == 0 else 0
    wishes = [rng.choice((None, None, None, local, local, 0, rng.choice(OFFSETS))), None, 840, -720]
    for offset in wishes:
        moved = given.EPOCH + timedelta(microseconds=instant + (offset or 0) * MINUTE)
        if 1970 <= moved.year <= 2200:
            break
    else:
        raise OutOfYearsError
    text = moved.strftime("%Y-%m-%dT%H:%M:%S")
    micro = moved.microsecond
    if micro or rng.random() < 0.1:
        digits = f"{micro:06d}"
        if rng.random() < 0.5:
            digits += "".join(rng.choices("059", k=rng.randint(1, 6)))  # what is cut off
        else:
            digits = digits.rstrip("0") or "0"
        text += f".{digits}"
    if offset is None:
        return text + "Z"
    sign = "-" if offset < 0 or (offset == 0 and rng.random() < 0.3) else "+"
    return f"{text}{sign}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"


@dataclass
class Draft:
    """What the parts of one case are placed around: the candidate's start, end and local day."""

    rng: random.Random
    zone: ZoneInfo
    theme: str
    start: int
    end: int
    type: str
    races: list[tuple[int, int]] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The candidate's local day."""
        return given.local_day(self.start, self.zone)

    def near(self, instant: int) -> int:
        """Give an instant at, or a hair beside, the given one."""
        return instant + self.rng.choice(JITTER)

    def hours(self, bounds: tuple[int, ...]) -> int:
        """Give a stretch at one of the bounds in hours, or anywhere up to the last of them."""
        if self.rng.random() < 0.3:
            return self.rng.randrange(bounds[-1] * 60) * MINUTE
        return self.near(self.rng.choice(bounds) * HOUR)

    def on_day(self, days: int) -> int:
        """Give an instant at the beginning of a local day, or on it, some days from the own."""
        midnight = given.on_day(self.day + timedelta(days=days), 0, self.zone)
        if self.rng.random() < 0.5:
            return self.near(midnight)
        return midnight + self.rng.randrange(86400) * SECOND

    def text(self, instant: int) -> str:
        """Write an instant."""
        return stamp(self.rng, instant, self.zone)


def trim(rng: random.Random, thing: Json) -> Json:
    """Leave out some of the keys that stand at their defaults."""
    return {
        key: value
        for key, value in thing.items()
        if key not in DEFAULTS or value != DEFAULTS[key] or rng.random() < 0.5
    }


def anchor(rng: random.Random, key: str, first: int, last: int) -> int:
    """Give an instant where clocks, days or years turn, or any."""
    year = rng.choice((first, last, rng.randint(first, last), *(4 * [rng.randint(2010, 2035)])))
    year = min(max(year, first), last)
    zone, changes, kind = given.load_zone(key), clock_changes(key, year), rng.random()
    if changes and kind < 0.4:
        hours = rng.choice((0, 0, 0, 0, 24, 36, 72, 120, 168, -24, -36, -48, -72, -168))
        return rng.choice(changes) + rng.choice(JITTER) + hours * HOUR
    day = date(year, 1, 1) + timedelta(days=rng.choice((0, 364, *(8 * [rng.randrange(365)]))))
    if kind < 0.65:
        return given.on_day(day, 0, zone) + rng.choice(JITTER)
    if kind < 0.8:  # a workout with a day alone lasts from 05:00 to 21:00
        return given.on_day(day, rng.choice((3, 5, 9, 21)), zone) + rng.choice(JITTER)
    return given.on_day(day, 0, zone) + rng.randrange(86400) * SECOND


def random_race(d: Draft) -> Json:
    """Give a race ahead, behind, far off on a day's edge, or across the candidate."""
    rng = d.rng
    priority = rng.choice("AAABBCCC")
    minutes = rng.choice(RACE_MINUTES if priority != "C" else (*RACE_MINUTES, 60, 120, 120, 121))
    place = rng.random()
    if d.theme in ("season", "build-up"):
        place = rng.uniform(0.6 if d.theme == "season" else 0.85, 1.1)
    elif d.theme == "flush":
        place = rng.uniform(0.0, 0.75)
    extra = rng.choice((0, 0, 0, 0, 1, -1, SECOND, -SECOND))
    length = minutes * MINUTE + extra
    if d.races and rng.random() < 0.1:
        start, finish = rng.choice(d.races)
        start = rng.choice((start, finish - length))
    elif place < 0.4:
        start = d.end + d.hours(BEFORE_RACE)
    elif place < 0.7:
        start = d.start - d.hours(AFTER_RACE if d.theme != "season" else (96, 168, 336)) - length
    elif place < 0.78:
        start = d.near(rng.choice((d.start - length, d.start, d.end - MINUTE)))
    elif place < 0.85:
        start = d.on_day(rng.randint(0, 11))
    else:
        start = d.on_day(rng.choice(FAR_DAYS if d.theme != "build-up" else (15, 16, 30, 56)))
    finish = start + length
    d.races.append((start, finish))
    status = rng.choice(("planned", "planned", "planned", "finished", *given.STATUSES))
    told = status == "dnf" or extra != 0 or rng.random() < 0.5
    race: Json = {
        "name": rng.choice(NAMES),
        "start": d.text(start),
        "finish": d.text(finish) if told else None,
        "expected_minutes": minutes if not told else rng.choice((None, None, 1, 180, 20160)),
        "priority": priority,
        "terrain": rng.choice(("flat", "flat", *given.TERRAINS)),
        "status": status,
    }
    return trim(rng, race)


def random_workout(d: Draft) -> Json:
    """Give a workout before, after, across or on the day of the candidate."""
    rng = d.rng
    gentle = ("easy", "cross_training", "rest")
    kind = rng.choice(gentle if d.theme == "gentle" else (*given.KINDS, *given.HARD))
    if rng.random() < 0.25:
        day = d.day + timedelta(days=rng.randint(-3, 4))
        if not 1970 <= day.year <= 2200:
            raise OutOfYearsError
        return {"day": day.isoformat(), "kind": kind}
    minutes, place = rng.choice((1, 30, 60, 60, 90, 1440)), rng.random()
    if d.theme == "build-up" and rng.random() < 0.5:
        kind = rng.choice(("intervals", "long_run", kind))
        start = d.near(d.end + rng.choice((48, 60, 72)) * HOUR)
    elif place < 0.4:
        start = d.end + d.hours((0, 24, 48, 72))
    elif place < 0.75:
        start = d.start - d.hours((0, 6, 24, 36)) - minutes * MINUTE
    elif place < 0.85:
        start = d.near(rng.choice((d.start, d.start - minutes * MINUTE, d.end)))
    else:
        start = d.on_day(rng.choice((-1, 0, 0, 0, 1, 2)))
    return trim(rng, {"start": d.text(start), "minutes": minutes, "kind": kind})


def session_start(d: Draft, length: int) -> int:
    """Give a start for another session of so many microseconds."""
    rng, place = d.rng, d.rng.random()
    if d.theme == "cluster":
        start = d.start + rng.randint(-167, 167) * HOUR
        return d.near(start if rng.random() < 0.7 else d.start + rng.choice((168, -168)) * HOUR)
    days = {"one_day": (-1, 0, 0, 0, 1), "bare": (0, -27, -28, -29)}.get(d.theme)
    if days or place < 0.15:
        return d.on_day(rng.choice(days or range(-8, 9)))
    if d.sessions and rng.random() < 0.15:
        return rng.choice(d.sessions) + rng.choice((0, 0, 168 * HOUR))
    if place < 0.5 or d.theme == "season":
        return d.on_day(rng.choice(GAP_DAYS) * rng.choice((-1, -1, 1)))
    if d.races and place < 0.65:
        return d.near(rng.choice(d.races)[0] - 120 * HOUR)
    stretch = d.hours((0, 36, 48))
    beside = d.near(rng.choice((d.start - length, d.start, d.end)))
    return rng.choice((d.start - stretch - length, d.end + stretch, beside))


def random_session(d: Draft) -> Json:
    """Give another session of the runner."""
    rng = d.rng
    kind, depth, service = rng.choice(given.TYPES), rng.choice(("deep", *given.DEPTHS)), None
    if rng.random() < (0.8 if d.theme == "cluster" else 0.3):
        kind = d.type
    minutes = rng.choice(MINUTES)
    start = session_start(d, minutes * MINUTE)
    d.sessions.append(start)
    if kind == "none" or rng.random() < 0.15 or d.theme == "one_day":
        service = rng.choice([s for s in SERVICES if s != "chair_massage" or kind == "none"])
    session = trim(rng, {"start": d.text(start), "type": kind, "service": service})
    return with_depth(rng, session | {"minutes": minutes}, depth)


def with_depth(rng: random.Random, session: Json, depth: str) -> Json:
    """Add a depth to a session; one of type none is never deep, and may do without."""
    if session["type"] != "none":
        return session | {"depth": depth}
    return session | rng.choice(({}, {"depth": "light"}, {"depth": "moderate"}))


def random_away(d: Draft) -> Json:
    """Give an absence whose ends lie at the candidate's, or anywhere near."""
    start = d.near(d.rng.choice((d.start - HOUR, d.end, d.end - MINUTE, d.start - 48 * HOUR)))
    end = d.near(d.rng.choice((d.start, d.start + MINUTE, d.end, d.end + 24 * HOUR)))
    return {"from": d.text(start), "until": d.text(end if end > start else start + 1)}


def some(rng: random.Random, words: tuple[str, ...], none: float, most: int) -> list[str]:
    """Give a few words, or with the chance `none` no word at all."""
    return [] if rng.random() < none else rng.choices(words, k=rng.randint(1, most))


def draft_case(rng: random.Random) -> Json:
    """Give a valid case; its times may not be writable."""
    key, first, last = rng.choice(ZONES)
    theme = rng.choice((*(2 * ["season", "flush"]), *THEMES, *(4 * ["any"])))
    kind = rng.choice((*(2 * ["general", "pre_event", "injury"]), "post_event", "general", "none"))
    depth, minutes, service = rng.choice(given.DEPTHS), rng.choice(MINUTES), None
    if theme in THEMES and rng.random() < 0.7:
        kinds, depths = THEMES[theme]
        kind, depth = rng.choice(kinds), rng.choice(depths)
        minutes = rng.choice((15, 30, 30, 31, 45, 45, 46)) if theme == "flush" else minutes
    start = anchor(rng, key, first, last) - rng.choice((0, 0, minutes * MINUTE))
    d = Draft(rng, given.load_zone(key), theme, start, start + minutes * MINUTE, kind)
    if kind == "none" or rng.random() < 0.1 or (theme == "one_day" and rng.random() < 0.4):
        service = rng.choice([s for s in SERVICES if s != "chair_massage" or kind == "none"])
        service = "chair_massage" if kind == "none" and rng.random() < 0.2 else service
    quiet = rng.choice((0, 0, 0, 1, 2, 3, rng.randint(0, 10)))
    runner: Json = {name: rng.random() < 0.3 for name in given.ANSWERS}
    candidate: Json = {"type": kind, "start": d.text(start), "service": service}
    candidate |= {"group_size": rng.choice((1, 1, 1, 4, 5, 6, 500))}
    candidate = trim(rng, candidate) | {"minutes": minutes}
    injury: Json = {"kind": rng.choice(given.INJURIES)}
    injury["diagnosed_by"] = rng.choice(("doctor", "physio", None))
    screening = some(rng, given.CODES, 0.6, 3)
    case: Json = {
        "timezone": key,
        "runner": trim(rng, runner | {"quiet_days_before_race": quiet}),
        "races": [random_race(d) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4)))],
        "workouts": [random_workout(d) for _ in range(rng.choice((0, 0, 1, 2, 4, 7, 20)))],
    }
    count = rng.choice((0, 0, 1, 2, 3, 5, 10) if theme != "bare" else (0, 0, 1))
    waivers = some(rng, given.RULE_IDS, 0.4, 40)
    waivers = rng.choices(given.RULE_IDS, k=1000) if rng.random() < 0.01 else waivers
    count = rng.randint(1, 8) if theme == "cluster" else count
    case |= {
        "sessions": [random_session(d) for _ in range(count)],
        "away": [random_away(d) for _ in range(rng.choice((0, 0, 0, 0, 0, 0, 1, 2)))],
        "injury": trim(rng, injury) if kind == "injury" and rng.random() < 0.8 else None,
        "screening": screening,
        "cleared": some(rng, (*screening, *screening, *given.CODES), 0.6, 2),
        "waivers": waivers,
        "candidate": with_depth(rng, candidate, depth),
    }
    return {k: v for k, v in case.items() if v not in ({}, [], None) or rng.random() < 0.5}


def random_case(rng: random.Random) -> Json:
    """Give a valid case of up to 4 races, 20 workouts and 10 sessions."""
    while True:
        try:
            return draft_case(rng)
        except OutOfYearsError:  # a case round the turn of 1970 or 2200 may reach too far
            continue


def main() -> None:
    """Print how often each rule, verdict and phase comes up, and the fields of spoiled cases."""
    rng, total = random.Random(1), 20_000
    seen: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    for _ in range(total):
        case = random_case(rng)
        answer = reference(case)
        seen.update(f"{name} {answer[name]}" for name in ("verdict", "phase", "review"))
        reasons = answer["reasons"]
        assert isinstance(reasons, list)
        seen.update(f"{reason['rule']} {reason['effect']}" for reason in reasons)
        seen.update(str(reason["rule"]) for reason in reasons)
        try:
            reference(spoil(rng, case))
        except Bad as bad:
            fields[re.sub(r"[0-9]+", "0", bad.field)] += 1
    for table in (seen, fields):
        for name, count in sorted(table.items()):
            sys.stdout.write(f"{100 * count / total:6.2f} %  {name}\n")


if __name__ == "__main__":
    main()
