"""Judging many starts at once: the windows of a runner's calendar, looked up start by start.

Verdicts depend on the start and not on the therapist, so a search judges each start once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from protocols.core.engine import Judgement, at, judge, skills, verdict, windows
from protocols.core.facts import Case
from protocols.core.parsing.case import read_case
from protocols.core.rules import Ruleset
from protocols.core.units import MINUTE
from protocols.core.windows import Frame, Window

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def case_at(
    calendar: Mapping[str, Any],
    candidate: Mapping[str, Any],
    start: int,
    waivers: Sequence[str] = (),
) -> dict[str, Any]:
    """The contract's case: a calendar, a candidate without its start, and a start in minutes."""
    moment = EPOCH + timedelta(minutes=start)
    told = {**candidate, "start": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return {**calendar, "waivers": list(waivers), "candidate": told}


class Judge:
    """One runner's calendar and one shape of session, for starts in `[begin, end)` minutes."""

    def __init__(self, ruleset: Ruleset, case: Case, begin: int, end: int) -> None:
        self.ruleset, self.case = ruleset, case
        low, high = begin * MINUTE, max(end, begin + 1) * MINUTE
        self._windows = windows(ruleset, case.calendar, case.shape, low, high)
        self._frame = Frame(case.calendar, case.shape, ruleset.phases, low, low + 1)

    @classmethod
    def of(cls, ruleset: Ruleset, case: Mapping[str, Any], begin: int, end: int) -> Judge:
        """From the contract's JSON (`case_at`). Raises `BadInput`."""
        return cls(ruleset, read_case(case), begin, end)

    @cached_property
    def _pieces(self) -> tuple[list[int], list[tuple[Window, ...]]]:
        """Edges, and the windows that are open from each edge to the next."""
        edges = sorted({edge for w in self._windows for edge in (w.begin, w.end)})
        place = {edge: number for number, edge in enumerate(edges)}
        held: list[list[Window]] = [[] for _ in edges]
        for window in self._windows:
            for number in range(place[window.begin], place[window.end]):
                held[number].append(window)
        return edges, [tuple(found) for found in held]

    def _open(self, start: int) -> tuple[Window, ...]:
        edges, held = self._pieces
        number = bisect_right(edges, start * MINUTE) - 1
        return held[number] if number >= 0 else ()

    def verdict(self, start: int) -> str:
        """The verdict on one start, in minutes."""
        return verdict(window.effect for window in self._open(start))

    def reasons(
        self, start: int, language: str = "en", *, discreet: bool = False
    ) -> list[dict[str, Any]]:
        """The reasons at one start as the contract gives them; `discreet` as in `Judgement`."""
        found = at(self._open(start), start * MINUTE)
        said = Judgement(
            verdict(r.effect for r in found), "", review=False, requires_skills=(), reasons=found
        )
        case = replace(self.case, start=start * MINUTE)
        told: list[dict[str, Any]] = said.as_json(case, language, discreet=discreet)["reasons"]
        return told

    @cached_property
    def skills(self) -> frozenset[str]:
        """What a therapist has to be able to do for this runner, whatever the start."""
        return frozenset(skills(self.ruleset, self._frame))

    def whole(self, start: int) -> Judgement:
        """The full judgement of one start: phase and review too."""
        return judge(self.ruleset, replace(self.case, start=start * MINUTE))
