"""What the rules say of a session as the calendar is now, at each depth; and the days round it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bookings.core import card
from bookings.core.card import Cap, Near
from bookings.core.judging import case_at
from bookings.models import Appointment
from bookings.queries import runners, services
from bookings.queries.busy import minutes
from bookings.queries.telling import REACH
from protocols.core.defaults import RULE_IDS, SCREENING
from protocols.core.facts import Case
from protocols.core.parsing.case import read_case
from protocols.core.strip import StripDay, strip
from protocols.models import SessionType
from protocols.queries import rules, session_types


@dataclass(frozen=True)
class Now:
    """`said` is the engine's answer at the depth that was booked. `days` are those of the strip;
    the session's own is `day`.
    """

    said: dict[str, Any]
    cap: Cap
    ahead: tuple[Near, ...]
    behind: Near | None
    day: date
    days: list[StripDay]
    kind: SessionType


def judged_now(
    row: Appointment, *, waivers: Sequence[str], cleared: Sequence[str], now: datetime
) -> Now:
    """An appointment judged as its client's calendar is now: four queries.

    Health goes into the case unseen: whoever is told of this has to treat the client.
    """
    reach = timedelta(days=REACH[-1] + 1)
    calendar = runners.calendar(
        row.client,
        zone=row.location.zone,
        begin=row.start_at - reach,
        end=row.start_at + reach,
        now=now,
        but=row,
    )
    known = [rule for rule in waivers if rule in RULE_IDS]
    passed = [code for code in cleared if code in SCREENING]
    wanted = services.ordered(row).candidate
    case = read_case(case_at(calendar, wanted, minutes(row.start_at), known, passed))
    judged = card.at_depths(rules.current(), case)
    one, asked = judged[row.depth if row.depth in judged else "light"]
    kind = session_types.one(row.type)
    ahead, behind = card.races_near(case)
    local = case.calendar.days.day(case.start)
    return Now(
        said=one.as_json(asked),
        cap=card.cap(judged, passes=card.passes(case, kind.passes_most)),
        ahead=ahead,
        behind=behind,
        day=date.fromordinal(local),
        days=_days(case, local),
        kind=kind,
    )


def _days(case: Case, day: int) -> list[StripDay]:
    """The days round that one. Years of sessions are left aside before they are sorted."""
    first, last = day - card.BEHIND, day + card.AHEAD
    calendar = replace(
        case.calendar,
        workouts=tuple(one for one in case.calendar.workouts if first <= one.day <= last),
        sessions=tuple(one for one in case.calendar.sessions if first <= one.day <= last),
    )
    return strip(calendar, first, last - first + 1)
