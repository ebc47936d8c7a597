"""One appointment at the desk: steps, cancelling, undo, payment, receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.actions import changing, visits
from bookings.models import Appointment, HistoryLine, Location, Service
from bookings.queries import standing
from clinic.foundation.errors import Refused
from clinic.foundation.models import OutboxRow
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import booked, caller, clock, desk, signed_in
from tests.clinic import make
from tests.clinic.outbox_rows import State, message

pytestmark = pytest.mark.django_db
__all__ = ["clock"]

OFF = {"why": "plans"}


@pytest.fixture
def jo() -> Browser:
    studio.clinic()
    return signed_in(desk())


def page(browser: Browser, row: Appointment, what: str = "") -> Any:
    return browser.get(f"/desk/appointments/{row.code}/{what}")


def send(browser: Browser, row: Appointment, what: str, **sent: str) -> Any:
    told = {"once": f"{what} {row.code}"} | sent
    return browser.post(f"/desk/appointments/{row.code}/{what}/", told, follow=True)


def test_the_page_says_state_price_and_what_happened(jo: Browser) -> None:
    row = booked(caller(), at(2, 14))
    text = page(jo, row).text
    for told in ("Booked", "€90", "Otto Berg", "Jo", "Sports massage", "Move", "Cancel"):
        assert told in text


def test_history_is_told_in_words(jo: Browser) -> None:
    mara = make.client()
    row = booked(mara, at(2, 14))
    wanted = studio.wanted(mara, at(3, 9), moving=row, accept_caution=True)
    changing.move(by=make.login_of(mara), wanted=wanted, now=NOW)
    assert "Moved from Wed 25 Nov, 14:00 to Thu 26 Nov, 09:00" in page(jo, row).text
    assert "the client" in page(jo, row).text
    send(jo, row, "undo")
    assert "Taken back: Wed 25 Nov, 14:00 again" in page(jo, row).text


def test_cancelling_in_time_says_that_nothing_is_due(jo: Browser) -> None:
    row = booked(caller(), at(2, 14))
    assert "nothing is due" in page(jo, row, "cancel/").text
    send(jo, row, "cancel", **OFF)
    row.refresh_from_db()
    assert (row.state, row.fee) == ("cancelled", 0)


def test_cancelling_late_says_the_fee_before_it_counts(jo: Browser) -> None:
    row = booked(caller(), at(0, 14))
    assert "€45 is due" in page(jo, row, "cancel/").text
    send(jo, row, "cancel", **OFF)
    row.refresh_from_db()
    assert (row.state, row.fee) == ("late_cancelled", 4500)


def test_what_the_clinic_cannot_give_costs_no_fee(jo: Browser) -> None:
    row = booked(caller(), at(0, 14))
    send(jo, row, "cancel", our_doing="on", **OFF)
    row.refresh_from_db()
    assert (row.state, row.fee) == ("cancelled", 0)


def test_a_client_cannot_call_their_own_lateness_the_clinics_doing() -> None:
    studio.clinic()
    mara = make.client()
    row = booked(mara, at(0, 14))
    with pytest.raises(Refused):
        changing.cancel(by=make.login_of(mara), appointment=row, now=NOW, our_doing=True)


def test_without_that_guard_a_client_would_get_away_without_the_fee(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    studio.clinic()
    mara = make.client()
    row = booked(mara, at(0, 14))
    monkeypatch.setattr(standing.Standing, "staff", property(lambda _stands: True))
    changing.cancel(by=make.login_of(mara), appointment=row, now=NOW, our_doing=True)
    row.refresh_from_db()
    assert (row.state, row.fee) == ("cancelled", 0)


def test_a_cancellation_is_taken_back_for_three_minutes(jo: Browser, clock: Any) -> None:
    row = booked(caller(), at(2, 14))
    send(jo, row, "cancel", **OFF)
    assert "Take that back" in page(jo, row).text
    send(jo, row, "undo")
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_after_three_minutes_nothing_is_taken_back(jo: Browser, clock: Any) -> None:
    row = booked(caller(), at(2, 14))
    send(jo, row, "cancel", **OFF)
    clock.shift(timedelta(minutes=3))
    assert "Take that back" not in page(jo, row).text
    assert "nothing to take back" in send(jo, row, "undo").text


def test_what_is_over_cannot_be_cancelled_and_says_so(jo: Browser, clock: Any) -> None:
    row = booked(caller(), at(0, 11))
    clock.move_to(at(0, 13))
    jo = signed_in(desk())
    assert "not to come any more" in page(jo, row, "cancel/").text
    assert "not to come any more" in send(jo, row, "cancel", **OFF).text


def test_a_payment_gives_a_receipt_with_the_next_number(jo: Browser) -> None:
    first, second = booked(caller("Otto"), at(0, 11)), booked(caller("Li"), at(0, 17))
    for row in (first, second):
        assert "receipt is ready" in send(jo, row, "pay", how="card").text
    numbers = Appointment.objects.order_by("start_at").values_list("receipt", flat=True)
    assert list(numbers) == [1, 2]


def test_a_payment_sent_twice_is_one(jo: Browser) -> None:
    row = booked(caller(), at(0, 11))
    answers = [send(jo, row, "pay", how="cash") for _ in range(2)]
    assert HistoryLine.objects.filter(did="paid").count() == 1
    assert "paid already" not in answers[1].text


def test_money_is_given_back_once_on_the_page_of_its_session(jo: Browser) -> None:
    row = booked(caller(), at(0, 17))
    send(jo, row, "pay", how="card")
    send(jo, row, "cancel", our_doing="on", **OFF)
    assert "€90 to give back" in page(jo, row).text
    answers = [send(jo, row, "give-back", how="transfer") for _ in range(2)]
    assert [("given back." in answer.text) for answer in answers] == [True, True]
    assert HistoryLine.objects.filter(did="given_back").count() == 1


def test_a_payment_without_how_is_asked_for_again(jo: Browser) -> None:
    row = booked(caller(), at(0, 11))
    assert "out of date" in send(jo, row, "pay", how="barter").text
    row.refresh_from_db()
    assert row.paid_at is None


def test_a_receipt_names_clinic_studio_client_service_and_price(jo: Browser) -> None:
    Location.objects.update(address="1 Quay\n10115 Berlin")
    row = booked(caller(), at(0, 11))
    send(jo, row, "pay", how="voucher")
    told = page(jo, row, "receipt/").text
    for word in ("Receipt 1", "Legwork", "Riverside", "1 Quay", "Otto Berg", "Sports massage"):
        assert word in told
    assert "€90.00" in told
    assert "Voucher" in told


@pytest.mark.parametrize("telling", [{"type": "injury"}, {"type": "none", "kind": "prenatal"}])
def test_a_receipt_says_nothing_of_why(jo: Browser, telling: dict[str, str]) -> None:
    depths = ["light"]
    told = studio.service("Achilles rescue", depths=depths, **({"kind": "deep_tissue"} | telling))
    row = booked(caller(), at(0, 11), service=told, depth="light")
    send(jo, row, "pay", how="card")
    receipt = page(jo, row, "receipt/").text
    assert "Massage session" in receipt
    assert "Achilles" not in receipt


def test_a_receipt_of_a_no_show_is_for_the_fee(jo: Browser, clock: Any) -> None:
    row = booked(caller(), at(0, 11))
    clock.move_to(at(0, 11, 5))
    jo = signed_in(desk())
    send(jo, row, "mark", state="no_show")
    send(jo, row, "pay", how="transfer")
    told = page(jo, row, "receipt/").text
    assert "€45.00" in told
    assert "Cancellation fee" in told


def test_a_receipt_stays_as_it_was_paid_whatever_happens_later(jo: Browser) -> None:
    row = booked(caller(), at(0, 18))
    send(jo, row, "pay", how="card")
    late = changing.cancel(by=desk(), appointment=row, now=NOW)
    assert late.fee == 4500
    assert "€90.00" in page(signed_in(desk()), row, "receipt/").text


def test_there_is_no_receipt_before_the_payment(jo: Browser) -> None:
    assert page(jo, booked(caller(), at(0, 11)), "receipt/").status_code == 404


def test_what_waits_for_a_look_says_only_that(jo: Browser) -> None:
    told = studio.service("Injury session", type="injury", kind="deep_tissue", depths=["light"])
    row = booked(caller(), at(2, 14), service=told, depth="light", note="my calf")
    text = page(jo, row).text
    assert row.state == "review"
    assert "A therapist has to look at this first" in text
    assert "diagnosed" not in text
    assert 'value="confirmed"' not in text


def test_the_desk_cannot_accept_what_waits_for_a_look(jo: Browser) -> None:
    told = studio.service("Injury session", type="injury", kind="deep_tissue", depths=["light"])
    row = booked(caller(), at(2, 14), service=told, depth="light")
    assert "A therapist has to look at this first" in send(jo, row, "mark", state="confirmed").text
    row.refresh_from_db()
    assert row.state == "review"


def test_the_page_takes_the_same_queries_with_one_line_of_history_or_three(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = booked(caller(), at(0, 11))
    page(jo, row)
    with django_assert_num_queries(12):  # three of them how far the questions are
        page(jo, row)
    for state in ("arrived", "in_session"):
        visits.mark(by=desk(), appointment=row, state=state, now=NOW)
    for _ in range(3):
        message(about=row.code, client=row.client)
    with django_assert_num_queries(9):  # it has begun: nothing is asked
        page(jo, row)


def test_the_page_says_which_messages_left_and_which_wait(jo: Browser) -> None:
    row, other = booked(caller(), at(2, 14)), booked(caller("Li"), at(3, 14))
    OutboxRow.objects.all().delete()
    assert "No message speaks of this session yet." in page(jo, row).text
    message(State.DONE, about=row.code, topic="session_changed")
    message(about=row.code, topic="session_reminder", due_at=at(1, 8))
    message(about=other.code, topic="session_receipt")
    text = " ".join(page(jo, row).text.partition('id="messages"')[2].split())
    assert "Reminder two days before" in text.partition("Session changed")[0]
    assert "leaves Tue 24 Nov, 08:00" in text
    assert "sent 09:00" in text
    assert "Receipt" not in text


def test_services_for_a_caller_show_their_free_starts(jo: Browser) -> None:
    service = Service.objects.get()
    text = jo.get("/desk/free/", {"service": f"{service.code}:60", "day": "2026-11-24"}).text
    assert "Tuesday 24 November" in text
    assert "09:00 to 20:00" in " ".join(text.split())


def test_a_week_without_a_free_start_says_when_the_next_one_is(jo: Browser) -> None:
    Location.objects.update(hours=[])
    service = Service.objects.get()
    text = jo.get("/desk/free/", {"service": f"{service.code}:60"}).text
    assert "Nothing is free in these seven days" in text


def test_free_times_take_the_same_queries_for_one_studio_or_three(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked = {"service": f"{Service.objects.get().code}:60"}
    jo.get("/desk/free/", asked)
    with django_assert_num_queries(8):
        jo.get("/desk/free/", asked)
    for name in ("North", "South"):
        studio.therapist(studio.location(name), name.lower())
    with django_assert_num_queries(8):
        jo.get("/desk/free/", asked)


def test_why_it_was_cancelled_stands_in_its_history_and_nobody_is_told_unasked(
    jo: Browser,
) -> None:
    row = booked(caller(email="otto@example.org"), at(5, 14))
    answer = send(jo, row, "cancel", why="weather", quiet="on")
    assert "Cancelled: The weather" in answer.text
    assert not OutboxRow.objects.filter(topic="session_cancelled").exists()


def test_a_missed_session_says_why_and_a_stale_page_is_told_by_whom(
    jo: Browser, clock: Any
) -> None:
    row = booked(caller(), at(0, 11))
    clock.move_to(at(0, 11, 30))
    jo.force_login(desk())
    stale = send(jo, row, "mark", state="no_show", why="forgot", seen="0")
    assert "Jo has changed this session" in stale.text
    answer = send(jo, row, "mark", state="no_show", why="forgot", seen="1")
    assert "They forgot" in answer.text
