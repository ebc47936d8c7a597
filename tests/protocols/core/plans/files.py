"""Calendar files as tools write them, each with its traps; made here, of nobody's plan."""

from __future__ import annotations

from datetime import UTC, datetime

from protocols.core.plans import ical
from protocols.core.plans.shape import Ask, Item, Read

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASK = Ask("Europe/Berlin", NOW)
END = "\r\n"


def event(*lines: str, uid: str = "one@example.org", summary: str = "Tempo run") -> str:
    """One VEVENT; a line that names a SUMMARY or UID takes the place of what is given."""
    named = {line.partition(":")[0].partition(";")[0] for line in lines}
    first = [f"UID:{uid}"] if uid and "UID" not in named else []
    second = [f"SUMMARY:{summary}"] if summary and "SUMMARY" not in named else []
    return END.join(["BEGIN:VEVENT", *first, *second, *lines, "END:VEVENT", ""])


def calendar(*parts: str, head: str = "PRODID:-//Example//Club//EN") -> bytes:
    """A VCALENDAR of these events and zones."""
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + head + END + "".join(parts) + "END:VCALENDAR\r\n"
    ).encode()


def read(*parts: str, head: str = "PRODID:-//Example//Club//EN", ask: Ask = ASK) -> Read:
    return ical.read(calendar(*parts, head=head), ask)


def one(*lines: str, summary: str = "Tempo run", uid: str = "one@example.org", **more: str) -> Item:
    """The item of a file of one event."""
    found = read(event(*lines, summary=summary, uid=uid), **more)  # type: ignore[arg-type]
    assert found.skipped == ()
    (item,) = found.items
    return item


def why(*lines: str, summary: str = "Tempo run", uid: str = "one@example.org") -> str:
    """Why the only event of a file was skipped."""
    found = read(event(*lines, summary=summary, uid=uid))
    assert found.items == ()
    (skipped,) = found.skipped
    return skipped.why


def days(found: Read) -> list[str]:
    """The days of all items, short."""
    return [f"{item.day:%m-%d}" for item in found.items]


TRAININGPEAKS = calendar(
    event(
        "DTSTART;VALUE=DATE:20261201",
        "DTEND;VALUE=DATE:20261201",
        "SEQUENCE:4",
        "DESCRIPTION:Planned Duration: 2:00\\nPlanned Distance: 24 km\\nTSS: 120\\n\\nSteady\\, th",
        " en 6 x 1 km at goal pace\\; jog back",
        uid="4711@trainingpeaks.com",
        summary="Run - Tempo",
    ),
    event(
        "DTSTART:20261203T170000",
        "DTEND:20261203T170000",
        uid="4712@trainingpeaks.com",
        summary="Bike - Tempo",
    ),
    event(
        "DTSTART;VALUE=DATE:20261204",
        "SEQUENCE:1",
        uid="4713@trainingpeaks.com",
        summary="Day Off",
    ),
    head="PRODID:TrainingPeaks",
)
_RUNNA = "UPCOMING_PLAN_WORKOUT-0c60ab12-77aa_plan_week_3_"
RUNNA = b"".join(
    line.encode() + b"\n"
    for line in (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Runna//EN",
        "X-WR-CALNAME:Runna",
        "",
        "BEGIN:VEVENT",
        f"UID:{_RUNNA}TEMPO_0",
        "DTSTAMP:20261101",
        "DTSTART:20261020",
        "DTEND:20261021",
        "SUMMARY:🏃 Rolling 400s • 12.9km",
        "DESCRIPTION:Tempo • 12.9km • 70m - 75m\\n\\n5 mins walking warm up",
        "X-USER-TIMEZONE:Europe/Zurich",
        "X-WORKOUT-ESTIMATED-DURATION:4320",
        "END:VEVENT",
        "",
        "BEGIN:VEVENT",
        f"UID:{_RUNNA}WALK_RUN_0",
        "DTSTART:20261201",
        "DTEND:20261202",
        "SUMMARY:🏃 My First Run • 2mi",
        "DESCRIPTION:Walk Run • 2mi • 25m - 30m",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:UPCOMING_PLAN_WORKOUT-0c60ab12-77aa_plan_week_9_RACE_0",
        "DTSTART:20261213",
        "DTEND:20261214",
        "SUMMARY:🏃 21km Race • 21.1km",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:COMPLETED_PLAN_WORKOUT-0c60ab12-77aa_plan_week_2_LONG_RUN_0",
        "DTSTART:20261101T175834",
        "DTEND:20261101T182814",
        "SUMMARY:🏃 Sunday miles",
        "DESCRIPTION:📊 Summary:\\nDistance: 16.3km\\nTime: 1:28:37\\nAvg Pace: 5:26 /km",
        "X-USER-TIMEZONE:Europe/Zurich",
        "END:VEVENT",
        "END:VCALENDAR",
    )
)
CLUB = calendar(
    event(
        "DTSTART;TZID=UTC:20261206T103000",
        "DTEND;TZID=UTC:20261206T140000",
        "CATEGORIES:Road Race,Members",
        uid="77-20261206@club.example",
        summary="&nbsp;<b>Harbour   10K</b>&nbsp;",
    ),
    head="PRODID:-//Club - ECPv6//NONSGML v6//EN\r\nX-WR-CALNAME:Harbour Harriers",
)
