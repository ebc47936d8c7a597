"""What a runner says after a session or a race, as it is sealed, and what the engine takes from it.

Answers are JSON, by kind: *session* {"sore": 0-10, "bruised": bool}; *runs* {"felt": one of `FELT`,
"words": text}; *race* {"sore": 0-10, "hours": whole hours since the finish, "stairs": one of
`STAIRS`, "signs": bool}.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from protocols.core.faults import Fault, first

SESSION, RUNS, RACE = "session", "runs", "race"
FELT = ("better", "same", "worse")
STAIRS = ("easy", "stiff", "hard")
WORST = 10
MOST_WORDS = 500
MOST_HOURS = 24 * 366
# Below it a body says "I trained": everybody feels a marathon or deep work a little. From here on
# the engine takes somebody for sore.
SORE = 3
LATE = timedelta(
    hours=36
)  # FREQ-4: soreness after a session that lasts longer than this is too much
COUNTS = timedelta(days=7)  # an answer after a race, end excluded: POST-7 looks no further
# The screening code that signs after a race raise: a doctor first.
SIGNS = "dark_urine_or_collapse"

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: what it is about (a code), when that ended, when it was given, what it says."""

    kind: str
    about: str
    of: datetime
    answered_at: datetime
    answers: Answers


class Soreness(NamedTuple):
    """What the engine asks of a runner, by its own names."""

    race_soreness: bool
    last_session_sore_over_36h: bool
    last_session_bruised: bool

    def as_runner(self) -> dict[str, bool]:
        """What is so, as the contract's `runner` has it: there what is left out is not."""
        every = (
            ("race_soreness", self.race_soreness),
            ("last_session_sore_over_36h", self.last_session_sore_over_36h),
            ("last_session_bruised", self.last_session_bruised),
        )
        return {name: True for name, so in every if so}


def settled(kind: str, answers: Answers) -> dict[str, Any] | Fault:
    """Answers of that kind as they can be sealed, or their first fault."""
    known = {SESSION: _session, RUNS: _runs, RACE: _race}[kind]
    return known(answers)


def to_text(answers: Answers) -> str:
    """Settled answers as they are sealed."""
    return json.dumps(dict(answers), ensure_ascii=False)


def from_text(text: str) -> dict[str, Any]:
    """The other way round."""
    found: dict[str, Any] = json.loads(text)
    return found


def hours_since(of: datetime, now: datetime) -> int:
    """Whole hours since the end of something."""
    return (now - of) // timedelta(hours=1)


def soreness(told: Sequence[Told], *, last_session_end: datetime | None, now: datetime) -> Soreness:
    """What holds now, whatever order the answers come in.

    After a race the newest answer of the last seven days decides. After a session only answers
    about the last one count, of its soreness those that were given 36 hours after it or later: the
    newest one decides. Of two that were given at one moment the worse does.
    """
    races = [one for one in told if one.kind == RACE and now - COUNTS < one.answered_at <= now]
    about = [
        one
        for one in told
        if one.kind == SESSION and one.of == last_session_end and one.answered_at <= now
    ]
    late = [one for one in about if one.answered_at >= one.of + LATE]
    return Soreness(
        race_soreness=any(one["sore"] >= SORE for one in _newest(races)),
        last_session_sore_over_36h=any(one["sore"] >= SORE for one in _newest(late)),
        last_session_bruised=any(one["bruised"] for one in _newest(about)),
    )


def _newest(told: Iterable[Told]) -> list[Answers]:
    """What was said last: several only where they were given at one moment."""
    every = list(told)
    last = max((one.answered_at for one in every), default=None)
    return [one.answers for one in every if one.answered_at == last]


def _session(answers: Answers) -> dict[str, Any] | Fault:
    sore, bruised = answers.get("sore"), answers.get("bruised")
    fault = first([("sore", _scale(sore)), ("bruised", _yes_no(bruised))])
    return fault or {"sore": sore, "bruised": bruised}


def _runs(answers: Answers) -> dict[str, Any] | Fault:
    felt, said = answers.get("felt"), answers.get("words", "")
    words = _tidied(said) if isinstance(said, str) else None
    fault = first(
        [
            ("felt", _one_of(felt, FELT)),
            ("words", words is None),
            ("words", words is not None and len(words) > MOST_WORDS and "too_long"),
        ]
    )
    return fault or {"felt": felt, "words": words}


def _race(answers: Answers) -> dict[str, Any] | Fault:
    hours = answers.get("hours")
    told = {name: answers.get(name) for name in ("sore", "hours", "stairs", "signs")}
    fault = first(
        [
            ("sore", _scale(told["sore"])),
            ("hours", type(hours) is not int or not 0 <= hours <= MOST_HOURS),
            ("stairs", _one_of(told["stairs"], STAIRS)),
            ("signs", _yes_no(told["signs"])),
        ]
    )
    return fault or told


def _scale(value: object) -> str | bool:
    if value is None:
        return "missing"
    return type(value) is not int or not 0 <= value <= WORST


def _yes_no(value: object) -> str | bool:
    return "missing" if value is None else not isinstance(value, bool)


def _one_of(value: object, codes: Sequence[str]) -> str | bool:
    return "missing" if value in (None, "") else value not in codes


def _tidied(text: str) -> str | None:
    """A few lines as they can be kept; None for what no text holds (NUL, half a character)."""
    if "\x00" in text or any(unicodedata.category(letter) == "Cs" for letter in text):
        return None
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    return "".join(kept).strip()
