"""What a therapist is told of the sessions of a day beside the plain line: opened in one go."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from bookings.core import reviewing, today
from bookings.core.lifecycle import OVER
from bookings.core.today import Flag
from bookings.models import Appointment, ReviewLine, VisitNote
from bookings.queries import reviews
from bookings.queries.card import opened
from bookings.queries.desk_lines import Line
from clinic.foundation.models import Client, User
from clinic.foundation.queries.prepared import Among, Prepared
from protocols.core import facts
from protocols.core.engine import judge
from protocols.core.rules import Ruleset
from protocols.core.runners import InjuryEntry, injury_from
from protocols.models import Injury, Intake, Screening
from protocols.queries import rules, screenings

ENDED = frozenset({"done", *OVER})


@dataclass(frozen=True)
class Told:
    """`reason` is the sentence that matters most, of the calendar as it was when it was booked and of
    the body as it is now; `effect` is its, both "" for none. `injury` is a kind.
    """

    flags: list[Flag]
    effect: str
    reason: str
    injury: str


def told(by: User, lines: Collection[Line], *, now: datetime) -> dict[str, Told]:
    """By the code of the session, for those that are not over; six queries, one of looks.

    Raises whatever stopped the log: then no word is shown. `by` has to give these sessions.
    """
    rows = [one.row for one in lines if one.state not in ENDED]
    if not rows:
        return {}
    clients = {row.client_id: row.client for row in rows}
    groups = {
        "rows": [row for row in rows if row.judged is not None],
        "flags": _known(clients, screenings.flags_rows(list(clients.values()), now)),
        "injuries": _known(clients, _injuries(clients)),
        "steps": _known(clients, _clearings(rows)),
    }
    texts = opened(by, _("Your day"), groups, now=now)
    judged = {
        row.pk: json.loads(text["judged"] or "{}")
        for row, text in zip(groups["rows"], texts["rows"], strict=True)
    }
    flags = screenings.flags_told(groups["flags"], texts["flags"], now)
    hurt = {
        one.client_id: injury_from(text["details"])
        for one, text in zip(groups["injuries"], texts["injuries"], strict=True)
    }
    steps = _steps(groups["steps"], texts["steps"])
    ruleset = rules.current()
    return {
        row.code: _one(
            row,
            judged.get(row.pk, {}).get("said", {}).get("reasons", ()),
            flags.get(row.client_id, ()),
            steps[row.pk],
            injury=hurt.get(row.client_id),
            ruleset=ruleset,
        )
        for row in rows
    }


def _one(
    row: Appointment,
    booked: Iterable[Mapping[str, Any]],
    held: Iterable[screenings.Flag],
    steps: Sequence[reviewing.Line],
    *,
    injury: InjuryEntry | None,
    ruleset: Ruleset,
) -> Told:
    passed = reviewing.cleared(steps)
    flags = [Flag(f.code, f.since, f.since > row.booked_at, f.code in passed) for f in held]
    case = reviews.flags_case(row, [flag.code for flag in flags], steps)
    if injury:  # who diagnosed it is asked by a rule of the body too
        known = facts.Injury(injury.kind, injury.diagnosed_by or None)
        case = replace(case, calendar=replace(case.calendar, injury=known))
    said = judge(ruleset, case).as_json(case)["reasons"]
    first = today.one_line(booked, said, listed=bool(flags))
    return Told(
        flags=today.worst_first(flags),
        effect=first["effect"] if first else "",
        reason=first["because"] if first else "",
        injury=injury.kind if injury else "",
    )


def _injuries(clients: Collection[int]) -> list[Injury]:
    """The newest open injury of each client: one query."""
    rows = Injury.objects.filter(client__in=clients, to_day=None)
    return list(rows.order_by("client", "-from_day", "-pk").distinct("client"))


def _clearings(rows: Collection[Appointment]) -> list[ReviewLine]:
    cleared = ReviewLine.objects.filter(appointment__in=rows, kind=ReviewLine.Kind.CLEARED)
    return list(cleared.order_by("at", "pk"))


def _steps(
    rows: Iterable[ReviewLine], texts: Iterable[dict[str, str]]
) -> dict[int, list[reviewing.Line]]:
    """By the number of the session."""
    found: dict[int, list[reviewing.Line]] = defaultdict(list)
    for row, text in zip(rows, texts, strict=True):
        found[row.appointment_id].append(reviewing.from_text(row.kind, row.at, text["details"]))
    return found


def _known(clients: Mapping[int, Client], rows: Iterable[Any]) -> list[Any]:
    found = list(rows)
    for one in found:
        one.client = clients[one.client_id]
    return found


def newest(lines: Collection[Line]) -> list[tuple[Any, ...]]:
    """What tells that something is new of the clients of some sessions: one query, nothing opened.

    So no look is logged for asking.
    """
    clients = {one.row.client_id for one in lines}
    return _NEWEST.rows(clients=[*clients]) if clients else []


def _newest(*, clients: list[int]) -> QuerySet[Client, Any]:
    own = {"client": OuterRef("pk")}
    said = Screening.objects.filter(**own).order_by("-answered_at", "-pk")
    sent = Intake.objects.filter(**own, submitted_at__isnull=False).order_by("-submitted_at", "-pk")
    hurt = Injury.objects.filter(**own, to_day=None).order_by("-from_day", "-pk")
    done = ReviewLine.objects.filter(**own).order_by("-at", "-pk")
    columns = [Subquery(rows.values("code")[:1]) for rows in (said, sent, hurt, done)]
    rows = Client.objects.filter(Among("pk", clients)).order_by("pk")
    return rows.values_list("pk", *columns)


_NEWEST = Prepared(_newest, {"clients": [-77]})


def noted(lines: Collection[Line]) -> dict[str, str]:
    """By the code of the session: *signed*, *draft* or, of one that is done without, *missing*."""
    rows = VisitNote.objects.filter(appointment__in=[one.row for one in lines])
    found = {
        code: "signed" if signed else "draft"
        for code, signed in rows.values_list("appointment__code", "signed_at")
    }
    lacking = {one.code: "missing" for one in lines if one.state == "done"}
    return lacking | found
