"""What an event of a calendar says of training: which kind, how long, how far, a race or not."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from protocols.core.plans import absent, ical_races, measures, titles
from protocols.core.plans.ical_lines import Block, Calendar
from protocols.core.plans.ical_times import Moment, Span, Unusable, moment, seconds, span
from protocols.core.plans.ical_zones import pinned
from protocols.core.plans.measures import flattened
from protocols.core.plans.shape import MOST_TITLE
from protocols.core.plans.texts import line

MOST_ABOUT, END = 16_000, 1_000  # letters of a description; of each of its ends
DAY_MINUTES, MOST_RACE, MOST_ABSENCE = 1440, timedelta(days=14), timedelta(days=366)
_LETTERS = re.compile(r"</?(?:b|i|u|em|strong|span|font|small|a)(?: [^<>]{0,500})?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_SPORT = re.compile(r"^\s*(?:run|running|other|custom|event)\s*[-–:]\s+(?=\S)", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:COMPLETED|UPCOMING)_")
_TOKEN = re.compile(r"(?:^|_)([A-Z]{2,}(?:_[A-Z]{2,})*)(?=[_@]|$)")
_RUNNA_UID = re.compile(r"plan_?week|plan_?workout", re.IGNORECASE)
_DISTANCE = re.compile(
    r"\b(?:planned |total )?dist(?:ance|anz|ancia)(?: planned)? ?:? ?(.{1,30})", re.IGNORECASE
)
_NOTE = re.compile(r"^(?:notes?|coach notes?|notiz|availability|goals?)\b(?: ?[:–-]|$)")
_BANNER = re.compile(r"\b(?:week|woche|semaine|semana|block|phase|mesocycle|cycle)\b")
_PHASE = re.compile(r"\b(?:base|build|peak|taper|phase|block|week)\b")
_WEEK = re.compile(r"^(?:week|woche|semaine|semana|block|phase) ?[#0-9]")


@dataclass(frozen=True, slots=True)
class Told:
    """An event, read: `span` None where it was called off. `about` is what stands before what it
    says of parts, `mark` the repeat it takes the place of.
    """

    block: Block
    calendar: Calendar
    uid: str
    title: str
    about: str
    categories: tuple[str, ...]
    span: Span | None
    instead: Moment | None
    sequence: int
    done: bool
    cancelled: bool
    token: str = field(default="")


def told(block: Block, calendar: Calendar, *, runna: bool) -> Told:
    """An event as it stands. Raises Unusable."""
    if block.fault:
        raise Unusable(block.fault)
    uid = block.text("UID")
    off = (block.get("STATUS").upper(), calendar.head.get("METHOD").upper())
    cancelled = off[0] == "CANCELLED" or off[1] == "CANCEL"
    instead = block.all("RECURRENCE-ID")
    title = titled(block)
    if not title and not cancelled:
        raise Unusable("no_title")
    named = runna or bool(_RUNNA_UID.search(uid))
    bare = bare_uid(block)
    return Told(
        block=block,
        calendar=calendar,
        uid=bare,
        title=title,
        about=_ends(_plain_text(block.text("DESCRIPTION")[:MOST_ABOUT])),
        categories=tuple(
            category
            for prop in block.all("CATEGORIES")
            for each in prop.value.replace("\\,", ",").split(",")[:20]
            if (category := line(each, MOST_TITLE))
        ),
        span=None if cancelled else span(block, calendar),
        instead=moment(instead[0], calendar) if instead else None,
        sequence=_whole(block.get("SEQUENCE")),
        done=uid.startswith("COMPLETED_"),
        cancelled=cancelled,
        token=_token(bare) if named else "",
    )


def bare_uid(block: Block) -> str:
    """The name of an event, done or still planned."""
    return _PREFIX.sub("", block.text("UID"))


def titled(block: Block) -> str:
    """The title on one line, without marks of web pages; else the first line of the description."""
    title = line(_plain_text(block.text("SUMMARY")[:1_000]), MOST_TITLE)
    if not title:
        lines = _plain_text(block.text("DESCRIPTION")[:1_000]).strip().splitlines()
        title = line(lines[0], MOST_TITLE) if lines else ""
    return title


def what_of(told: Told) -> tuple[str, str]:
    """What it is, and which kind: `race` where its source says so outright, `maybe_race` where its
    categories or title do. Raises Unusable for what is none of training.
    """
    words = _SPORT.sub("", told.title)
    flat = flattened(words)
    kind = kind_of(told)
    own = titles.kind_of(told.token.replace("_", " "))
    token, first = told.token.split("_"), _summary_of(told)[:1]
    if ("RACE" in token and own != "race_pace") or flattened("".join(first)) == "race":
        return "race", ""
    if own != "unknown":
        return "workout", own
    days = _days(told)
    absence, listed = absence_of(told, days), ical_races.names_races(told.categories)
    if absence in absent.HEALTH or (absence and not listed):
        return "absence", absence
    if listed:
        return "maybe_race", kind
    if _NOTE.search(flat) or any(flattened(each) in ("note", "notes") for each in told.categories):
        raise Unusable("note")
    calendar = told.calendar.head.text("X-WR-CALNAME")
    if ical_races.looks_like_race(told.title, words) or (
        kind == "unknown" and ical_races.is_listed(told.uid, calendar, words)
    ):
        return "maybe_race", kind
    _not_of_days(flat, kind, days)
    return "workout", kind


def kind_of(told: Told) -> str:
    """The kind of workout: by its source's own word for it, its title, its categories."""
    named = (each for each in told.categories if not _PHASE.search(flattened(each)))
    own = (told.token.replace("_", " "), _SPORT.sub("", told.title))
    for text in (*own, *_summary_of(told)[:1], *named):
        kind = titles.kind_of(text) if text else "unknown"
        if kind != "unknown":
            return kind
    return "unknown"


def _summary_of(told: Told) -> list[str]:
    """What the first line of some descriptions sums up: "Tempo • 12.9km • 1h10m"."""
    first = told.about.partition("\n")[0]
    return [part.strip() for part in first.split("•")] if "•" in first else []


def absence_of(told: Told, days: int | None) -> str:
    """Which kind of absence, or "": by its title; of whole days also by a category that says nothing
    else, of more than one by any word.
    """
    found = absent.kind_of(told.title)
    if found or days is None:
        return found
    found = absent.alone((told.title, *told.categories))
    return found or (absent.anywhere(told.title) if days > 1 else "")


def minutes_of(told: Told, what: str) -> int | None:
    """How long it takes: by its source's estimate, its description, its title, its times. The
    times of a race are rather those of the whole event: the last resort.
    """
    length = seconds(told.block.get("X-WORKOUT-ESTIMATED-DURATION"))
    sure = (
        (round(length.total_seconds() / 60) if length else None)
        or measures.labelled_minutes(told.about)
        or titles.minutes_of(told.title)
        or measures.minutes_of(" ".join(_summary_of(told)))
    )
    most = DAY_MINUTES if what == "workout" else int(MOST_RACE.total_seconds() // 60)
    if sure and 1 <= sure <= most:
        return sure
    whole = told.span
    if whole is None or whole.length is None:
        return None
    if not whole.start.timed and whole.length >= timedelta(days=1):  # whole days, and no length
        return None
    minutes = int(whole.length.total_seconds() // 60)
    return minutes if 1 <= minutes <= most else None


def distance_of(told: Told) -> int | None:
    """Metres, by the title, or what the description says of the whole."""
    label = _DISTANCE.search(told.about) if "dist" in told.about.lower() else None
    first = told.about.partition("\n")[0]
    text = label[1] if label else first if "•" in first else ""
    found = measures.distance_of(told.title) or (measures.distance_of(text) if text else None)
    return found or titles.distance_of(told.title)


def last_day(told: Told) -> date:
    """The last day of an absence; of whole days its end is the day after, or badly the day itself."""
    assert told.span is not None
    start, length = told.span.start.wall, told.span.length or timedelta()
    if told.span.start.timed:
        return max(start, start + length - timedelta(minutes=1)).date()
    return start.date() + timedelta(days=(_days(told) or 1) - 1)


def zone_of(told: Told) -> str:
    """The zone that a calendar says its floating times are of, or "". UTC is what some call no zone."""
    for name in (told.block.get("X-USER-TIMEZONE"), told.calendar.head.get("X-WR-TIMEZONE")):
        zone = pinned(name)
        if zone and "/" in zone and not zone.startswith("Etc/"):
            return zone
    return ""


def checked(told: Told, what: str) -> None:
    """Raises Unusable for what lasts longer than anything of its kind can."""
    length = told.span.length if told.span else None
    if length is None or (told.span and not told.span.start.timed and what == "workout"):
        return
    most = {"workout": timedelta(days=1), "absence": MOST_ABSENCE}.get(what, MOST_RACE)
    if length > most:
        raise Unusable("length")


def _not_of_days(flat: str, kind: str, days: int | None) -> None:
    """Raises Unusable for headings of weeks, for what goes on for days and is no training, and for
    what plainly is something else.
    """
    if _WEEK.search(flat) and (kind == "unknown" or (days or 0) > 1):
        raise Unusable("banner")
    if (days or 0) > 1 and _BANNER.search(flat):
        raise Unusable("banner")
    if kind == "unknown" and ((days or 0) > 1 or titles.is_errand(flat)):
        raise Unusable("note")


def _days(told: Told) -> int | None:
    """How many whole days it lasts; None for what has a time."""
    if told.span is None or (told.span.start.timed and not _over_days(told.span)):
        return None
    length = told.span.length or timedelta()
    return max(1, -(-length // timedelta(days=1)))


def _over_days(span: Span) -> bool:
    return span.length is not None and span.length > timedelta(days=1)


def _token(uid: str) -> str:
    """The last word in capitals of a UID: `…_plan_week_1_WALK_RUN_0`."""
    found = [each for each in _TOKEN.findall(uid) if each != "PLAN" and "WORKOUT" not in each]
    return found[-1] if found else ""


def _ends(text: str) -> str:
    """Beginning and end of a long text: figures stand before or after what is to be done."""
    return text if len(text) <= 2 * END else f"{text[:END]}\n{text[-END:]}"


def _plain_text(text: str) -> str:
    """The words of what a page would show."""
    if "<" in text:
        text = _TAG.sub(" ", _LETTERS.sub("", text))
    return html.unescape(text) if "&" in text else text


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0
