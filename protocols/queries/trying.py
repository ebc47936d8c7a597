"""What the *try it* page shows: the answer to a typed-in case, by the rules in force. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protocols.core.engine import judge
from protocols.core.parsing.case import read_case
from protocols.core.pictures import Fortnight, fortnight
from protocols.queries import rules


@dataclass(frozen=True, slots=True)
class Answer:
    """The judgement as the contract gives it, and the picture round the race."""

    judgement: dict[str, Any]
    picture: Fortnight


def answer(case: dict[str, Any], language: str) -> Answer:
    """Judge a case and draw its fortnight. Raises `BadInput`."""
    read, ruleset = read_case(case), rules.current()
    return Answer(judge(ruleset, read).as_json(read, language), fortnight(ruleset, read))
