"""TCX: the activities of a watch's recording, as XML without a document type, so without entities."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # it has no types
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from protocols.core.plans.fit import MOST_SESSIONS, Session
from protocols.core.plans.shape import BadFile

MOST_TAGS = 400_000  # twice as many as 5 MB of points have
LONGEST_TAG = 100_000  # bytes: hundreds of thousands of attributes are hard work for a parser
NAME = b"TrainingCenterDatabase"


def is_tcx(content: bytes) -> bool:
    """Whether it begins as a TCX file does."""
    head = content[:2_000]
    return NAME in head or NAME in head.replace(b"\0", b"")


def sessions_of(content: bytes) -> list[Session]:
    """Its activities. Raises BadFile: too_many, and `broken` if cut off, no XML, or with a document
    type.
    """
    if content.count(b"<") > MOST_TAGS:
        raise BadFile("too_many")
    if max(map(len, content.split(b">"))) > LONGEST_TAG:
        raise BadFile("broken")
    try:
        return _read(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise BadFile("broken") from None


def _read(content: bytes) -> list[Session]:
    found: list[Session] = []
    last: datetime | None = None
    depth = 0
    # Some exports begin with blanks, which XML does not allow.
    for event, element in iterparse(
        io.BytesIO(content.lstrip()), events=("start", "end"), forbid_dtd=True
    ):
        if event == "start":
            depth += 1
            if depth > 50:
                raise BadFile("broken")
            continue
        depth -= 1
        name = _name(element)
        if name == "Trackpoint":
            last = _instant(_text(element, "Time")) or last
            element.clear()
        elif name == "Track":
            element.clear()
        elif name == "Activity":
            found.append(_session(element, last))
            last = None
            element.clear()
            if len(found) > MOST_SESSIONS:
                raise BadFile("too_many")
    return found


def _session(activity: Element, last: datetime | None) -> Session:
    """Gun to finish is up to the last point: a clock that was stopped between does not count."""
    laps = [each for each in activity if _name(each) == "Lap"]
    starts = [_text(activity, "Id"), *(lap.get("StartTime", "") for lap in laps)]
    started = next(filter(None, map(_instant, starts)), None)
    seconds = _sum(laps, "TotalTimeSeconds")
    if started and last and last - started > timedelta(seconds=seconds or 0):
        seconds = (last - started).total_seconds()
    sport = activity.get("Sport", "Running").lower()
    return Session(started, seconds, _sum(laps, "DistanceMeters"), "run" in sport)


def _sum(laps: list[Element], name: str) -> float | None:
    return sum(filter(None, (_number(_text(lap, name)) for lap in laps))) or None


def _text(element: Element, name: str) -> str:
    return next(((each.text or "").strip() for each in element if _name(each) == name), "")


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _instant(text: str) -> datetime | None:
    """An aware moment; one without a zone is in UTC, as the format wants it."""
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < 1e9 else None
