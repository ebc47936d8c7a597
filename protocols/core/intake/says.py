"""What the standard questions say beside flags: what the rules read of an injury, a race, a load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from protocols.core.facts import DIAGNOSERS, INJURY_KINDS
from protocols.core.runners import PREFERENCES, InjuryEntry


@dataclass(frozen=True, slots=True)
class Says:
    """None, or "", where nothing was said. `sore` and `stairs` are of a race just run."""

    injury: InjuryEntry | None = None
    preference: str = ""
    load_rising: bool | None = None
    sore: int | None = None
    stairs: str = ""


def says(answers: Mapping[str, Any]) -> Says:
    """Of answers in force, by the codes of the standard form; an owner's own questions say nothing."""
    changes = answers.get("changes")
    wish, sore = answers.get("race_before"), answers.get("race_sore")
    return Says(
        injury=_injury(answers),
        preference=wish if wish in PREFERENCES else "",
        load_rising=None if changes is None else bool({"more", "harder"} & {*changes}),
        sore=sore,
        stairs=answers.get("race_stairs", "") if sore is not None else "",
    )


def _injury(answers: Mapping[str, Any]) -> InjuryEntry | None:
    kind, seen = answers.get("injury_kind"), answers.get("injury_seen")
    if kind not in INJURY_KINDS:
        return None
    by = seen if seen in DIAGNOSERS else ""
    called = answers.get("injury_called") if by else ""
    return InjuryEntry(kind=kind, diagnosed_by=str(by), what=str(called or "")[:200])
