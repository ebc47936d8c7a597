"""What a runner says of themself, and of an injury, as it is put down."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

from clinic.foundation.core.texts import one_line
from protocols.core.defaults import SCREENING
from protocols.core.facts import DIAGNOSERS, INJURY_KINDS
from protocols.core.faults import Fault, first, outside_days
from protocols.core.texts import line_fault

SIDES = ("left", "right", "both")
PREFERENCES = ("deep", "light", "clothed", "none")
MOST_QUIET_DAYS = 10
OLDEST = 120
MOST_PHONE = 40


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """The columns of a profile; "" and None for what was not said."""

    birth_year: int | None = None
    recreational: bool = False
    load_rising: bool = False
    quiet_days: int = 0
    pre_event_preference: str = ""
    guardian_name: str = ""
    guardian_phone: str = ""


@dataclass(frozen=True, slots=True)
class InjuryEntry:
    """What is sealed of an injury; "" for what was not said."""

    kind: str
    side: str = ""
    diagnosed_by: str = ""
    what: str = ""

    def to_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def injury_from(text: str) -> InjuryEntry:
    """The other way round, of a text that `to_text` made."""
    return InjuryEntry(**json.loads(text))


def settled_profile(entry: ProfileEntry, this_year: int) -> ProfileEntry | Fault:
    """The profile as it can stand in a table, or its fault."""
    tidied = replace(
        entry,
        guardian_name=one_line(entry.guardian_name),
        guardian_phone=one_line(entry.guardian_phone),
    )
    born, wish = tidied.birth_year, tidied.pre_event_preference
    fault = first(
        [
            ("birth_year", born is not None and not this_year - OLDEST <= born <= this_year),
            ("quiet_days", not 0 <= tidied.quiet_days <= MOST_QUIET_DAYS),
            ("pre_event_preference", wish not in ("", *PREFERENCES)),
            ("guardian_name", line_fault(tidied.guardian_name)),
            ("guardian_phone", len(tidied.guardian_phone) > MOST_PHONE and "too_long"),
        ]
    )
    return fault or tidied


def settled_injury(entry: InjuryEntry) -> InjuryEntry | Fault:
    """What is said of an injury as it can be sealed, or its fault."""
    tidied = replace(entry, what=one_line(entry.what))
    fault = first(
        [
            ("kind", tidied.kind not in INJURY_KINDS),
            ("side", tidied.side not in ("", *SIDES)),
            ("diagnosed_by", tidied.diagnosed_by not in ("", *DIAGNOSERS)),
            ("what", line_fault(tidied.what)),
        ]
    )
    return fault or tidied


def days_fault(from_day: date, to_day: date | None, today: date) -> Fault | None:
    """An injury begins before it ends, and neither lies ahead."""
    return first(
        [
            ("from_day", outside_days(from_day)),
            ("from_day", from_day > today and "ahead"),
            ("to_day", to_day is not None and to_day < from_day and "order"),
            ("to_day", to_day is not None and to_day > today and "ahead"),
        ]
    )


def answers_text(codes: Iterable[str], asked: Iterable[str] | None = None) -> str | Fault:
    """Answers to the red flags as they are sealed: known codes, each once, in one order.

    Of those `asked`, which is all of them where it is None.
    """
    given, all_asked = set(codes), set(SCREENING if asked is None else asked)
    if not given <= all_asked <= set(SCREENING):
        return Fault("codes", "invalid")
    told = {"codes": given, "asked": all_asked}
    ordered = {name: [code for code in SCREENING if code in some] for name, some in told.items()}
    return json.dumps(ordered)
