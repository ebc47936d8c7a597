"""Windows of start times and `evaluate` are one truth, in every zone and across clock changes."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given

from protocols.core import DEFAULTS
from protocols.core.engine import Reason, Segment, at, judge, timeline, windows
from protocols.core.facts import Case, Session, Workout
from protocols.core.units import DAY, HOUR, MINUTE, SECOND
from protocols.core.windows import Window, common, cut, without
from protocols.core.words import sentence
from protocols.core.zones import LocalDays, load
from tests.protocols.core.build import earlier, later, race, session, starting, workout
from tests.protocols.core.strategies import Json, cases, cases_in, chances, examples, moment, read

ODD = {  # a zone, and an instant at which its clock or its calendar jumps
    "America/St_Johns": "2010-11-07T02:31:00Z",
    "America/Sao_Paulo": "2018-11-04T03:00:00Z",
    "America/Havana": "2026-11-01T05:00:00Z",
    "Africa/Monrovia": "1972-01-07T00:44:30Z",
    "Pacific/Apia": "2011-12-30T10:00:00Z",
    "Pacific/Kwajalein": "1993-08-21T12:00:00Z",
    "Europe/Berlin": "2026-03-29T01:00:00Z",
}


def around(case: Case, days: int) -> tuple[list[Window], int, int]:
    """The windows of so many days to either side of a case's start, and that range."""
    begin, end = case.start - days * DAY, case.start + days * DAY
    return windows(DEFAULTS, case.calendar, case.shape, begin, end), begin, end


def told(reasons: tuple[Reason, ...], case: Case) -> list[tuple[str, str, str]]:
    return [(r.rule.id, r.effect, sentence(r.window, case)) for r in reasons]


def assert_agree(case: Case, found: list[Window], starts: list[int]) -> None:
    """At each start the windows give the very reasons, words too, that judging it gives."""
    for start in starts:
        one = replace(case, start=start)
        assert told(at(found, start), one) == told(judge(DEFAULTS, one).reasons, one)


def edges(found: list[Window], begin: int, end: int, chance: random.Random) -> list[int]:
    """Some edges of windows, a microsecond to either side of them, and some minutes between."""
    ends = {edge + nudge for w in found for edge in (w.begin, w.end) for nudge in (-1, 0, 1)}
    some = sorted(edge for edge in ends if begin <= edge < end)
    minutes = [begin + chance.randrange((end - begin) // MINUTE) * MINUTE for _ in range(8)]
    return chance.sample(some, min(len(some), 40)) + minutes


def milestones(case: Case) -> list[int]:
    """Where something of a calendar starts or ends, and the bounds of the phases after it."""
    races = case.calendar.races
    things: list[Workout | Session] = [*case.calendar.sessions, *case.calendar.workouts]
    spans = [(race.start, race.finish) for race in races] + [(t.start, t.end) for t in things]
    phases = [race.finish + hours * HOUR for race in races for hours in (96, 336)]
    return [edge for span in spans for edge in span] + phases


def mind(segment: Segment) -> set[tuple[str, str]]:
    return {(window.rule.id, window.effect) for window in segment.windows}


@examples(25)
@given(cases, chances)
def test_at_every_edge_they_agree(case: Json, chance: random.Random) -> None:
    one = read(case)
    found, begin, end = around(one, days=4)

    assert_agree(one, found, edges(found, begin, end, chance))


CRAFTED = {
    "long gap": starting(
        "pre_event light 30",
        races=[race(later(80)), race(later(180))],
        sessions=[session("injury light 60", earlier(3)), session("injury light 9", later(30))],
    ),
    "cadence": starting(
        runner={"load_rising": True},
        sessions=[session("injury deep 60", later(9, days=days)) for days in (-17, -15, 13, 30)],
    ),
    "phases": starting(
        "general deep 60",
        races=[
            race(earlier(345), earlier(340)),
            race(earlier(100), earlier(98)),
            race(later(2), minutes=90),
            race(later(days=15), priority="B"),
            race(later(days=57)),
            race(later(days=169)),
        ],
        workouts=[workout("intervals", later(hours)) for hours in (20, 55, 80)],
    ),
    "the gun of one race puts the next ahead": starting(
        "general deep 60",
        races=[race(later(2), minutes=90), race(later(days=30))],
        workouts=[workout("intervals", later(63))],
    ),
    "end of recovery": starting(races=[race(earlier(345), earlier(340))]),
    "one depth lower": starting(
        "general moderate 60",
        runner={"last_session_bruised": True},
        sessions=[session(f"general {d} 60", later(h)) for h, d in ((-50, "light"), (2, "deep"))],
    ),
    "crowd": starting(
        "injury light 60",
        injury={"kind": "strain", "diagnosed_by": "doctor"},
        races=[race(later(200))],
        sessions=[session("injury light 60", later(hours)) for hours in (-200, -60, -20, 90)],
    ),
    "clashes": starting(
        "none/spa light 60",
        workouts=[workout("easy", later(5)), workout("rest", later(7))],
        sessions=[session("injury deep 60", later(1)), session("none light 9", later(40))],
        away=[{"from": later(20).isoformat(), "until": later(30).isoformat()}],
    ),
    "easy days": starting(
        races=[race(later(150)), race(earlier(100), earlier(97)), race(earlier(30), priority="C")],
        workouts=[{"day": f"2026-06-{day:02d}", "kind": "easy"} for day in range(4, 20, 2)],
        sessions=[session("injury light 60", later(days=13))],
    ),
    "quiet days": starting(
        runner={"quiet_days_before_race": 2}, races=[race(later(50)), race(later(51))]
    ),
}


@pytest.mark.parametrize("name", CRAFTED)
def test_at_the_edges_of_every_kind_of_rule_they_agree(name: str) -> None:
    one = read(CRAFTED[name])
    found, begin, end = around(one, days=8)
    all_edges = {edge + nudge for w in found for edge in (w.begin, w.end) for nudge in (-1, 0, 1)}
    marks = {mark + nudge for mark in milestones(one) for nudge in (-1, 0, 1)}

    starts = sorted(at for at in all_edges | marks if begin <= at < end)
    alone = (windows(DEFAULTS, one.calendar, one.shape, at, at + 1) for at in starts)

    assert_agree(one, found, starts)
    assert all(window.begin < window.end for judged in (found, *alone) for window in judged)


@pytest.mark.parametrize("zone", ODD)
@examples(3)
@given(chances)
def test_where_clocks_jump_they_agree(zone: str, chance: random.Random) -> None:
    one = read(cases_in(zone, ODD[zone], chance))
    found, begin, end = around(one, days=2)

    assert_agree(one, found, edges(found, begin, end, chance))


@pytest.mark.parametrize("zone", ["America/St_Johns", "Pacific/Apia"])
@examples(1)
@given(chances)
def test_minute_by_minute_they_agree(zone: str, chance: random.Random) -> None:
    one = read(cases_in(zone, ODD[zone], chance))
    begin = moment(ODD[zone]) - 4 * 60 * MINUTE
    end = begin + 8 * 60 * MINUTE

    found = windows(DEFAULTS, one.calendar, one.shape, begin, end)

    assert_agree(one, found, list(range(begin, end, MINUTE)))


@examples(30)
@given(cases)
def test_windows_lie_in_the_range_that_is_asked_about(case: Json) -> None:
    found, begin, end = around(read(case), days=10)

    assert all(begin <= window.begin < window.end <= end for window in found)


@examples(20)
@given(cases)
def test_a_narrow_range_shows_a_part_of_a_wide_one(case: Json) -> None:
    one = read(case)
    wide = around(one, days=6)[0]
    narrow, begin, end = around(one, days=1)

    cut_out, asked = timeline(wide, begin, end), timeline(narrow, begin, end)

    assert [(s.begin, s.end, s.verdict) for s in cut_out] == [
        (s.begin, s.end, s.verdict) for s in asked
    ]


@examples(30)
@given(cases, chances)
def test_a_timeline_parts_its_range(case: Json, chance: random.Random) -> None:
    one = read(case)
    found, begin, end = around(one, days=5)

    segments = timeline(found, begin, end)

    assert (segments[0].begin, segments[-1].end) == (begin, end)
    assert all(left.end == right.begin for left, right in pairwise(segments))
    assert all(segment.begin < segment.end for segment in segments)
    assert all(mind(left) != mind(right) for left, right in pairwise(segments))
    for segment in chance.sample(segments, min(len(segments), 5)):
        start = chance.choice((segment.begin, segment.end - 1))
        assert judge(DEFAULTS, replace(one, start=start)).verdict == segment.verdict


@pytest.mark.parametrize("zone", ODD)
@examples(10)
@given(chances)
def test_pieces_of_days_part_their_range(zone: str, chance: random.Random) -> None:
    days = LocalDays(load(zone))
    begin = moment(ODD[zone]) - chance.randrange(3 * DAY)
    end = begin + chance.randrange(2, 6 * DAY)

    pieces = list(days.pieces(begin, end))

    assert (pieces[0][0], pieces[-1][1]) == (begin, end)
    assert all(left[1] == right[0] for left, right in pairwise(pieces))
    for low, high, day in pieces:
        inside = (low, high - 1, chance.randrange(low, high))
        assert {days.day(at) for at in inside} == {day}


@pytest.mark.parametrize("seconds", [1, 2, 3, 4, 7, 30, 59])
def test_a_day_that_comes_again_is_cut_at_the_very_second(seconds: int) -> None:
    change = moment(ODD["America/St_Johns"])
    days = LocalDays(load("America/St_Johns"))
    begin, end = change - seconds * SECOND, change + seconds * SECOND

    pieces = list(days.pieces(begin, end))

    assert [(low, high) for low, high, _ in pieces] == [(begin, change), (change, end)]
    assert pieces[0][2] == pieces[1][2] + 1


def test_two_microseconds_may_lie_on_two_days() -> None:
    midnight = moment("2026-06-10T00:00:00Z")

    pieces = list(LocalDays(load("UTC")).pieces(midnight - 1, midnight + 1))

    assert [(low - midnight, high - midnight) for low, high, _ in pieces] == [(-1, 0), (0, 1)]


@pytest.mark.parametrize(
    ("holes", "left"),
    [
        ([], [(10, 20)]),
        ([(0, 10), (20, 30)], [(10, 20)]),
        ([(10, 20)], []),
        ([(0, 30)], []),
        ([(10, 12)], [(12, 20)]),
        ([(18, 20)], [(10, 18)]),
        ([(0, 11), (19, 30)], [(11, 19)]),
        ([(15, 16), (12, 13)], [(10, 12), (13, 15), (16, 20)]),
        ([(12, 15), (13, 14), (15, 16)], [(10, 12), (16, 20)]),
    ],
    ids=str,
)
def test_holes_leave_what_lies_between_them(
    holes: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    assert list(without((10, 20), holes)) == left


def test_a_stretch_is_cut_at_the_edges_inside_it() -> None:
    assert list(cut((10, 20), [5, 10, 12, 15, 15, 20, 25])) == [(10, 12), (12, 15), (15, 20)]
    assert list(cut((10, 11), [10, 11])) == [(10, 11)]


def test_stretches_have_their_overlaps_in_common() -> None:
    pieces = [(0, 10, 1), (10, 11, 2), (19, 25, 3), (25, 30, 4)]
    assert list(common((10, 20), pieces)) == [(10, 11, pieces[1]), (19, 20, pieces[2])]


def test_an_empty_calendar_has_one_segment() -> None:
    found, begin, end = around(read(starting("none light 30")), days=1)

    (segment,) = timeline(found, begin, end)

    assert (segment.verdict, segment.windows) == ("fine", ())
