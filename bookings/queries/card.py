"""The race card: all that a therapist needs to know before one session, gathered and opened once.

Every sealed row of the page goes through one `read_each`: one statement of looks, or no word shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet, Subquery, prefetch_related_objects
from django.utils.translation import gettext as _

from bookings.core import reviewing
from bookings.core.card import Cap
from bookings.core.lifecycle import OVER
from bookings.core.today import Flag, worst_first
from bookings.models import Addendum, Appointment, ReviewLine, VisitNote
from bookings.queries import appointments, card_answers, card_now, notes, reviews, suiting
from bookings.queries.appointments import Session
from bookings.queries.card_answers import Answers
from bookings.queries.card_now import Now
from bookings.queries.desk_lines import Line, line
from bookings.queries.notes import NoteTold
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from clinic.foundation.queries.access import HealthRecord
from clinic.foundation.queries.prepared import Loaded, Prepared
from protocols.core import walls
from protocols.core.checkins import RACE, RUNS, SESSION
from protocols.core.checkins import Told as Said
from protocols.core.extras import Advice
from protocols.core.runners import InjuryEntry, injury_from
from protocols.models import (
    Absence,
    CheckIn,
    Consent,
    ConsentText,
    Injury,
    Intake,
    RunnerProfile,
    Screening,
)
from protocols.queries import absences, checkins, intake, screenings
from protocols.queries.absences import Told as Away
from protocols.queries.whose import zone_of

SAID = timedelta(days=60)  # after which nobody asks how sore they were
INJURIES = 1  # the newest that is open: the one that the engine judges by


T = TypeVar("T", bound=Any)


@dataclass(frozen=True)
class Sealed:
    """The rows of the page by what they are, still sealed; each knows its client."""

    own: list[Appointment]
    record: list[Client]
    injury: list[Injury]
    flags: list[Screening]
    away: list[Absence]
    lines: list[ReviewLine]
    said: list[CheckIn]
    intakes: list[Intake]
    notes: list[VisitNote | Addendum]


@dataclass(frozen=True)
class Last:
    """The visit before: when it began on its studio's wall, and with whom."""

    code: str
    began: datetime
    at: datetime
    therapists: tuple[str, ...]
    type: str
    depth: str


@dataclass(frozen=True)
class Sore:
    """The newest that they said: of the visit before, of the runs after it, of a race."""

    session: Said | None
    runs: Said | None
    race: Said | None

    @property
    def any(self) -> bool:
        return bool(self.session or self.runs or self.race)


@dataclass(frozen=True)
class Card:
    """All of it. `booked` is what the rules said when it was booked, {} for what no rule judged."""

    line: Line
    last: Last | None
    now: Now
    flags: list[Flag]
    booked: dict[str, Any]
    lines: list[reviews.Told]
    waivers: list[str]
    waived_because: str
    injury: InjuryEntry | None
    injury_from: date | None
    away: list[Away]
    note: str
    record: str
    sore: Sore
    answers: Answers
    plan: NoteTold | None
    consent: str
    preference: str
    advice: tuple[Advice, ...]

    @property
    def cap(self) -> Cap:
        return self.now.cap


def card(by: User, row: Appointment, *, now: datetime) -> Card:
    """The card of an appointment whose client `by` treats: a fixed number of queries, one of looks.

    Raises `NotFound` for everybody else, and whatever stopped the log. Outside of a transaction.
    """
    client, today = row.client, walls.today(now, zone_of(row.client))
    here, last = _with_last(row, now)
    sealed = _gathered(row, last, today, now)
    texts = opened(by, _("Preparing your session"), vars(sealed), now=now)
    judged = json.loads(texts["own"][0]["judged"] or "{}") if sealed.own else {}
    lines = reviews.line_told(sealed.lines, texts["lines"])
    cleared, waivers = reviewing.cleared(one.line for one in lines), judged.get("waivers", [])
    told = screenings.flags_told(sealed.flags, texts["flags"], now).get(client.pk, [])
    flags = [Flag(f.code, f.since, f.since > row.booked_at, f.code in cleared) for f in told]
    plans = notes.notes_told(sealed.notes, texts["notes"])
    return Card(
        line=line(here, now, treats=True),
        last=last,
        now=card_now.judged_now(row, waivers=waivers, cleared=cleared, now=now),
        flags=worst_first(flags),
        booked=judged.get("said", {}),
        lines=lines,
        waivers=waivers,
        waived_because=judged.get("reason", ""),
        injury=injury_from(texts["injury"][0]["details"]) if sealed.injury else None,
        injury_from=sealed.injury[0].from_day if sealed.injury else None,
        away=absences.told_of(sealed.away, texts["away"], today),
        note=texts["own"][0]["note"] if sealed.own else "",
        record=texts["record"][0]["health_note"] if sealed.record else "",
        sore=_sore(checkins.checkin_told(sealed.said, texts["said"]), last),
        answers=card_answers.told(
            sealed.intakes, texts["intakes"], last=last.began if last else None, now=now
        ),
        plan=plans[0] if plans else None,
        consent=_consent(client),
        preference=_preference(row),
        advice=suiting.advice(row, now),
    )


def opened(
    by: User, why: str, groups: Mapping[str, Sequence[HealthRecord]], *, now: datetime
) -> dict[str, list[dict[str, str]]]:
    """Rows of several topics opened at once: the texts of each topic in the order of its rows."""
    things = [one for rows in groups.values() for one in rows]
    texts = iter(access.read_each(by, things, why, now=now))
    return {name: [next(texts) for _one in rows] for name, rows in groups.items()}


def _gathered(row: Appointment, last: Last | None, today: date, now: datetime) -> Sealed:
    """Every sealed row of the page: one query a topic. What was said anew since stays shut."""
    client = row.client
    sittings = intake.intake_rows(client, now)
    return Sealed(
        own=[row] if row.note is not None or row.judged is not None else [],
        record=[client] if client.health_note is not None else [],
        injury=_of(client, _INJURY.all(client=client.pk)),
        flags=screenings.flags_rows([client], now),
        away=absences.near_rows(client, today),
        lines=_of(client, reviews.line_rows([row.pk])),
        said=_told_last(checkins.checkin_rows(client, since=now - SAID), last),
        intakes=intake.speaking(sittings, last=last.began if last else None),
        notes=notes.note_rows(client, before=row.start_at, most=1),
    )


def _told_last(rows: Iterable[CheckIn], last: Last | None) -> list[CheckIn]:
    """Of answers, newest first, those that the page shows: of the visit before, and of a race."""
    about = last.code if last else ""
    kept: dict[str, CheckIn] = {}
    for row in rows:
        if row.kind == RACE or (row.kind in (SESSION, RUNS) and row.about == about):
            kept.setdefault(row.kind, row)
    return list(kept.values())


def _injury(*, client: int) -> QuerySet[Injury]:
    held = Injury.objects.filter(client=client, to_day=None)
    return held.order_by("-from_day", "-pk")[:INJURIES]


_INJURY = Loaded(_injury, {"client": -77})


def _of(client: Client, rows: Iterable[T]) -> list[T]:
    """Rows of a client, who is in hand: no query asks for them again."""
    found = list(rows)
    for one in found:
        one.client = client
    return found


def _with_last(row: Appointment, now: datetime) -> tuple[Session, Last | None]:
    """The session, and the one before it that was given: two queries."""
    found: Appointment | None = _LAST.first(client=row.client_id, before=row.start_at)
    prefetch_related_objects([row, found] if found else [row], appointments.taken())
    here = appointments.session(row, now)
    if found is None:
        return here, None
    with_whom = appointments.session(found, now).therapists
    at = datetime.fromisoformat(found.local_start)
    return here, Last(found.code, found.start_at, at, with_whom, found.type, found.depth)


def _given(*, client: int, before: datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(client=client, end_at__lte=before)
    rows = rows.exclude(state__in=[*OVER, "held", "review"])
    return rows.order_by("-start_at", "-pk")[:1]


_LAST = Loaded(_given, {"client": -77, "before": datetime(1901, 1, 1, tzinfo=UTC)})


def _sore(said: Sequence[Said], last: Last | None) -> Sore:
    """Of answers, newest first."""
    about = last.code if last else ""
    return Sore(
        session=next((one for one in said if one.kind == SESSION and one.about == about), None),
        runs=next((one for one in said if one.kind == RUNS and one.about == about), None),
        race=next((one for one in said if one.kind == RACE), None),
    )


def _preference(row: Appointment) -> str:
    """How they like to be worked on before a race, "" for not said: one query."""
    found = _PREFERENCE.rows(client=row.client_id)
    return found[0][0] if found else ""


def _preferred(*, client: int) -> QuerySet[RunnerProfile, Any]:
    return RunnerProfile.objects.filter(client=client).values_list("pre_event_preference")


_PREFERENCE = Prepared(_preferred, {"client": -77})


def _consent(client: Client) -> str:
    """Whether they signed the text in force: *signed*, *older text*, *withdrawn*, *none*. One query."""
    rows = _CONSENT.rows(client=client.pk)
    if not rows:
        return "none"
    ((withdrawn, text, now_in_force),) = rows
    if withdrawn is not None:
        return "withdrawn"
    return "signed" if text == now_in_force else "older text"


def _signed(*, client: int) -> QuerySet[Consent, Any]:
    newest = ConsentText.objects.order_by("-number").values("pk")[:1]
    rows = Consent.objects.filter(client=client).annotate(newest=Subquery(newest))
    told = rows.order_by("-signed_at", "-pk").values_list("withdrawn_at", "text_id", "newest")
    return told[:1]


_CONSENT = Prepared(_signed, {"client": -77})
