"""Spans are sets of minutes, written short."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bookings.core.spans import Span, common, holding, merged, without

rough = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)
spans = rough.map(merged)


def minutes(some: list[Span]) -> set[int]:
    return {minute for begin, end in some for minute in range(begin, end)}


@given(rough)
def test_merged_spans_hold_the_same_minutes_apart_from_each_other(some: list[Span]) -> None:
    found = merged(some)

    assert minutes(found) == minutes(some)
    assert all(one[1] < other[0] for one, other in pairwise(found))
    assert all(begin < end for begin, end in found)


@given(spans, rough)
def test_what_is_left_has_no_minute_of_a_hole(some: list[Span], holes: list[Span]) -> None:
    left = without(some, holes)
    assert minutes(left) == minutes(some) - minutes(holes)
    assert left == merged(left)


@given(spans, spans)
def test_what_is_common_is_in_both(some: list[Span], others: list[Span]) -> None:
    assert minutes(common(some, others)) == minutes(some) & minutes(others)
    assert common(some, others) == merged(common(some, others))


@given(spans, st.integers(0, 30), st.integers(1, 10))
def test_a_span_holds_what_lies_in_it_whole(some: list[Span], begin: int, length: int) -> None:
    held = holding(some, begin, begin + length)
    assert (held is not None) == (set(range(begin, begin + length)) <= minutes(some))
    assert held is None or held in some
