"""The desk's day: who comes when, and what became of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.actions import booking, changing, visits
from bookings.models import Appointment, HistoryLine, Therapist
from clinic.foundation.actions import idempotency
from clinic.foundation.actions.idempotency import Done
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import booked, caller, clock, desk, once, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=2, rooms=3)
    return signed_in(desk())


def mark(browser: Browser, row: Appointment, state: str, token: str = "t") -> Any:
    sent = {"state": state, "once": token}
    return browser.post(f"/desk/appointments/{row.code}/mark/", sent, follow=True)


def test_a_day_without_sessions_says_what_will_stand_there(jo: Browser) -> None:
    page = jo.get("/desk/")
    assert "Nothing is booked on this day" in page.text
    assert page.context["page"].day == date(2026, 11, 23)


def test_a_line_says_who_comes_when_to_whom_and_where(jo: Browser) -> None:
    booked(caller("Otto Berg", phone="0176 1234567"), at(0, 14), therapist=therapist("ben"))
    page = jo.get("/desk/").text
    for told in ("Otto Berg", "+49 176 1234567", "14:00", "15:00", "Ben", "Room", "Booked"):
        assert told in page


def test_the_day_is_in_order_of_time_and_of_no_other_day(jo: Browser) -> None:
    for day, hour in ((0, 16), (0, 12), (1, 9)):
        booked(caller(f"Client at {day}-{hour}"), at(day, hour))
    lines = jo.get("/desk/").context["page"].lines
    assert [line.row.client.name for line in lines] == ["Client at 0-12", "Client at 0-16"]


def test_a_session_abroad_stands_on_the_day_of_its_own_wall(jo: Browser) -> None:
    abroad = studio.location("Harlem", zone="America/New_York")
    studio.therapist(abroad, "kim")
    studio.room(abroad, "Room in Harlem")
    booked(caller(), at(0, 20, zone="America/New_York"), location=abroad.code)
    assert "20:00" in jo.get("/desk/?day=2026-11-23").text
    assert "Otto Berg" not in jo.get("/desk/?day=2026-11-24").text


def test_another_day_is_asked_for_in_the_address(jo: Browser) -> None:
    booked(caller(), at(1, 9))
    assert "Otto Berg" in jo.get("/desk/?day=2026-11-24").text


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-30", "9999-12-31", "0001-01-01", "\x00"])
def test_what_is_no_day_shows_today(jo: Browser, day: str) -> None:
    assert jo.get("/desk/", {"day": day}).context["page"].day == date(2026, 11, 23)


def test_one_studio_and_one_therapist_can_be_shown_alone(jo: Browser) -> None:
    booked(caller("Otto Berg"), at(0, 14), therapist=therapist("ana"))
    booked(caller("Li Wei"), at(0, 14), therapist=therapist("ben"))
    alone = jo.get("/desk/", {"therapist": therapist("ben")}).text
    assert "Li Wei" in alone
    assert "Otto Berg" not in alone


def test_a_code_that_is_nobodys_filters_nothing(jo: Browser) -> None:
    booked(caller(), at(0, 14))
    assert "Otto Berg" in jo.get("/desk/?therapist=nobody&location=nowhere").text


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (datetime(2026, 11, 26, 9), "3 days to City 10K"),
        (datetime(2026, 11, 23, 18), "race day: City 10K"),
        (datetime(2026, 11, 22, 9), "1 day since City 10K"),
    ],
)
def test_the_race_that_is_near_stands_beside(jo: Browser, day: datetime, told: str) -> None:
    mara = make.client()
    rows.race(mara, local_start=day)
    given_to(mara, at(0, 14))
    assert told in jo.get("/desk/").text


def test_a_race_far_off_or_dropped_is_not_told(jo: Browser) -> None:
    mara = make.client()
    rows.race(mara, name="Far Marathon", local_start=datetime(2027, 4, 1, 9))
    rows.race(mara, name="Dropped Run", local_start=datetime(2026, 12, 1, 9), status="dns")
    booked(mara, at(0, 14))
    page = jo.get("/desk/").text
    assert "Far Marathon" not in page
    assert "Dropped Run" not in page


def test_a_visit_is_led_from_arrived_to_paid_by_one_button_a_step(jo: Browser, clock: Any) -> None:
    row = booked(caller(), at(0, 11))
    for state, after in (("arrived", "Here"), ("in_session", "In session"), ("done", "Done")):
        assert f'name="state" value="{state}"' in squeezed(jo.get("/desk/").text)
        mark(jo, row, state, token=state)
        assert after in jo.get("/desk/").text
    assert "Take payment" in jo.get("/desk/").text
    assert "€90 due" in jo.get("/desk/").text


def test_a_no_show_is_offered_once_the_session_has_begun(jo: Browser, clock: Any) -> None:
    row = booked(caller(), at(0, 11))
    assert "No-show" not in jo.get("/desk/").text
    clock.move_to(at(0, 11, 10))
    jo = signed_in(desk())
    assert "No-show" in jo.get("/desk/").text
    mark(jo, row, "no_show")
    row.refresh_from_db()
    assert (row.state, row.fee) == ("no_show", 4500)


def test_a_step_that_does_not_follow_is_told_and_nothing_happens(jo: Browser) -> None:
    row = booked(caller(), at(0, 11))
    answer = mark(jo, row, "done")
    assert "does not follow" in answer.text
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_button_pressed_twice_marks_once(jo: Browser) -> None:
    row = booked(caller(), at(0, 11))
    token = once(jo.get("/desk/"), f"/desk/appointments/{row.code}/mark/")
    answers = [mark(jo, row, "arrived", token=token) for _ in range(2)]
    assert HistoryLine.objects.filter(did="arrived").count() == 1
    assert not any("does not follow" in answer.text for answer in answers)


def test_without_the_token_the_second_press_would_be_a_step_of_its_own(
    jo: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "once", unguarded)
    row = booked(caller(), at(0, 11))
    answers = [mark(jo, row, "arrived", token="same") for _ in range(2)]
    assert "does not follow" in answers[1].text


def test_a_form_leads_back_to_the_page_it_stood_on_and_nowhere_else(jo: Browser) -> None:
    row = booked(caller(), at(0, 11))
    for onward, led in (("/desk/?day=2026-11-23", "/desk/?day=2026-11-23"), ("//evil.example", "")):
        sent = {"state": "arrived", "once": onward, "next": onward}
        answer = jo.post(f"/desk/appointments/{row.code}/mark/", sent)
        assert answer["Location"] == (led or f"/desk/appointments/{row.code}/")


def test_cancelled_sessions_are_folded_away_and_holds_that_ran_out_are_gone(
    jo: Browser, clock: Any
) -> None:
    row = booked(caller("Otto Berg"), at(0, 14))
    changing.cancel(by=desk(), appointment=row, now=NOW)
    booking.hold(by=desk(), wanted=studio.wanted(caller("Li Wei"), at(0, 16)), now=NOW)
    assert "Li Wei" in jo.get("/desk/").text
    clock.shift(timedelta(minutes=10))
    page = jo.get("/desk/")
    assert [line.row.client.name for line in page.context["page"].fallen] == ["Otto Berg"]
    assert "Li Wei" not in page.text


def test_the_page_counts_what_waits_and_what_is_to_be_paid(jo: Browser, clock: Any) -> None:
    first, _second = booked(caller("Otto"), at(0, 11)), booked(caller("Li"), at(0, 17))
    visits.mark(by=desk(), appointment=first, state="arrived", now=NOW)
    page = squeezed(jo.get("/desk/").text)
    assert "2 sessions · 1 waiting · 1 to be paid" in page


def test_the_line_of_now_stands_between_what_began_and_what_is_to_come(
    jo: Browser, clock: Any
) -> None:
    booked(caller("Otto"), at(0, 11))
    second = booked(caller("Li"), at(0, 14))
    assert jo.get("/desk/").context["page"].now_before == ""
    clock.move_to(at(0, 12, 30))
    page = signed_in(desk()).get("/desk/")
    assert page.context["page"].now_before == second.code
    assert "line-now" in page.text


def test_the_day_takes_the_same_queries_with_one_session_or_three(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mara = make.client()
    rows.race(mara, local_start=datetime(2026, 12, 10, 9))
    booked(mara, at(0, 11))
    jo.get("/desk/")
    with django_assert_num_queries(11):
        jo.get("/desk/")
    for hour in (14, 17):
        booked(caller(f"Client {hour}"), at(0, hour))
    with django_assert_num_queries(11):
        jo.get("/desk/")


def therapist(name: str) -> str:
    return Therapist.objects.get(user__email=f"{name}@example.org").code


def given_to(client: Client, start: datetime) -> None:
    """A session at a time that the rules might have refused this client."""
    row = booked(caller("Somebody"), start)
    Appointment.objects.filter(pk=row.pk).update(client=client)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def unguarded(*, do: Any, **_others: Any) -> Any:
    """`idempotency.once` without its guard."""
    status, code = do()
    return Done(status, code, replayed=False)
