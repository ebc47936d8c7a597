"""A record as a file and as a page: the same parts, once as values and once in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bookings.core import record_words
from bookings.queries.record_labels import LABELS, TITLES
from bookings.queries.records import Record
from protocols.core.intake import drafts, held
from protocols.core.intake.shape import form_from

FORMAT = "legwork-record-1"
Json = dict[str, Any]
Opened = list[tuple[Any, Mapping[str, str]]]
BRIEF = frozenset({"absences", "races", "workouts", "looks", "flags"})
SILENT = frozenset({"code", "strokes", "rule"})  # of the file alone: nobody reads these


@dataclass(frozen=True)
class Part:
    """One part of a record. `entries` are flat: text, figure, moment, or a list of these."""

    code: str
    entries: list[Json]

    @property
    def brief(self) -> bool:
        """Whether an entry is one line: there can be thousands."""
        return self.code in BRIEF

    @property
    def title(self) -> Promise:
        return TITLES[self.code]


def parts(record: Record) -> list[Part]:
    """Every part of a record, empty ones too: a file that leaves nothing out."""
    made: dict[str, Callable[[Record], Iterator[Json]]] = {
        "person": _person,
        "flags": _flags,
        "answers": _answers,
        "checks": _checks,
        "consents": _consents,
        "checkins": _checkins,
        "injuries": _injuries,
        "absences": _absences,
        "races": _races,
        "workouts": _workouts,
        "sessions": _sessions,
        "review": _review,
        "notes": _notes,
        "openings": _openings,
        "looks": _looks,
    }
    return [Part(code, list(make(record))) for code, make in made.items()]


def as_file(record: Record) -> str:
    """The record as JSON. Moments are those of the client's zone, with its offset."""
    zone = ZoneInfo(record.zone)
    told: Json = {
        "format": FORMAT,
        "clinic": record.clinic,
        "made_at": record.made_at,
        "zone": record.zone,
        "notes_withheld": record.withheld,
        "own_looks": record.own_looks,
    }
    told |= {part.code: part.entries for part in parts(record)}

    def plain(value: object) -> str:
        at = value.astimezone(zone) if isinstance(value, datetime) else value
        return at.isoformat() if isinstance(at, date) else str(at)

    return json.dumps(told, ensure_ascii=False, indent=1, default=plain)


@dataclass(frozen=True)
class Value:
    """What one name of an entry says: a text, a list of texts, or pairs of question and answer."""

    label: str
    text: str = ""
    items: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


def in_words(part: Part, zone: str) -> list[list[Value]]:
    """The entries of a part with labels and words; what is empty is left out."""
    clock = ZoneInfo(zone)
    return [
        [
            _value(str(LABELS.get(name, name)), value, clock)
            for name, value in entry.items()
            if name not in SILENT and value not in (None, "", [], ())
        ]
        for entry in part.entries
    ]


def _value(label: str, value: Any, zone: ZoneInfo) -> Value:
    if not isinstance(value, (list, tuple)):
        return Value(label, text=_words(value, zone))
    if isinstance(value[0], dict) and "question" in value[0]:
        pairs = ((str(one["question"]), _words(one["answer"], zone)) for one in value)
        return Value(label, pairs=tuple(pairs))
    return Value(label, items=tuple(_words(one, zone) for one in value))


def _words(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return dateformat.format(value.astimezone(zone), "D j M Y, H:i")
    if isinstance(value, date):
        return dateformat.format(value, "D j M Y")
    if isinstance(value, dict):
        return ", ".join(_words(one, zone) for one in value.values() if one is not None)
    if isinstance(value, (list, tuple)):
        return "; ".join(_words(one, zone) for one in value)
    return str(value)


def _person(record: Record) -> Iterator[Json]:
    client, runner = record.client, record.runner
    told: Json = {"name": client.name, "email": client.email, "phone": client.phone}
    told |= {"zone": client.zone, "note": record.note}
    if runner is not None:
        names = ("birth_year", "recreational", "load_rising", "quiet_days")
        told |= {name: getattr(runner, name) for name in (*names, "pre_event_preference")}
        told |= {"guardian": f"{runner.guardian_name} {runner.guardian_phone}".strip()}
    yield told


def _flags(record: Record) -> Iterator[Json]:
    """What holds at this moment of all that was said of red flags, and since when."""
    said = [
        held.said_from(row.answered_at, texts["answers"])
        for row, texts in record.opened.screenings
        if row.answered_at > record.made_at - held.LONGEST
    ]
    for code, at in held.since(said, record.made_at).items():
        yield {"code": code, "flag": record_words.flags([code])[0], "since": at}


def _answers(record: Record) -> Iterator[Json]:
    for row, texts in record.opened.intakes:
        form = form_from(record.forms[row.version_id].content)
        answers = drafts.current(json.loads(texts["answers"])) if texts["answers"] else {}
        yield {
            "code": row.code,
            "sent_in": row.submitted_at,
            "form": record.forms[row.version_id].number,
            "answers": record_words.said(form, answers),
        }


def _checks(record: Record) -> Iterator[Json]:
    for row, texts in record.opened.screenings:
        codes = json.loads(texts["answers"])["codes"]
        said = record_words.flags(codes) or [_("none of these")]
        yield {"code": row.code, "answered": row.answered_at, "said": said}


def _consents(record: Record) -> Iterator[Json]:
    for row, texts in record.opened.consents:
        signature = json.loads(texts["signature"])
        yield {
            "code": row.code,
            "signed": row.signed_at,
            "withdrawn": row.withdrawn_at,
            "version": row.text.number,
            "how": signature.get("how"),
            "signature": signature.get("name"),
            "strokes": signature.get("strokes"),
            "text": row.text.text,
        }


def _checkins(record: Record) -> Iterator[Json]:
    for row, texts in record.opened.checkins:
        told = json.loads(texts["answers"])
        yield {
            "code": row.code,
            "after": row.kind,
            "of": row.of,
            "answered": row.answered_at,
        } | told


def _injuries(record: Record) -> Iterator[Json]:
    for row, texts in record.opened.injuries:
        told = json.loads(texts["details"])
        yield {"code": row.code, "from_day": row.from_day, "to_day": row.to_day} | told


def _absences(record: Record) -> Iterator[Json]:
    for row, texts in record.opened.absences:
        told = {"from_day": row.from_day, "to_day": row.to_day, "away": row.away}
        yield {"code": row.code} | told | json.loads(texts["details"])


def _races(record: Record) -> Iterator[Json]:
    names = ("code", "name", "place", "zone", "start_at", "finish_at", "expected_minutes")
    for row in record.races:
        yield {name: getattr(row, name) for name in (*names, "distance_m", "priority", "status")}


def _workouts(record: Record) -> Iterator[Json]:
    for row in record.workouts:
        yield {name: getattr(row, name) for name in ("code", "start_at", "day", "minutes", "kind")}


def _sessions(record: Record) -> Iterator[Json]:
    for row, texts in record.opened.appointments:
        judged = json.loads(texts["judged"]) if texts["judged"] else {}
        reasons = judged.get("said", {}).get("reasons", [])
        yield {
            "code": row.code,
            "start_at": row.start_at,
            "minutes": row.minutes,
            "service": row.service.name,
            "location": row.location.name,
            "depth": row.depth,
            "state": row.state,
            "note": texts["note"],
            "verdict": judged.get("said", {}).get("verdict", ""),
            "reasons": [one["because"] for one in reasons if "because" in one],
        }


def _review(record: Record) -> Iterator[Json]:
    for row, texts in record.opened.lines:
        told = json.loads(texts["details"])
        if row.kind == row.Kind.ANSWERED:
            told.pop("question", None)  # the code of the line that asked
        codes = [*told.pop("codes", []), *([told.pop("code")] if "code" in told else [])]
        yield {
            "code": row.code,
            "at": row.at,
            "did": row.kind,
            "by": str(row.by) if row.by else "",
            "session": row.appointment.start_at,
            "flags": record_words.flags(codes),
        } | told


def _notes(record: Record) -> Iterator[Json]:
    later: dict[int, list[Json]] = {}
    for row, texts in record.opened.addenda:
        line = {"question": f"{row.by}, {row.at:%Y-%m-%d}", "answer": texts["words"]}
        later.setdefault(row.note_id, []).append(line)
    for row, texts in record.opened.notes:
        yield (
            {
                "code": row.code,
                "session": row.appointment.start_at,
                "signed": row.signed_at,
                "by": str(row.signed_by or row.saved_by),
            }
            | record_words.note(json.loads(texts["content"]))
            | {"later": later.get(row.pk, [])}
        )


def _openings(record: Record) -> Iterator[Json]:
    for row, texts in record.opened.openings:
        yield {
            "code": row.code,
            "by": str(row.by),
            "at": row.at,
            "until": row.until,
            "reason": texts["reason"],
        }


def _looks(record: Record) -> Iterator[Json]:
    yield from (dict(look) for look in record.looks)
