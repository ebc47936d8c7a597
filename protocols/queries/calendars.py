"""A client's calendar as the engine reads it: races, training, absences and health in one case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet
from django.db.models.functions import Abs, Cast, Coalesce, Extract, JSONObject

from clinic.foundation.fields import Sealed
from clinic.foundation.models import Client
from clinic.foundation.queries import access
from clinic.foundation.queries.prepared import Prepared, Rows
from protocols.core import absences, checkins, walls
from protocols.core.checkins import Told
from protocols.core.facts import RUNNING_TYPES
from protocols.core.intake.held import LONGEST, Said, held, said_from
from protocols.core.parsing.fields import MOST_ITEMS
from protocols.models import Absence, CheckIn, Injury, Race, RunnerProfile, Screening, Workout
from protocols.queries.screenings import between

NEAR = timedelta(days=30)
MASTERS_AGE = 40
SHORT = timedelta(minutes=30)  # of running: who stopped before has trained, not raced
MOST_CHECKINS = 30  # of the newest that can matter: a few about one session, and a week of races
NEVER = datetime(1900, 1, 1, tzinfo=UTC)
COLUMNS = ("profile", "races_", "workouts_", "away_", "injury", "screening", "checkins_")
Json = dict[str, Any]
T = TypeVar("T", Injury, Screening, CheckIn)


def calendar_json(
    client: Client,
    *,
    zone: str,
    sessions: Sequence[Mapping[str, Any]],
    begin: datetime,
    end: datetime,
    now: datetime,
) -> Json:
    """The contract's case without candidate, waivers and cleared codes. `read_case` takes it once
    a candidate is added.

    `sessions` are the client's others, as the contract has them (at most 1,000). [`begin`, `end`]
    is where candidates start: workouts and days away within 30 days of it come along. A race that
    was left within its first half hour is told of as a workout. Health is opened without a look on
    file, so this goes to the engine only, and nobody is shown any of it. One query, and what it
    takes to open the sealed.
    """
    ended = last_session_end(sessions, now)
    row = _everything(client, begin, end, ended, now)
    injury, said, told = _opened(client, row)
    sore = checkins.soreness(told, last_session_end=ended, now=now)
    races = [
        _race(race, now) for race in sorted(row["races_"], key=lambda race: str(race["start_at"]))
    ]
    left = [workout for race in races if (workout := _left_early(race))]
    return {
        "timezone": zone,
        "runner": _runner(row["profile"], now) | sore.as_runner(),
        "races": [race for race in races if not _left_early(race)],
        "workouts": [*left, *(_workout(item) for item in row["workouts_"])][:MOST_ITEMS],
        "sessions": [dict(session) for session in sessions],
        "away": [away for item in row["away_"] if (away := _away(item))],
        "injury": injury,
        "screening": held(said, now),
    }


def last_session_end(sessions: Iterable[Mapping[str, Any]], now: datetime) -> datetime | None:
    """When the runner's last running session ended, of sessions in the contract's form."""
    ends = (
        datetime.fromisoformat(each["start"]) + timedelta(minutes=each["minutes"])
        for each in sessions
        if each["type"] in RUNNING_TYPES
    )
    return max((end for end in ends if end <= now), default=None)


def _everything(
    client: Client, begin: datetime, end: datetime, ended: datetime | None, now: datetime
) -> Json:
    """Every row that matters, as JSON: one query, however many there are."""
    early, late = begin - NEAR, end + NEAR
    (row,) = _EVERYTHING.rows(
        pk=client.pk,
        early=early,
        late=late,
        early_day=early.date(),
        late_day=late.date(),
        middle=begin + (end - begin) / 2,
        since=now - LONGEST,
        lately=now - checkins.COUNTS,
        ended=ended or NEVER,
        now=now,
    )
    return dict(zip(COLUMNS, row, strict=True))


def _query(
    *,
    pk: int,
    since: datetime,
    lately: datetime,
    ended: datetime,
    now: datetime,
    early_day: date,
    late_day: date,
    **near: Any,
) -> QuerySet[Client, Any]:
    injuries = Injury.objects.filter(to_day=None).order_by("-from_day", "-pk")
    nearest = Race.objects.order_by(_distance(F("start_at"), now), "pk")
    said = Q(kind=checkins.RACE, answered_at__gt=lately) | Q(kind=checkins.SESSION, of=ended)
    gone = Absence.objects.filter(away=True, to_day__gte=early_day, from_day__lte=late_day)
    columns = {
        "profile": _json(
            RunnerProfile.objects.all(), 1, "birth_year recreational load_rising quiet_days"
        ),
        "races_": _json(
            nearest,
            MOST_ITEMS,
            "name local_start zone start_at finish_at expected_minutes priority terrain status",
            called_off=F("listed__cancelled"),
        ),
        "workouts_": _json(
            _near(early_day=early_day, late_day=late_day, **near),
            MOST_ITEMS,
            "start_at day minutes kind",
        ),
        "away_": _json(gone.order_by("from_day", "pk"), MOST_ITEMS, "from_day to_day zone"),
        "injury": _json(injuries, 1, "code details"),
        "screening": _json(between(since, now), None, "code answered_at answers"),
        "checkins_": _json(
            CheckIn.objects.filter(said).order_by("-answered_at", "-pk"),
            MOST_CHECKINS,
            "code kind about of answered_at answers",
        ),
    }
    return Client.objects.filter(pk=pk).annotate(**columns).values_list(*COLUMNS)


def _json(rows: QuerySet[Any], most: int | None, names: str, **more: Any) -> Rows:
    """The client's own rows of these as a list of JSON objects."""
    columns = {name: F(name) for name in names.split()} | more
    own = rows.filter(client=OuterRef("pk")).values(json=JSONObject(**columns))
    return Rows(own[:most])


def _near(
    *, early: datetime, late: datetime, early_day: date, late_day: date, middle: datetime
) -> QuerySet[Workout]:
    """Everybody's workouts from early to late, those nearest to the middle first."""
    timed = Q(start_at__gte=early, start_at__lte=late)
    dated = Q(day__gte=early_day, day__lte=late_day)
    at = Coalesce(F("start_at"), Cast("day", DateTimeField()))
    return Workout.objects.filter(timed | dated).order_by(_distance(at, middle), "pk")


def _distance(at: Any, moment: datetime) -> Any:
    return Abs(Extract(at - moment, "epoch"))


_MARKS = {
    name: datetime(1901, 1, day, tzinfo=UTC)
    for day, name in enumerate(
        ("early", "late", "middle", "since", "lately", "ended", "now"), start=1
    )
}
_EVERYTHING = Prepared(
    _query, {**_MARKS, "pk": -77, "early_day": date(1902, 1, 1), "late_day": date(1902, 1, 2)}
)


def _opened(client: Client, row: Json) -> tuple[Any, list[Said], list[Told]]:
    """The injury, the answers to the red flags and the check-ins of the case; none of a client
    whose key is gone.
    """
    things: list[access.HealthRecord] = [
        *(_sealed(Injury(client=client, code=each["code"]), each) for each in row["injury"]),
        *(_sealed(Screening(client=client, code=each["code"]), each) for each in row["screening"]),
        *(_sealed(CheckIn(client=client, code=each["code"]), each) for each in row["checkins_"]),
    ]
    texts = iter(access.open_unseen(client, things) if things else [])
    injury = None
    for _each, text in zip(row["injury"], texts, strict=False):
        told = json.loads(text["details"])
        injury = {"kind": told["kind"], "diagnosed_by": told["diagnosed_by"] or None}
    said = [
        said_from(datetime.fromisoformat(each["answered_at"]), text["answers"])
        for each, text in zip(row["screening"], texts, strict=False)
    ]
    given = [
        _told(each, text["answers"]) for each, text in zip(row["checkins_"], texts, strict=False)
    ]
    return injury, said, given


def _told(row: Json, text: str) -> Told:
    return Told(
        kind=row["kind"],
        about=row["about"],
        of=datetime.fromisoformat(row["of"]),
        answered_at=datetime.fromisoformat(row["answered_at"]),
        answers=checkins.from_text(text),
    )


def _sealed(thing: T, row: Json) -> T:
    """A record with its sealed texts, as if it had been loaded by itself."""
    for name in thing.SEALED:
        setattr(thing, name, Sealed(row[name]))
    return thing


def _runner(profiles: list[Json], now: datetime) -> Json:
    if not profiles:
        return {}
    (profile,) = profiles
    born = profile["birth_year"]
    return {
        "quiet_days_before_race": profile["quiet_days"],
        "recreational": profile["recreational"],
        "load_rising": profile["load_rising"],
        "masters": born is not None and now.year - born >= MASTERS_AGE,
    }


def _race(row: Json, now: datetime) -> Json:
    """A race of the case. One to come keeps its wall clock, and its length, if its zone changed."""
    put_down = datetime.fromisoformat(row["start_at"])
    local = datetime.fromisoformat(row["local_start"])
    start = walls.still(put_down, local, row["zone"], now)
    finish = row["finish_at"] and datetime.fromisoformat(row["finish_at"]) + (start - put_down)
    called_off = row["called_off"] and row["status"] == "planned"
    return {
        "name": row["name"],
        "start": walls.rfc3339(start),
        "finish": walls.rfc3339(finish) if finish else None,
        "expected_minutes": row["expected_minutes"],
        "priority": row["priority"],
        "terrain": row["terrain"],
        "status": "cancelled" if called_off else row["status"],
    }


def _workout(row: Json) -> Json:
    if row["start_at"] is None:
        return {"day": row["day"], "kind": row["kind"]}
    start = walls.rfc3339_of(row["start_at"])
    return {"start": start, "minutes": row["minutes"], "kind": row["kind"]}


def _left_early(race: Json) -> Json | None:
    """The workout that a race was, if it was left within its first half hour; else None."""
    if race["status"] != "dnf" or not race["finish"]:
        return None
    ran = datetime.fromisoformat(race["finish"]) - datetime.fromisoformat(race["start"])
    if ran >= SHORT:
        return None
    minutes = max(1, -(-ran // timedelta(minutes=1)))
    return {"start": race["start"], "minutes": minutes, "kind": "race_pace"}


def _away(row: Json) -> Json | None:
    """A stretch away of the case; None for one outside the engine's years."""
    first, last = date.fromisoformat(row["from_day"]), date.fromisoformat(row["to_day"])
    begin, end = absences.stretch(first, last, row["zone"])
    if begin >= end:
        return None
    return {"from": walls.rfc3339(begin), "until": walls.rfc3339(end)}
