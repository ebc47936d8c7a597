"""Distances, durations and terrains as people write them into titles and descriptions."""

from __future__ import annotations

import re
from functools import lru_cache

from clinic.foundation.core.texts import plain
from protocols.core.races import MOST_METRES, MOST_MINUTES

MOST_LOOKED_AT = 2_000  # letters: what counts stands at the beginning
MILE = 1609.344
HALF, MARATHON = 21_098, 42_195
_METRES = {"k": 1000.0, "m": 1.0, "mi": MILE, "y": 0.9144}
_NUMBER = r"(?<![\d.,:/x])(?<!x )(\d{1,6}(?:[.,]\d{1,3})?)"
_DISTANCE = re.compile(
    _NUMBER
    + r"[ -]?(?:(?P<k>k|kms?|kilomet(?:er|re)s?|kilometros?)|(?P<mi>mi|miles?|milers?|meilen|millas)"
    r"|(?P<m>m|met(?:er|re)s?)|(?P<y>yd|yds|yards?))(?![a-z0-9])"
    # A pace, or what a plan is for, is no distance of this run.
    r"(?![ -](?:race[ -])?(?:pace|effort|intensity|speed|plan|training|program))"
)
_NAMED = (
    (
        re.compile(r"half[ -]?marathon|halbmarathon|semi[ -]?marathon|medio? maraton|1/2 marathon"),
        HALF,
    ),
    (
        re.compile(
            r"media[ -]?maraton|mezza[ -]?maratona|\bhalf\b(?! (?:hour|mile|way|an|the|lap))"
        ),
        HALF,
    ),
    (
        re.compile(
            r"(?<!ultra)(?<!ultra )(?<!mini )\bmaraton[ae]?\b|(?<!ultra)(?<!ultra )marathon"
        ),
        MARATHON,
    ),
    (re.compile(r"\bpark ?run\b"), 5_000),
    (re.compile(r"\bten[ -]?milers?\b|\bten miles?\b"), 16_093),
)
_BARE = (
    (re.compile(r"(?<![\d.,:])26[.,]2(?![\d.,])"), MARATHON),
    (re.compile(r"(?<![\d.,:])13[.,]1(?![\d.,])"), HALF),
)
# What every name has some of: looked for first, since most texts have none.
_NAME_SIGNS = ("mara", "half", "park", "ten", "26", "13")
_LABEL_SIGNS = ("dur", "time", "dauer")
_SHORTEST = 800  # metres written as "m": anything less is a repeat, or minutes

_LABEL = re.compile(
    r"\b(?P<plan>planned |estimated )?(?:total |moving |actual )?"
    r"(?P<label>duration|time|dauer|duree|duracion)\b ?(?:[:=] ?|(?=\d))(?=\d)"
)
_CLOCK = re.compile(r"(\d{1,3}):(\d\d)(?::(\d\d))?")
_MOST_HOURS = 5  # "Duration: 5:00" is hours, "Duration: 45:00" minutes; what is planned is hours
_RANGE = re.compile(r"\b(\d{1,3}) ?m(?:ins?)? ?[-–] ?(\d{1,3}) ?m(?:ins?)?\b")
_HOURS = re.compile(
    r"(?<![\d.,:x])(?<!x )(\d{1,3}) ?(?:h|hrs?|hours?|std|stunden?|heures?|horas?)"
    r" ?(?:(?:and |und |et |y )?(\d{1,2})(?: ?(?:m|min|mins|minutes?|minuten|minutos?))?)?(?![a-z0-9])"
)
_DECIMAL_HOURS = re.compile(
    r"(?<![\d.,:x])(?<!x )(\d{1,2}[.,]\d{1,2}) ?(?:h|hrs?|hours?|std|stunden|heures|horas)\b"
)
_CLOCK_HOURS = re.compile(r"(?<![\d.,:x])(\d{1,2}):(\d\d) ?(?:h|hrs?|hours?|std)\b")
_MINUTES = re.compile(
    r"(?<![\d.,:x])(?<!x )(\d{1,4}) ?(?:min|mins|minutes?|minuten|minutos?|['′’](?!['′’\d]))(?![a-z0-9/])"
)
_TERRAINS = (
    ("downhill", re.compile(r"\bdownhill|\bbergab\b")),
    (
        "trail",
        re.compile(r"\btrails?\b|\btrail ?(?:run|lauf|race)|\bfell\b|\bsky ?race\b|\bmountain\b"),
    ),
    ("trail", re.compile(r"\bberglauf\b|\bcross ?country\b|\bxc\b|\bmontagne\b|\bmontana\b")),
    ("hilly", re.compile(r"\bhilly\b|\bhills?\b|\bundulating\b|\bhugelig\b|\bvallonne\b")),
    ("flat", re.compile(r"\bflat\b|\btrack\b|\bflach\b|\broad\b|\bplat\b")),
)


def flattened(text: str) -> str:
    """Small letters without accents, single spaces; the beginning alone."""
    return _flat(text[:MOST_LOOKED_AT])


@lru_cache(maxsize=256)  # one title is asked many questions, one after the other
def _flat(text: str) -> str:
    return " ".join((text.lower() if text.isascii() else plain(text)).split())


def distance_of(text: str) -> int | None:
    """Metres, as far as a figure tells: "10k", "26.2 mi". None if there is none."""
    flat = flattened(text)
    for found in _DISTANCE.finditer(flat):
        unit = found.lastgroup or "k"
        metres = _number(found.group(1), unit) * _METRES[unit]
        if (unit not in "my" or metres >= _SHORTEST) and 1 <= metres <= MOST_METRES:
            return _exact(metres)
    return None


def named_distance_of(text: str) -> int | None:
    """Metres of the race that a text names: "half marathon". None if it names none."""
    flat = flattened(text)
    if not any(sign in flat for sign in _NAME_SIGNS):
        return None
    return next((metres for pattern, metres in _NAMED + _BARE if pattern.search(flat)), None)


def minutes_of(text: str) -> int | None:
    """Minutes, as far as the text tells: "45 min", "1h30", "Planned Duration: 2:00" (h:mm)."""
    flat = flattened(text)
    told = labelled_minutes(flat)
    return _spelt(flat) if told is None else told


def labelled_minutes(text: str) -> int | None:
    """What a description says of the whole: after a label, or as a range. Not what it says of a
    part ("5 min walking"). "Duration: 2:00" is hours and minutes, "Time: 34:36" minutes and seconds.
    """
    flat = flattened(text)
    labelled = any(sign in flat for sign in _LABEL_SIGNS)
    if labelled and (label := _LABEL.search(flat)):
        rest = flat[label.end() : label.end() + 30]
        if clock := _CLOCK.match(rest):
            return _of_clock(clock, planned=bool(label["plan"]), time=label["label"] == "time")
        return _spelt(rest)
    if ("-" in flat or "–" in flat) and (found := _RANGE.search(flat)):
        low, high = int(found.group(1)), int(found.group(2))
        return _sane(-(-(low + high) // 2)) if low <= high else None
    return None


def _of_clock(found: re.Match[str], *, planned: bool, time: bool) -> int | None:
    first, second, third = (int(each or 0) for each in found.groups())
    hours = found[3] is not None or (planned and first < 24) or (not time and first <= _MOST_HOURS)
    seconds = first * 3600 + second * 60 + third if hours else first * 60 + second
    return _sane(-(-seconds // 60))


def _spelt(flat: str) -> int | None:
    if found := _CLOCK_HOURS.search(flat):
        return _sane(int(found.group(1)) * 60 + int(found.group(2)))
    if found := _DECIMAL_HOURS.search(flat):
        return _sane(round(float(found.group(1).replace(",", ".")) * 60))
    if found := _HOURS.search(flat):
        return _sane(int(found.group(1)) * 60 + int(found.group(2) or 0))
    if found := _MINUTES.search(flat):
        return _sane(int(found.group(1)))
    return None


def terrain_of(text: str) -> str:
    """One of `TERRAINS`, or "" where the text does not say."""
    flat = flattened(text)
    return next((terrain for terrain, pattern in _TERRAINS if pattern.search(flat)), "")


def _number(told: str, unit: str) -> float:
    """10.5 and 10,5; of metres 10,000 is ten thousand."""
    head, mark, tail = told.replace(",", ".").partition(".")
    if unit in "my" and len(tail) == 3:
        return float(head + tail)
    return float(head + mark + tail)


def _exact(metres: float) -> int:
    """Rounded figures of the two that everybody rounds stand for the very distance."""
    for exact in (HALF, MARATHON):
        if abs(metres - exact) <= exact * 0.005:
            return exact
    return round(metres)


def _sane(minutes: int) -> int | None:
    return minutes if 1 <= minutes <= MOST_MINUTES else None
