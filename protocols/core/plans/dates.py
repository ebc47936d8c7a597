"""Days and clocks as people and programs write them, in the languages of this part of the world."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from protocols.core import walls
from protocols.core.plans.making import FIRST_YEAR, LAST_YEAR, Unfit
from protocols.core.plans.texts import flat

MOST_LETTERS = 80  # of a cell that may be a date
MONTHS = tuple(
    tuple(names.split())
    for names in (
        "january januar janvier enero gennaio janeiro januari janner",
        "february februar fevrier febrero febbraio fevereiro februari feber",
        "march marz maerz mars marzo marco maart mrt",
        "april avril abril aprile",
        "may mai mayo maggio maio mei maj",
        "june juni juin junio giugno junho",
        "july juli juillet julio luglio julho",
        "august aout agosto augustus augusti",
        "september septembre septiembre setiembre settembre setembro",
        "october oktober octobre octubre ottobre outubro",
        "november novembre noviembre novembro",
        "december dezember decembre diciembre dicembre dezembro desember",
    )
)
WEEKDAYS = tuple(
    tuple(names.split())
    for names in (
        "monday montag lundi lunes lunedi segunda maandag mandag",
        "tuesday dienstag mardi martes martedi terca dinsdag tirsdag tisdag",
        "wednesday mittwoch mercredi miercoles mercoledi quarta woensdag onsdag",
        "thursday donnerstag jeudi jueves giovedi quinta donderdag torsdag",
        "friday freitag vendredi viernes venerdi sexta vrijdag fredag",
        "saturday samstag sonnabend samedi sabado sabato zaterdag lordag lorday",
        "sunday sonntag dimanche domingo domenica zondag sondag",
    )
)
SHORT = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6, "su": 6, "tu": 1}
SHORT |= {"we": 2, "th": 3, "thur": 3, "thurs": 3, "tues": 1, "weds": 2}
FILLERS = {
    "",
    "at",
    "um",
    "uhr",
    "a",
    "de",
    "del",
    "of",
    "the",
    "den",
    "le",
    "el",
    "t",
    "las",
    "la",
}
NUMBERS = re.compile(
    r"(?<![0-9])([0-9]{1,2})\s?([-/.])\s?([0-9]{1,2})\s?\2\s?([0-9]{4,6}|[0-9]{2})(?![0-9])"
)
YEAR_FIRST = re.compile(
    r"(?<![0-9])([0-9]{4,6})\s?[-/.年]\s?([0-9]{1,2})\s?[-/.月]\s?([0-9]{1,2})(?![0-9])[日.]?"
)
TOGETHER = re.compile(r"(?<![0-9])([0-9]{4})([0-9]{2})([0-9]{2})(?=$|[^0-9])")
DAY_FIRST = re.compile(
    r"(?<![0-9:])([0-9]{1,2})(?:st|nd|rd|th|er|\.|º)?[\s./-]*(?:of |de )?([a-z]{3,10})\.?[\s,./-]*"
    r"(?:de |del )?([0-9]{4,6}|'?[0-9]{2})(?![0-9:])"
)
MONTH_FIRST = re.compile(
    r"([a-z]{3,10})\.?\s*([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4,6})(?![0-9])"
)
CLOCK = re.compile(
    r"(?<![0-9])([0-9]{1,2})(?:\s?(?:[:.]|h|uhr\s)\s?([0-9]{2}))(?::([0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s?(?:([ap])\s?\.?\s?m\b\.?)?(?![0-9])"
)
HOUR = re.compile(r"(?<![0-9])([0-9]{1,2})\s?(?:([ap])\s?\.?\s?m\b\.?|uhr|h\b)")
SHIFT = re.compile(r"(?:utc|gmt|z)?\s?(?:([+-])([0-9]{2}):?([0-9]{2}))?(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class When:
    """A day; `at` on the wall where a clock was told, `shift` from UTC where one was told."""

    day: date
    at: time | None = None
    shift: timedelta | None = None

    def seen_from(self, zone: str, *, utc: bool = False) -> tuple[date, time | None, str]:
        """Day, clock and zone: those of `zone` if an instant was told (with `utc` it always is)."""
        shift = timedelta(0) if utc and self.shift is None else self.shift
        if self.at is None or shift is None:
            return self.day, self.at, ""
        return placed(datetime.combine(self.day, self.at, UTC) - shift, zone)


def placed(instant: datetime, zone: str) -> tuple[date, time, str]:
    """Day and clock of an aware instant on the wall of a zone, and that zone."""
    wall = walls.wall_of(instant, zone)
    return wall.date(), wall.time().replace(microsecond=0), zone


def when(text: str, order: str = "dmy") -> When:
    """The day, and the clock if there is one. `order` ("dmy", "mdy") holds for 3/4/2026.

    Raises `Unfit`: no_date for what is no date and nothing but one, years out of our range.
    """
    words = flat(text[: MOST_LETTERS + 1]).strip()
    if len(words) > MOST_LETTERS:
        raise Unfit("no_date")
    day, rest = _day(words, order)
    at, shift, rest = _clock_within(rest)
    if any(word not in FILLERS and weekday(word) is None for word in re.split(r"[\W_]+", rest)):
        raise Unfit("no_date")
    return When(day, at, shift)


def clock(text: str) -> time | None:
    """The clock of a cell that holds nothing else: `17:00`, `6:30 AM`, `7h30`, `7 Uhr`, `18.30`."""
    words = flat(text[:MOST_LETTERS]).strip()
    at, _, rest = _clock_within(words)
    return at if all(word in FILLERS for word in re.split(r"[\W_]+", rest)) else None


def weekday(word: str) -> int | None:
    """The day of the week that a word means, Monday 0. None for any other word."""
    folded = flat(word[:20]).strip(" .,")
    if folded in SHORT:
        return SHORT[folded]
    return _among(folded, WEEKDAYS)


def numbers(text: str) -> tuple[int, str, int, int] | None:
    """First number, sign between, second number, year, of a date like 3/4/2026."""
    found = NUMBERS.search(flat(text[:MOST_LETTERS]))
    return (int(found[1]), found[2], int(found[3]), _year(found[4])) if found else None


def order_of(
    texts: Sequence[str], days: Iterable[str | None] | None = None, likely: str = "dmy"
) -> str:
    """Whether dates like 3/4/2026 begin with the day or the month: by those that can only be one,
    by the weekdays that stand beside them (one for each text, or None), by which way they lie
    closer together; else `likely`.
    """
    read = [numbers(text) for text in texts]
    votes = sum((found[0] > 12) - (found[2] > 12) for found in read if found)
    if votes:
        return "dmy" if votes > 0 else "mdy"
    open_ones = [found for found in read if found and found[0] <= 12 and found[2] <= 12]
    if any(found[1] == "." for found in open_ones):
        return "dmy"
    given = [None] * len(read) if days is None else days
    beside = [day for found, day in zip(read, given, strict=True) if found in open_ones]
    ways = {
        "dmy": [(f[3], f[2], f[0]) for f in open_ones],
        "mdy": [(f[3], f[0], f[2]) for f in open_ones],
    }
    right = {way: _agreeing(triples, beside) for way, triples in ways.items()}
    if right["dmy"] != right["mdy"]:
        return max(right, key=lambda way: right[way])
    spread = {way: _spread(triples) for way, triples in ways.items()}
    return likely if spread["dmy"] == spread["mdy"] else min(spread, key=lambda way: spread[way])


def _agreeing(triples: list[tuple[int, int, int]], beside: list[str | None]) -> int:
    """How many of the days are the weekday that stands beside them."""
    told = [(triple, weekday(name)) for triple, name in zip(triples, beside, strict=True) if name]
    return sum(_ordinal(*triple) % 7 == (day + 1) % 7 for triple, day in told if day is not None)


def _spread(triples: list[tuple[int, int, int]]) -> int:
    ordinals = [_ordinal(*triple) for triple in triples]
    return sum(abs(b - a) for a, b in pairwise(ordinals))


def _ordinal(year: int, month: int, day: int) -> int:
    """Of a date that may not exist: the 31st of April is the day after the 30th."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return 0
    return date(year, month, 1).toordinal() + day - 1


def _day(words: str, order: str) -> tuple[date, str]:
    """The first date among the words, and what else they say."""
    for pattern, make in PATTERNS:
        found = pattern.search(words)
        triple = make(found, order) if found else None
        if found and triple:
            return _existing(*triple), f"{words[: found.start()]} {words[found.end() :]}"
    raise Unfit("no_date")


def _existing(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unfit("years")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unfit("no_date") from None


def _year_first(found: re.Match[str], _order: str) -> tuple[int, int, int]:
    return int(found[1]), int(found[2]), int(found[3])


def _numbers(found: re.Match[str], order: str) -> tuple[int, int, int]:
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    day_first = first > 12 or (order == "dmy" and second <= 12)
    return (year, second, first) if day_first else (year, first, second)


def _day_first(found: re.Match[str], _order: str) -> tuple[int, int, int] | None:
    month = _among(found[2], MONTHS)
    return None if month is None else (_year(found[3]), month + 1, int(found[1]))


def _month_first(found: re.Match[str], _order: str) -> tuple[int, int, int] | None:
    month = _among(found[1], MONTHS)
    return None if month is None else (_year(found[3]), month + 1, int(found[2]))


PATTERNS = (
    (YEAR_FIRST, _year_first),
    (NUMBERS, _numbers),
    (DAY_FIRST, _day_first),
    (MONTH_FIRST, _month_first),
    (TOGETHER, _year_first),
)


def _year(digits: str) -> int:
    bare = digits.lstrip("'")
    return 2000 + int(bare) if len(bare) == 2 else int(bare)


def _among(word: str, names: Sequence[Sequence[str]]) -> int | None:
    """Which of the names, or of their beginnings of three letters and more, a word is."""
    if len(word) < 3:
        return None
    fits = (i for i, each in enumerate(names) if any(name.startswith(word) for name in each))
    return next(fits, None)


def _clock_within(words: str) -> tuple[time | None, timedelta | None, str]:
    """The clock among the words, its shift from UTC, and the other words."""
    found, half = CLOCK.search(words), 4
    if found is None:
        found, half = HOUR.search(words), 2
    if found is None:
        return None, None, words
    minutes, seconds = (found[2], found[3]) if half == 4 else ("0", "0")
    at = _at(int(found[1]), int(minutes), int(seconds or 0), found[half])
    after = words[found.end() :].strip()
    shift = SHIFT.match(after)
    length = len(shift[0]) if shift else 0
    return at, _shift(shift), f"{words[: found.start()]} {after[length:]}"


def _at(hour: int, minute: int, second: int, half: str | None) -> time:
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise Unfit("no_date") from None


def _shift(found: re.Match[str] | None) -> timedelta | None:
    if not found or not found[0].strip():
        return None
    if not found[1]:
        return timedelta(0)
    shift = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -shift if found[1] == "-" else shift
