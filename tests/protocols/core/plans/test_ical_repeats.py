"""Events that repeat."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.plans import ical_lines, ical_repeats
from protocols.core.plans.ical_repeats import MOST, Allowance, BadRule
from protocols.core.plans.shape import MOST_EVENTS, BadFile
from tests.protocols.core.plans.files import days, event, read, why

MONDAY = "DTSTART;TZID=Europe/Berlin:20261130T063000"
DAILY = "RRULE:FREQ=DAILY;COUNT=4"


def test_each_repeat_has_a_name_of_its_own() -> None:
    found = read(event(MONDAY, "RRULE:FREQ=WEEKLY;COUNT=2", uid="w"))
    assert [item.uid for item in found.items] == ["w/20261130T063000", "w/20261207T063000"]
    assert {item.at for item in found.items} == {time(6, 30)}


def test_repeats_are_looked_at_for_eighteen_months_and_thirty_days_back() -> None:
    found = read(event("DTSTART:20240101T063000", "RRULE:FREQ=WEEKLY"))
    assert found.items[0].day == date(2026, 10, 26)
    assert found.items[-1].day == date(2028, 5, 22)


def test_a_daily_event_gives_five_hundred_at_most() -> None:
    assert len(read(event(MONDAY, "RRULE:FREQ=DAILY")).items) == MOST


def test_repeats_together_are_not_more_than_a_file_may_hold() -> None:
    many = (event(MONDAY, "RRULE:FREQ=DAILY", uid=str(n)) for n in range(MOST_EVENTS // MOST + 1))
    with pytest.raises(BadFile, match="too_many"):
        read(*many)


def test_what_is_taken_out_or_added_or_moved_holds() -> None:
    whole = event(
        *(MONDAY, DAILY, "EXDATE;TZID=Europe/Berlin:20261201T063000,20261202T063000"),
        *("RDATE;TZID=Europe/Berlin:20261220T063000", "EXDATE:nonsense"),
    )
    moved = event("RECURRENCE-ID:20261203T053000Z", "DTSTART:20261210T070000", summary="Moved")
    found = read(whole, moved)
    assert sorted(days(found)) == ["11-30", "12-10", "12-20"]
    (other,) = (item for item in found.items if item.title == "Moved")
    assert other.uid == "one@example.org/20261203T063000"


def test_a_repeat_that_was_called_off_does_not_come_back() -> None:
    off = event("RECURRENCE-ID:20261201T063000", "STATUS:CANCELLED", "DTSTART:20261201T063000")
    found = read(event(MONDAY.replace(";TZID=Europe/Berlin", ""), DAILY), off)
    assert days(found) == ["11-30", "12-02", "12-03"]
    assert [each.why for each in found.skipped] == ["cancelled"]


def test_a_day_taken_out_takes_its_time_with_it() -> None:
    assert days(read(event(MONDAY, DAILY, "EXDATE;VALUE=DATE:20261201"))) == [
        *("11-30", "12-02", "12-03")
    ]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        *(("20261202", "12-02"), ("20261202T063000", "12-02"), ("20261202T062959", "12-01")),
        *(("20261202T053000Z", "12-02"), ("20261202T052959Z", "12-01")),
    ],
)
def test_the_end_of_a_rule_is_kept_to_the_second(until: str, last: str) -> None:
    assert days(read(event(MONDAY, f"RRULE:FREQ=DAILY;UNTIL={until}")))[-1] == last


def test_an_instant_that_repeats_moves_with_the_clocks() -> None:
    found = read(event("DTSTART:20270325T053000Z", "RRULE:FREQ=DAILY;COUNT=6"))
    assert [item.at for item in found.items] == [time(6, 30)] * 3 + [time(7, 30)] * 3


def test_what_repeated_long_ago_is_old() -> None:
    assert why("DTSTART:20200106", "RRULE:FREQ=WEEKLY;UNTIL=20201231") == "old"


def test_what_begins_later_than_anybody_looks_is_there_once() -> None:
    assert days(read(event("DTSTART:20290105", "RRULE:FREQ=WEEKLY"))) == ["01-05"]


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY;COUNT=2", "FREQ=DAILY;INTERVAL=0"),
        *("FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;COUNT=0", "COUNT=2", "FREQ=DAILY;FREQ=DAILY"),
        *("FREQ=DAILY;BYHOUR=6,18", "FREQ=DAILY;BYHOUR=7", "FREQ=WEEKLY;BYDAY=2MO", "nonsense"),
        *("FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYDAY=54MO"),
        *("FREQ=DAILY;UNTIL=soon", "FREQ=YEARLY;BYWEEKNO=3", "FREQ=DAILY;INTERVAL=" + "9" * 500),
    ],
)
def test_a_rule_that_is_too_fine_or_makes_no_sense_is_refused(rule: str) -> None:
    found = read(event(MONDAY, uid="good"), event(MONDAY, f"RRULE:{rule}"))
    assert [item.uid for item in found.items] == ["good"]
    assert [(each.why, each.line) for each in found.skipped] == [("recurrence", 9)]


def test_a_rule_that_never_comes_true_has_an_end() -> None:
    never = "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
    assert days(read(event("DTSTART:20261130", never))) == ["11-30"]


RATION = 50_000


def counted_from_long_ago() -> list[str]:
    """Rules that have to be counted through fifty years."""
    rule = "RRULE:FREQ=DAILY;COUNT=99999;BYMONTH=2;BYMONTHDAY=30"
    return [event("DTSTART:19700101", rule, uid=str(n)) for n in range(3)]


def test_looking_at_days_is_rationed_for_the_whole_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ical_lines, "Allowance", lambda: Allowance(RATION))
    assert days(read(*counted_from_long_ago()[:1])) == []
    with pytest.raises(BadFile, match="too_hard"):
        read(*counted_from_long_ago())


def test_without_the_ration_all_of_it_would_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr(Allowance, "take", lambda self, days: looked.append(days))
    read(*counted_from_long_ago())
    assert sum(looked) > 2 * RATION


RULES = st.builds(
    lambda freq, every, limits: ";".join([f"FREQ={freq}", f"INTERVAL={every}", *limits]),
    st.just("WEEKLY"),
    st.integers(1, 4),
    st.lists(st.sampled_from(("BYDAY=MO,TH", "BYMONTH=1,6,12", "WKST=SU", "COUNT=7")), unique=True),
) | st.builds(
    lambda freq, every, limits: ";".join([f"FREQ={freq}", f"INTERVAL={every}", *limits.values()]),
    st.sampled_from(("DAILY", "MONTHLY", "YEARLY")),
    st.integers(1, 5),
    st.fixed_dictionaries(
        {},
        optional={
            "day": st.sampled_from(("BYDAY=MO,FR", "BYDAY=SU")),
            "month": st.sampled_from(("BYMONTH=2,3", "BYMONTH=10")),
            "month_day": st.sampled_from(("BYMONTHDAY=1,15", "BYMONTHDAY=-1", "BYMONTHDAY=31")),
            "count": st.sampled_from(("COUNT=1", "COUNT=9")),
        },
    ),
)
NUMBERED = st.sampled_from(
    (
        *("FREQ=MONTHLY;BYDAY=1SU", "FREQ=MONTHLY;BYDAY=-1FR,2MO", "FREQ=YEARLY;BYDAY=20MO"),
        *("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=-1"),
        *("FREQ=YEARLY;BYYEARDAY=1,-1,100", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        *("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=YEARLY;BYMONTHDAY=29"),
    )
)


@settings(max_examples=40)
@given(st.dates(date(2019, 1, 1), date(2027, 12, 31)), RULES | NUMBERED, st.integers(-200, 1200))
def test_a_rule_gives_the_days_that_another_library_gives(
    start: date, rule: str, ahead: int
) -> None:
    first = start + timedelta(days=ahead)
    last = first + timedelta(days=MOST - 20)
    mine = ical_repeats.days(
        start,
        ical_repeats.parsed(rule),
        window=(first, last),
        until=date.max,
        allowance=Allowance(),
    )
    at = datetime.combine(start, time())
    told = rrulestr(f"{rule};UNTIL={last:%Y%m%d}" if "COUNT" not in rule else rule, dtstart=at)
    theirs = [each.date() for each in told if first <= each.date() <= last]
    if start > last:
        assert mine == [start]
    elif "COUNT" not in rule or start in [each.date() for each in told]:
        assert [day for day in mine if day != start] == [d for d in theirs if d != start][:MOST]


def test_a_rule_in_capitals_or_not_is_the_same() -> None:
    assert ical_repeats.parsed("freq=weekly;byday=mo") == ical_repeats.parsed(
        "FREQ=WEEKLY;BYDAY=MO;"
    )
    with pytest.raises(BadRule):
        ical_repeats.parsed("")
