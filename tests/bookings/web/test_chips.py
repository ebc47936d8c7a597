"""The buttons of times: what is in them is escaped, and who only looks has none to press."""

from __future__ import annotations

from datetime import datetime, timedelta

from bookings.queries.offers import Entry
from bookings.templatetags.chips import chips


def entry(names: str = "Ana", **other: str) -> Entry:
    start = datetime(2026, 11, 24, 9, 45)
    told = {"verdict": "fine", "studio": "", "whom": names, "pick": "then|there|", **other}
    return Entry(at=0, place=1, start=start, end=start + timedelta(hours=1), names=names, **told)


def test_a_time_is_a_button_that_says_when_and_with_whom() -> None:
    html = chips([entry()], still=False)
    assert html == (
        '<li class="q3"><button class="chip chip-fine" name="pick" value="then|there|" type="submit">'
        '<b>09:45</b><span class="chip-who" title="Ana">Ana</span></button></li>'
    )


def test_names_and_picks_cannot_break_out() -> None:
    html = chips([entry('"><script>', pick='"><i>')], still=False)
    assert "<script>" not in html
    assert "<i>" not in html


def test_without_a_record_there_is_nothing_to_press() -> None:
    html = chips([entry(), entry("")], still=True)
    assert "button" not in html
    assert html.count("chip-who") == 1
