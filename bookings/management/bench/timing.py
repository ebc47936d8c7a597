"""Taking times side by side, and what a row of them comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Sample:
    """Seconds that the same thing took, time after time."""

    seconds: tuple[float, ...]

    @property
    def middle(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        """What nineteen of twenty did not exceed: one of the times itself."""
        order = sorted(self.seconds)
        return order[-(-len(order) * 95 // 100) - 1]

    @property
    def told(self) -> str:
        """*12.3 ms (p95 14.0)*."""
        return f"{self.middle * 1e3:.1f} ms (p95 {self.p95 * 1e3:.1f})"


def beside(
    ours: Callable[[], Any], theirs: Callable[[], Any], *, rounds: int, warm: int = 3
) -> tuple[Sample, Sample]:
    """Both, in turn: whatever slows the machine for a while slows both."""
    for _ in range(warm):
        ours()
        theirs()
    taken = [(_seconds(ours), _seconds(theirs)) for _ in range(rounds)]
    mine, other = zip(*taken, strict=True)
    return Sample(mine), Sample(other)


def _seconds(doing: Callable[[], Any]) -> float:
    begun = perf_counter()
    doing()
    return perf_counter() - begun
