"""Spans of time: (begin, end) in whole minutes since 1970 UTC, half-open, begin < end.

A list of spans is sorted and its spans neither overlap nor touch, unless it is said otherwise.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same minutes, sorted; what overlaps or touches is one. Empty spans vanish."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if begin >= end:
            continue
        if found and begin <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


def without(spans: Sequence[Span], holes: Iterable[Span]) -> list[Span]:
    """What is left of the spans. The holes may come in any order and overlap."""
    found: list[Span] = []
    cuts = merged(holes)
    at = 0
    for begin, end in spans:
        while at < len(cuts) and cuts[at][1] <= begin:
            at += 1
        left, cut = begin, at  # a hole may reach into the next span too
        while cut < len(cuts) and cuts[cut][0] < end:
            if left < cuts[cut][0]:
                found.append((left, cuts[cut][0]))
            left = cuts[cut][1]
            cut += 1
        if left < end:
            found.append((left, end))
    return found


def common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The minutes that lie in both."""
    found: list[Span] = []
    one = other = 0
    while one < len(some) and other < len(others):
        begin = max(some[one][0], others[other][0])
        end = min(some[one][1], others[other][1])
        if begin < end:
            found.append((begin, end))
        if some[one][1] < others[other][1]:
            one += 1
        else:
            other += 1
    return found


def holding(spans: Sequence[Span], begin: int, end: int) -> Span | None:
    """The one span in which all of [begin, end) lies."""
    at = bisect_right(spans, begin, key=lambda span: span[0]) - 1
    return spans[at] if at >= 0 and end <= spans[at][1] else None
