"""Judging many starts at once: the windows of a runner's calendar, looked up start by start.

Verdicts depend on the start and not on the therapist, so a search judges each start once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any

from protocols.core.engine import (
    Judgement,
    Reason,
    at,
    judge,
    reason_json,
    skills,
    speaking,
    told,
    verdict,
    windows,
)
from protocols.core.facts import Case
from protocols.core.kinds.body import answers
from protocols.core.parsing.case import read_case
from protocols.core.rules import Ruleset
from protocols.core.units import MINUTE
from protocols.core.windows import Frame, Window
from protocols.core.words import bounds_of, hours

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def case_at(
    calendar: Mapping[str, Any],
    candidate: Mapping[str, Any],
    start: int,
    waivers: Sequence[str] = (),
    cleared: Sequence[str] = (),
) -> dict[str, Any]:
    """The contract's case: a calendar, a candidate without its start, and a start in minutes.

    `waivers` and `cleared` are what a therapist waived and cleared for this one session.
    """
    moment = EPOCH + timedelta(minutes=start)
    told = {**candidate, "start": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}
    case = {**calendar, "waivers": list(waivers), "candidate": told}
    return case | {"cleared": list(cleared)} if cleared else case


def asking(ruleset: Ruleset, case: Case) -> tuple[str, ...]:
    """The screening answers for which a therapist must look first, at this type and depth; sorted.

    What was cleared asks no more. There are some where `Judgement.review` is true, and only there.
    """
    frame = Frame(case.calendar, case.shape, ruleset.phases, case.start, case.start + 1)
    found = {
        code
        for rule in speaking(ruleset, case.shape)
        if rule.kind == "flag"
        for code, band in answers(rule, frame)
        if band.review
    }
    return tuple(sorted(found - case.calendar.cleared))


class _Piece:
    """A stretch of starts in which the same windows are open."""

    def __init__(self, windows: tuple[Window, ...]) -> None:
        self.windows = windows
        self.verdict = verdict(window.effect for window in windows)
        # Of two windows of one rule the nearer speaks, and which that is changes with the start.
        self.alike = len({window.rule.id for window in windows}) == len(windows)
        self._reasons: tuple[Reason, ...] | None = None

    def reasons(self, start: int) -> tuple[Reason, ...]:
        """The reasons at a start within it, in minutes."""
        if self._reasons is None or not self.alike:
            self._reasons = at(self.windows, start * MINUTE)
        return self._reasons


_NOTHING = _Piece(())


class Judge:
    """One runner's calendar and one shape of session, for starts in `[begin, end)` minutes."""

    def __init__(self, ruleset: Ruleset, case: Case, begin: int, end: int) -> None:
        self.ruleset, self.case = ruleset, case
        low, high = begin * MINUTE, max(end, begin + 1) * MINUTE
        self._windows = windows(ruleset, case.calendar, case.shape, low, high)
        self._frame = Frame(case.calendar, case.shape, ruleset.phases, low, low + 1)
        self._bounds: dict[int, frozenset[int]] = {}
        self._said: dict[tuple[int, str, str], dict[str, Any]] = {}

    @classmethod
    def of(cls, ruleset: Ruleset, case: Mapping[str, Any], begin: int, end: int) -> Judge:
        """From the contract's JSON (`case_at`). Raises `BadInput`."""
        return cls(ruleset, read_case(case), begin, end)

    @cached_property
    def _pieces(self) -> tuple[list[int], list[_Piece]]:
        """Edges, and what is said from each edge to the next."""
        edges = sorted({edge for w in self._windows for edge in (w.begin, w.end)})
        place = {edge: number for number, edge in enumerate(edges)}
        held: list[list[Window]] = [[] for _ in edges]
        for window in self._windows:
            for number in range(place[window.begin], place[window.end]):
                held[number].append(window)
        return edges, [_Piece(tuple(found)) for found in held]

    def _piece(self, start: int) -> _Piece:
        edges, pieces = self._pieces
        number = bisect_right(edges, start * MINUTE) - 1
        return pieces[number] if number >= 0 else _NOTHING

    def alike(self, start: int) -> object | None:
        """Equal for starts of which the same reasons are told, but for the figures in them; None
        where that takes a look at the reasons.
        """
        piece = self._piece(start)
        return piece if piece.alike else None

    def verdict(self, start: int) -> str:
        """The verdict on one start, in minutes."""
        return self._piece(start).verdict

    def reasons(
        self, start: int, language: str = "en", *, discreet: bool = False
    ) -> list[dict[str, Any]]:
        """The reasons at one start as the contract gives them; `discreet` as in `Judgement`.

        What is said alike at several starts is one and the same: not to be changed.
        """
        found, tell = self._piece(start).reasons(start), partial(self._told, start, language)
        return told(found, tell, language, discreet=discreet)

    def _told(self, start: int, language: str, reason: Reason) -> dict[str, Any]:
        """A reason in words. They change from start to start by the gap alone."""
        window, at = reason.window, start * MINUTE
        bounds = self._bounds.get(id(window))
        if bounds is None:
            bounds = self._bounds[id(window)] = bounds_of(window)
        said = id(window), hours(window.gap(at), bounds), language
        if said not in self._said:
            self._said[said] = reason_json(window, replace(self.case, start=at), language)
        return self._said[said]

    @cached_property
    def skills(self) -> frozenset[str]:
        """What a therapist has to be able to do for this runner, whatever the start."""
        return frozenset(skills(self.ruleset, self._frame))

    def whole(self, start: int) -> Judgement:
        """The full judgement of one start: phase and review too."""
        return judge(self.ruleset, replace(self.case, start=start * MINUTE))
