"""How long an answer to a red flag counts, and what a later "no" can do about it.

FLAG-7: what wants a doctor is not answered away. Somebody who is eager for a session and ticks
"none of these" the day after chest pain still has it on file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from protocols.core.defaults import SCREENING

WEEK, QUARTER, LONGEST = timedelta(days=7), timedelta(days=90), timedelta(days=365)
_DAYS = ("hot_tendon", "acute_strain", "contusion", "boggy_swelling", "numbness_below_knee")
_MONTHS = ("anticoagulant", "medication_change")
# From the moment of the answer, the end excluded.
HOLDS: Mapping[str, timedelta] = {
    **dict.fromkeys(SCREENING, LONGEST),
    **dict.fromkeys((*_DAYS, "short_sleep", "fever"), WEEK),
    **dict.fromkeys(_MONTHS, QUARTER),
}
# A "no" lifts these only when it is given a week or more after the last "yes".
SLOW = frozenset(
    {
        "skin_infection",
        "open_wound",
        "recent_surgery",
        "uncontrolled_blood_pressure",
        "focal_bone_pain",
        "dark_urine_or_collapse",
        "chest_pain",
    }
)
# No "no" lifts these: a doctor's word does, through a therapist who clears them for a visit.
NEVER = frozenset({"calf_clot_signs", "fever", "anticoagulant"})


@dataclass(frozen=True, slots=True)
class Said:
    """One set of answers: of those `asked`, `codes` hold; the rest were answered with "no"."""

    at: datetime
    codes: frozenset[str]
    asked: frozenset[str]


def said_from(at: datetime, text: str) -> Said:
    """The answers of one row, from the text that `core.runners.answers_text` made."""
    told = json.loads(text)
    codes = frozenset(told["codes"])
    return Said(at, codes, codes | frozenset(told.get("asked", SCREENING)))


def held(said: Sequence[Said], now: datetime) -> list[str]:
    """The codes that hold at `now`, the newest said last, in whatever order the answers come.

    Answers after `now` are not known yet and left aside.
    """
    last = {code: max(times) for code in SCREENING if (times := _yes(said, code, now))}
    holding = [code for code, at in last.items() if _stands(code, at, _no(said, code), now)]
    return sorted(holding, key=lambda code: (last[code], SCREENING.index(code)))


def since(said: Sequence[Said], now: datetime) -> dict[str, datetime]:
    """The codes that hold at `now`, each with when it was first said without a gap since."""
    return {code: _begin(said, code, now) for code in held(said, now)}


def _begin(said: Sequence[Said], code: str, now: datetime) -> datetime:
    times, no = sorted(_yes(said, code, now)), _no(said, code)
    begin = times[0]
    for before, at in pairwise(times):
        if not _stands(code, before, no, at):
            begin = at
    return begin


def _yes(said: Sequence[Said], code: str, now: datetime) -> list[datetime]:
    return [one.at for one in said if code in one.codes and one.at <= now]


def _no(said: Sequence[Said], code: str) -> list[datetime]:
    return [one.at for one in said if code in one.asked and code not in one.codes]


def _stands(code: str, yes: datetime, no: Iterable[datetime], now: datetime) -> bool:
    """Whether a "yes" still holds at `now`: in its time, and not lifted by then."""
    if now >= yes + HOLDS[code]:
        return False
    if code in NEVER:
        return True
    pause = WEEK if code in SLOW else timedelta(0)
    return not any(yes < at <= now and at >= yes + pause for at in no)
