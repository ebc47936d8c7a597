"""One session in the panel: seen whole, and looked after without leaving the calendar."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import history, resizing
from bookings.models import Appointment, Bundle, Service
from clinic.foundation.errors import Invalid
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.web.desk_rows import booked, caller, clock, desk, signed_in

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=2, rooms=2)
    return signed_in(desk())


@pytest.fixture
def row(jo: Browser) -> Appointment:
    return booked(caller(phone="030 123456"), at(0, 14))


def sent(browser: Browser, row: Appointment, act: str, **told: Any) -> Any:
    body = {"once": f"key-{act}-{told}"[:90], "seen": 1} | told
    return browser.post(f"/desk/calendar/session/{row.code}/{act}/", body, headers=HTMX)


def test_it_tells_state_people_price_messages_and_history(jo: Browser, row: Appointment) -> None:
    page = jo.get(f"/desk/calendar/session/{row.code}/", headers=HTMX)

    assert "<html" not in page.text
    for word in ("Otto Berg", "tel:", "Booked", "14:00–15:00", "Messages", "Cancel the session"):
        assert word in page.text


@pytest.mark.parametrize(
    ("percent", "told"),
    [(50, "24 hours away: €45 is due."), (0, "24 hours away, but nothing is due.")],
)
def test_it_tells_what_a_cancellation_would_cost_now(
    jo: Browser, row: Appointment, percent: int, told: str
) -> None:
    Appointment.objects.update(late_fee_percent=percent)
    assert told in jo.get(f"/desk/calendar/session/{row.code}/", headers=HTMX).text


def test_arrived_is_noted_and_the_calendar_hears_of_it(jo: Browser, row: Appointment) -> None:
    answer = sent(jo, row, "mark", state="arrived")

    row.refresh_from_db()
    assert row.state == "arrived"
    assert json.loads(answer["HX-Trigger"])["desk:done"]["message"] == "Noted."


def test_who_saw_less_is_told_what_happened_and_decides(jo: Browser, row: Appointment) -> None:
    sent(jo, row, "mark", state="arrived")

    page = sent(jo, row, "cancel", why="plans", told="on")

    row.refresh_from_db()
    assert row.state == "arrived"
    assert "has changed this session since you looked" in page.text
    assert "HX-Trigger" not in page


def test_without_the_guard_the_second_would_overrule_the_first(
    jo: Browser, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(jo, row, "mark", state="arrived")
    monkeypatch.setattr(history, "as_seen", lambda *_asked: None)

    sent(jo, row, "mark", state="confirmed")

    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_cancellation_keeps_its_reason_and_can_be_undone(jo: Browser, row: Appointment) -> None:
    answer = sent(jo, row, "cancel", why="plans", told="on")

    row.refresh_from_db()
    assert row.state == "late_cancelled"
    assert row.fee > 0
    assert row.history.latest("pk").after["why"] == "plans"
    assert json.loads(answer["HX-Trigger"])["desk:done"]["undo"]["body"] == {"seen": 2}
    sent(jo, row, "undo", seen=2)
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_missed_session_says_why(jo: Browser, row: Appointment, clock: Any) -> None:
    clock.move_to(row.start_at + timedelta(minutes=20))

    later = signed_in(desk())  # the morning's login is over
    sent(later, row, "mark", state="no_show", why="forgot")

    assert row.history.latest("pk").after["why"] == "forgot"


def test_it_is_paid_and_the_receipt_stands_there(jo: Browser, row: Appointment) -> None:
    page = sent(jo, row, "pay", how="card")

    assert f"/desk/appointments/{row.code}/receipt/" in page.text


def test_what_was_paid_for_and_fell_through_is_to_be_given_back(
    jo: Browser, row: Appointment
) -> None:
    sent(jo, row, "pay", how="card")
    owed = sent(jo, row, "cancel", why="plans", told="on", our_doing="on", seen=2).text
    day = jo.get("/desk/").text
    settled = sent(jo, row, "give-back", how="cash", seen=3).text

    assert owed.count("€90 to give back") == 2
    assert '<details class="more" open>' in day
    assert "€90 to give back" in day
    assert "· 1 to give back" in day
    day = jo.get("/desk/").text
    assert '<details class="more">' in day
    assert "to give back" not in settled + day
    assert "Given back: €90, Cash" in settled
    assert 'tag-good">Paid' not in settled
    receipt = jo.get(f"/desk/appointments/{row.code}/receipt/").text
    assert "Given back · Cash, 23 November 2026" in receipt
    assert "−€90.00" in receipt


def test_without_htmx_each_act_leads_back_to_the_page(jo: Browser, row: Appointment) -> None:
    url = f"/desk/calendar/session/{row.code}/"
    told = {"once": "one-key", "seen": 1, "state": "arrived"}

    answer = jo.post(f"{url}mark/", told)

    assert (answer.status_code, answer["Location"]) == (302, url)


def test_its_length_is_changed_and_can_be_taken_back(jo: Browser, row: Appointment) -> None:
    answer = sent(jo, row, "resize", minutes=90)

    row.refresh_from_db()
    assert (row.minutes, row.price) == (90, 12500)
    assert json.loads(answer["HX-Trigger"])["desk:done"]["undo"]["body"] == {"seen": 2}


def test_a_length_that_is_not_free_names_those_that_are(jo: Browser, row: Appointment) -> None:
    Service.objects.update(lengths=[[45, 7000], [60, 9000], [90, 12500]])
    ana = row.occupancies.get(resource__kind="therapist").resource.therapist
    booked(caller("Zoe Adler"), at(0, 15, 15), therapist=ana.code)

    page = sent(jo, row, "resize", minutes=90)

    row.refresh_from_db()
    assert row.minutes == 60
    assert f"{ana} is taken then." in page.text
    assert "Possible here: 45 min." in page.text


def test_a_length_that_wants_care_asks_why_and_what_was_read(
    jo: Browser, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careful(*, accept_caution: bool = False, reason: str = "", **told: Any) -> Appointment:
        if not accept_caution:
            said = [{"effect": "caution", "because": "A race is near."}]
            raise Invalid("caution", "There is something to mind.", reasons=said)
        return asked(accept_caution=True, reason=reason, **told)

    asked = resizing.resize
    monkeypatch.setattr(resizing, "resize", careful)
    page = sent(jo, row, "resize", minutes=90)
    assert "A race is near." in page.text
    against = page.context["size"]["against"].value()

    sent(jo, row, "resize", minutes=90, reason="they know", against="of another page")
    row.refresh_from_db()
    assert row.minutes == 60
    sent(jo, row, "resize", minutes=90, reason="they know", against=against)
    row.refresh_from_db()
    assert row.minutes == 90


def test_the_others_of_a_party_stand_there_with_their_state(jo: Browser, row: Appointment) -> None:
    zoe = booked(caller("Zoe Adler"), at(0, 14))
    bundle = Bundle.objects.create(kind="party", made_by=desk(), made_at=at(0, 9))
    Appointment.objects.update(bundle=bundle)
    sent(jo, zoe, "mark", state="arrived")

    page = jo.get(f"/desk/calendar/session/{row.code}/", headers=HTMX)

    _before, others = page.text.split("A party of 2")
    assert f"/desk/calendar/session/{zoe.code}/" in others
    assert all(word in others for word in ("Zoe Adler", "Here"))


def test_an_act_that_is_none_is_not_there(jo: Browser, row: Appointment) -> None:
    assert sent(jo, row, "vanish").status_code == 404
