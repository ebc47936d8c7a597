"""The timing engine: does a session fit this runner's calendar, and why?

Pure: no database, no clock, no settings. Times are RFC 3339 texts outside and microseconds inside.
"""

from __future__ import annotations

from typing import Any

from protocols.core.defaults import DEFAULTS
from protocols.core.engine import judge
from protocols.core.parsing.case import BadInput, read_case
from protocols.core.rules import Ruleset


def evaluate(case: object, ruleset: Ruleset = DEFAULTS, language: str = "en") -> dict[str, Any]:
    """Judge one case (the contract's object) by the default rules or a published version.

    Answers verdict, phase, review, requires_skills and reasons; see docs/engine.md. Raises
    `BadInput`, which names the field and what it should be.
    """
    read = read_case(case)
    return judge(ruleset, read).as_json(read, language)


__all__ = ["DEFAULTS", "BadInput", "evaluate"]
