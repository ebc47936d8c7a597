"""The bench: its arithmetic, its guards, and the whole of it on a tiny clinic."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from bookings.actions.load_years import BOOKED
from bookings.core.load import AFTER, CLOSES, MINUTES, OPENS, Plan, Sitting, Size
from bookings.core.slots import Block, Room, Want, Worker
from bookings.management import load
from bookings.management.bench import machine, naive, table
from bookings.management.bench.stage import Counts, staged
from bookings.management.bench.timing import Sample, beside
from bookings.management.commands.bench import PARTS
from bookings.models import Appointment
from tests.bookings.core.clinics import Clinic, Wall
from tests.bookings.core.reference_slots import Reference
from tests.browser.conftest import _address

TINY = Size(therapists=3, days=4, per_day=2, rooms=3, clients=40)
FEW = Counts(slots=2, long=2, pages=2, rounds=1, bookings=4, crowd=5, rushes=1, cases=5, crowded=50)


def sample(*milliseconds: float) -> Sample:
    return Sample(tuple(ms / 1e3 for ms in milliseconds))


def test_a_sample_tells_its_middle_and_what_few_exceeded() -> None:
    hundred = sample(*range(1, 101))

    assert (hundred.middle, hundred.p95) == (0.0505, 0.095)
    assert sample(5).told == "5.0 ms (p95 5.0)"


def test_both_are_measured_in_turn_after_some_warming() -> None:
    heard: list[str] = []
    mine, theirs = beside(lambda: heard.append("a"), lambda: heard.append("b"), rounds=2, warm=1)

    assert "".join(heard) == "ababab"
    assert len(mine.seconds) == len(theirs.seconds) == 2


def test_a_ratio_is_met_up_to_its_limit_and_missed_beyond() -> None:
    at_limit, beyond = (table.ratio("x", sample(ms), sample(10), 3) for ms in (30, 31))

    assert (at_limit.figure, at_limit.met) == ("3.00 ×", True)
    assert (beyond.figure, beyond.met) == ("3.10 ×", False)


def test_limits_hold_from_both_sides() -> None:
    assert [table.under("x", value, 8).met for value in (8, 9)] == [True, False]
    assert [table.over("x", value, 100).met for value in (100, 99)] == [True, False]
    assert table.plain("x", "y").met is None


def test_the_table_says_how_many_limits_were_missed() -> None:
    rows = [table.under("a", 1, 2), table.under("b", 3, 2), table.plain("c", "well")]
    told = table.markdown(["head"], rows)

    assert "1 of 2 limits met, 1 missed." in told
    assert "| b | 3 | | 3 | ≤ 2 | **MISSED** |" in told
    assert "MISSED" in table.text(["head"], rows)


def test_a_part_that_breaks_off_is_missed_and_told_in_one_line() -> None:
    row = table.broken("slots", ValueError("a | b\nand more"))
    assert row.cells == (
        "slots",
        "broke off: ValueError: a / b",
        "",
        "",
        "its answers",
        "**MISSED**",
    )


def test_a_run_is_kept_between_its_marks_and_nowhere_else(tmp_path: Path) -> None:
    file = tmp_path / "performance.md"
    file.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")

    table.keep(file, "new")
    assert file.read_text() == f"before\n{table.BEGIN}\nnew\n{table.END}\nafter\n"


def test_a_document_without_marks_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "performance.md"
    file.write_text("before")

    with pytest.raises(ValueError, match="no place"):
        table.keep(file, "new")
    assert file.read_text() == "before"


def test_the_document_of_the_product_has_its_marks() -> None:
    held = (Path(__file__).parents[3] / "docs" / "performance.md").read_text()
    assert held.index(table.BEGIN) < held.index(table.END)


def test_processor_time_of_a_process_that_is_none_is_untold() -> None:
    assert machine.family(2**30) is None
    assert (machine.family(os.getpid()) is not None) == machine.PROC.joinpath("self").exists()


def test_what_the_bench_expects_is_what_the_reference_finds() -> None:
    plan = load.plan(TINY, 3, timezone.now().date())
    clinic, expected = _clinic(plan), naive.free(plan, [0])

    assert {(at, team[0]) for at, _place, team, _rooms in Reference(clinic).slots()} == {
        (int(naive.moment(plan, start).timestamp()) // 60, 11 + number)
        for start, able in expected.items()
        for number in able
    }


def test_times_to_be_booked_are_in_nobody_s_way() -> None:
    plan = load.plan(TINY, 3, timezone.now().date())
    times = [start for start, _whom in naive.bookable(plan, range(TINY.days))]

    for day in range(TINY.days):
        that_day = sorted(minute for one, minute in times if one == day)
        assert all(b - a >= MINUTES + AFTER for a, b in pairwise(that_day))
    assert len(times) > 20


def test_the_whole_bench_runs_on_a_tiny_clinic(transactional_db: None, tmp_path: Path) -> None:
    plan = load.sow(TINY, 1, timezone.now())
    with staged(plan, 1, FEW, database_url=_address(), folder=tmp_path) as stage:
        rows = [row for measured in PARTS for row in measured(stage)]

    with_browser = Path(os.environ.get("CHROMIUM") or "/usr/bin/chromium").exists()
    assert sum(row.met is not None for row in rows) == 21 + 2 * with_browser
    assert Appointment.objects.filter(state="confirmed").count() == len(plan.sittings) + 28 + len(
        BOOKED
    )


def _clinic(plan: Plan) -> Clinic:
    """The first day of a plan, for the reference of the search."""
    midnight = int(naive.moment(plan, (0, 0)).timestamp()) // 60
    daily = Wall(tuple((day, OPENS, CLOSES) for day in range(7)), {})
    that_day = [sitting for sitting in plan.sittings if sitting.day == 0]

    def blocks(held: Iterable[Sitting]) -> tuple[Block, ...]:
        starts = (midnight + sitting.start for sitting in sorted(held, key=lambda s: s.start))
        return tuple(Block(a, a + MINUTES + AFTER, a, a + MINUTES, 1) for a in starts)

    keys = range(11, 11 + plan.size.therapists)
    return Clinic(
        want=Want(minutes=MINUTES, after=AFTER, earliest=midnight, latest=midnight + 1440),
        zones={1: ZoneInfo(plan.zone)},
        open={1: daily},
        workers=tuple(
            Worker(key, blocks=blocks(s for s in that_day if s.therapist == key - 11))
            for key in keys
        ),
        hours={(key, 1): daily for key in keys},
        rooms=tuple(
            Room(101 + room, 1, blocks=blocks(s for s in that_day if s.room == room))
            for room in range(plan.size.rooms)
        ),
        begin=midnight,
        end=midnight + 1440,
        only=None,
    )
