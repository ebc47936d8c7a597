"""PRE-1…13: at every edge of their windows, for every type, depth and length of session."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.protocols.core.build import (
    BODY,
    DEPTHS,
    GENTLE,
    RUNNING,
    US,
    Json,
    Row,
    bounds,
    disagreements,
    earlier,
    effect,
    ending,
    fired,
    later,
    race,
    session,
    shapes,
)

LENGTHS = (30, 31, 45, 46)
TOUCHED = (*RUNNING, *BODY)
PRE_EVENT = ("pre_event",)
TABLE = [
    Row("PRE-1", RUNNING, ("deep",), (0, 72), "blocked"),
    Row("PRE-2", RUNNING, ("deep",), (72, 120), "caution"),
    Row("PRE-3", ("general", "pre_event"), GENTLE, (168, 240), "recommended"),
    Row("PRE-4", PRE_EVENT, ("light",), (72, 120), "recommended", (30, 31, 45)),
    Row("PRE-5", RUNNING, GENTLE, (24, 120), "caution", (46,)),
    Row("PRE-6", PRE_EVENT, ("light",), (24, 72), "recommended", (30, 31, 45)),
    Row("PRE-7", TOUCHED, ("moderate",), (0, 72), "caution"),
    Row("PRE-8", PRE_EVENT, ("light",), (0, 2), "note", (30,)),
    Row("PRE-8", PRE_EVENT, ("light",), (2, 24), "recommended", (30,)),
    Row("PRE-9", TOUCHED, GENTLE, (0, 24), "caution", (31, 45)),
    Row("PRE-9", TOUCHED, GENTLE, (0, 24), "blocked", (46,)),
    Row("PRE-10", PRE_EVENT, ("light",), (0, 120), "note", (30,)),
    Row("PRE-10", PRE_EVENT, ("light",), (0, 120), "caution", (31, 45, 46)),
    Row("PRE-10", PRE_EVENT, ("moderate", "deep"), (0, 120), "caution"),
    Row("PRE-12", ("injury",), GENTLE, (0, 72), "caution"),
    Row("PRE-13", PRE_EVENT, DEPTHS, (72, 120), "note"),
]


def pre(case: Json) -> dict[str, str]:
    return {rule: what for rule, what in fired(case).items() if rule.startswith("PRE-")}


@pytest.mark.parametrize("hours", bounds(TABLE))
def test_at_each_edge_the_table_holds_for_every_session(hours: int) -> None:
    def ask(what: str, before: timedelta) -> dict[str, str]:
        return pre(ending(what, races=[race(later() + before)]))

    assert disagreements(TABLE, hours, shapes(LENGTHS), ask) == {}


@pytest.mark.parametrize("hours", bounds(TABLE))
def test_a_small_race_fires_only_the_marked_rules(hours: int) -> None:
    marked = [row for row in TABLE if row.rule in ("PRE-6", "PRE-8")]

    def ask(what: str, before: timedelta) -> dict[str, str]:
        small = race(later() + before, minutes=120, priority="C")
        return pre(ending(what, races=[small]))

    assert disagreements(marked, hours, shapes((30, 46), DEPTHS), ask) == {}


@pytest.mark.parametrize(
    ("small", "wanted"),
    [
        (race(later(48), later(50), priority="C"), None),
        (race(later(48), later(50, us=1), priority="C"), "blocked"),
        (race(later(48), later(50), priority="B"), "blocked"),
        (race(later(48), minutes=1, priority="A"), "blocked"),
    ],
    ids=["C-120min", "C-120min+1us", "B-120min", "A-1min"],
)
def test_only_a_c_race_of_at_most_two_hours_is_small(small: Json, wanted: str | None) -> None:
    assert effect("PRE-1", ending("general deep 60", races=[small])) == wanted


@pytest.mark.parametrize("status", ["planned", "finished", "dnf"])
def test_the_status_of_a_race_that_counts_changes_nothing(status: str) -> None:
    case = ending("general deep 60", races=[race(later(71), status=status)])

    assert effect("PRE-1", case) == "blocked"


@pytest.mark.parametrize("status", ["dns", "cancelled"])
def test_a_dropped_race_fires_nothing(status: str) -> None:
    dropped = race(later(71), status=status)
    case = ending("general deep 60", runner={"quiet_days_before_race": 10}, races=[dropped])

    assert pre(case) == {}


class TestRehearsal:
    """PRE-10: a pre-event session at 120 h or more before that very A race."""

    @pytest.mark.parametrize("priority", ["B", "C"])
    def test_only_an_a_race_wants_one(self, priority: str) -> None:
        case = ending(
            "pre_event light 45", races=[race(later(100), minutes=300, priority=priority)]
        )

        assert effect("PRE-10", case) is None

    @pytest.mark.parametrize(
        ("start", "wanted"),
        [(earlier(20), None), (earlier(20) + US, "caution"), (earlier(20) - US, None)],
        ids=["120h", "120h-1us", "120h+1us"],
    )
    def test_it_starts_120_hours_before_the_race(self, start: datetime, wanted: str | None) -> None:
        rehearsal = session("pre_event light 30", start=start)
        case = ending("pre_event light 45", races=[race(later(100))], sessions=[rehearsal])

        assert effect("PRE-10", case) == wanted

    def test_it_may_come_after_the_candidate(self) -> None:
        races, sessions = [race(later(119))], [session("pre_event deep 60", start=later(-1))]
        case = ending("pre_event light 1440", races=races, sessions=sessions)

        assert effect("PRE-10", case) is None

    @pytest.mark.parametrize("kind", ["post_event", "general", "injury", "none"])
    def test_another_type_is_none(self, kind: str) -> None:
        other = session(f"{kind} light 30", start=earlier(240))
        case = ending("pre_event light 45", races=[race(later(100))], sessions=[other])

        assert effect("PRE-10", case) == "caution"

    def test_one_for_the_later_race_is_too_late_for_the_nearer(self) -> None:
        races, rehearsal = (
            [race(later(110)), race(later(90))],
            session("pre_event light 9", earlier(20)),
        )
        case = ending("pre_event light 45", races=races, sessions=[rehearsal])

        assert effect("PRE-10", case) == "caution"


class TestQuietDays:
    """PRE-11: the client's own local days before the race, and race day until the start."""

    @pytest.mark.parametrize(("days", "wanted"), [(0, "blocked"), (3, "blocked"), (4, None)])
    def test_they_count_local_days(self, days: int, wanted: str | None) -> None:
        runner = {"quiet_days_before_race": 3}
        case = ending("general light 30", runner=runner, races=[race(later(1, days=days))])

        assert effect("PRE-11", case) == wanted

    @pytest.mark.parametrize(
        ("start", "wanted"),
        [
            ("2026-06-11T23:59:59.999999Z", "blocked"),
            ("2026-06-12T00:00:00Z", None),
            ("2026-06-12T00:00:00+00:01", "blocked"),
        ],
    )
    def test_the_race_belongs_to_the_day_it_starts_on(self, start: str, wanted: str | None) -> None:
        races = [race(later(1)) | {"start": start, "finish": "2026-06-13T00:00:00Z"}]
        case = ending("general light 30", runner={"quiet_days_before_race": 1}, races=races)

        assert effect("PRE-11", case) == wanted

    @pytest.mark.parametrize(("nudge", "wanted"), [(0, "blocked"), (-1, None)])
    def test_on_race_day_they_end_with_the_start(self, nudge: int, wanted: str | None) -> None:
        runner = {"quiet_days_before_race": 10}
        case = ending("general light 30", runner=runner, races=[race(later(us=nudge))])

        assert effect("PRE-11", case) == wanted

    def test_a_runner_who_wants_none_has_none(self) -> None:
        case = ending("general light 30", races=[race(later())])

        assert effect("PRE-11", case) is None

    def test_they_hold_for_every_session_that_touches_the_legs(self) -> None:
        parts = {"runner": {"quiet_days_before_race": 1}, "races": [race(later(5))]}

        quiet = {w for w in shapes((30,)) if effect("PRE-11", ending(w, **parts)) == "blocked"}

        assert quiet == {w for w in shapes((30,)) if w.split()[0] in TOUCHED}

    def test_a_small_race_has_none(self) -> None:
        small = race(later(5), priority="C")
        case = ending("general light 30", runner={"quiet_days_before_race": 9}, races=[small])

        assert effect("PRE-11", case) is None


class TestLongGap:
    """PRE-13: no running session on the 28 local days before, nor earlier on the day itself."""

    @pytest.mark.parametrize(
        ("start", "wanted"),
        [
            ("2026-05-13T00:00:00Z", None),  # 28 local days before
            ("2026-05-12T23:59:59.999999Z", "note"),
            ("2026-06-09T23:59:59Z", None),
            ("2026-06-10T00:00:00Z", None),
            ("2026-06-10T11:29:59.999999Z", None),  # a hair before the candidate
            ("2026-06-10T11:30:00Z", "note"),
            ("2026-06-10T23:00:00Z", "note"),
            ("2026-06-11T00:00:00Z", "note"),
        ],
    )
    def test_which_sessions_break_it(self, start: str, wanted: str | None) -> None:
        other = session("injury deep 1") | {"start": start}
        case = ending("pre_event light 30", races=[race(later(100))], sessions=[other])

        assert effect("PRE-13", case) == wanted

    def test_a_session_that_is_no_running_one_does_not_break_it(self) -> None:
        other = session("none/swedish moderate 60", start=earlier(days=5))
        case = ending("pre_event light 30", races=[race(later(100))], sessions=[other])

        assert effect("PRE-13", case) == "note"
