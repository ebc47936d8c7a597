"""A therapist's own day, and one session of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.models import Appointment, HistoryLine, Location, Therapist
from clinic.foundation.models import Look, User
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web import card_rows
from tests.bookings.web.desk_rows import booked, caller, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def ana() -> Browser:
    """A browser of Ana, who works 9 to 21."""
    studio.clinic(therapists=2, rooms=2)
    return signed_in(User.objects.get(email="ana@example.org"))


def with_ana(name: str, day: int, hour: int, **other: Any) -> Appointment:
    code = Therapist.objects.get(user__email="ana@example.org").code
    client = other.pop("client", None) or caller(name)
    return booked(client, at(day, hour), therapist=code, **other)


def for_a_look(name: str = "Otto Berg", day: int = 1, hour: int = 14) -> Appointment:
    """An injury session without answers to the red flags."""
    kind = {"type": "injury", "kind": "deep_tissue", "depths": ["light"]}
    return with_ana(name, day, hour, service=studio.service("Injury", **kind), depth="light")


def send(browser: Browser, row: Appointment, what: str, **sent: str) -> Any:
    told = {"once": f"{what} {row.code} {sent}"} | sent
    return browser.post(f"/day/{row.code}/{what}/", told, follow=True)


def words(answer: Any) -> str:
    return " ".join(answer.text.split())


def test_the_day_shows_own_sessions_and_what_is_free_between_them(ana: Browser) -> None:
    with_ana("Otto Berg", 0, 14)
    with_ana("Li Wei", 0, 17)
    items = ana.get("/day/").context["page"].items
    told = [(item.kind, f"{item.at:%H:%M}", f"{item.until:%H:%M}") for item in items]
    assert told == [
        ("free", "09:00", "14:00"),
        ("session", "14:00", "15:00"),
        ("free", "15:15", "17:00"),
        ("session", "17:00", "18:00"),
        ("free", "18:15", "21:00"),
    ]


def test_what_a_colleague_gives_is_not_on_it(ana: Browser) -> None:
    code = Therapist.objects.get(user__email="ben@example.org").code
    booked(caller(), at(0, 14), therapist=code)
    assert "Otto Berg" not in ana.get("/day/").text


def test_time_off_stands_in_the_day(ana: Browser) -> None:
    me = Therapist.objects.get(user__email="ana@example.org")
    studio.off(me, at(0, 12), at(0, 13))
    page = words(ana.get("/day/"))
    assert "<span>12:00–13:00</span> off" in page
    assert "<span>09:00–12:00</span> free" in page


def test_a_day_of_work_without_a_session_says_that_nothing_is_booked(ana: Browser) -> None:
    page = words(ana.get("/day/"))
    assert "<span>09:00–21:00</span> free" in page
    assert "Nothing is booked yet" in page


def test_a_day_without_work_says_so(ana: Browser) -> None:
    Location.objects.update(hours=[])
    assert "Nothing on this day" in ana.get("/day/?date=2026-12-24").text


def test_a_therapist_who_is_not_set_up_yet_is_told_what_comes() -> None:
    new = signed_in(make.user("new", Role.THERAPIST))
    assert "Your hours are not set up yet" in new.get("/day/").text
    assert "Your hours are not set up yet" in new.get("/day/time-off/").text


def test_what_needs_a_look_stands_first_whatever_its_day(ana: Browser) -> None:
    row = for_a_look(day=3)
    page = ana.get("/day/")
    assert [line.code for line in page.context["page"].looks] == [row.code]
    assert "One session needs your look" in page.text


def test_of_many_notes_to_sign_the_oldest_three_stand_open_and_the_rest_behind_a_fold(
    ana: Browser, clock: Any
) -> None:
    writer = User.objects.get(email="ana@example.org")
    names = ("Ada Abt", "Bo Bass", "Cleo Cohn", "Dora Dahl")
    for place, name in enumerate(names):
        card_rows.note(with_ana(name, 1, 10 + 2 * place), writer, "Rest.", signed=False)
    clock.move_to(at(3, 9))
    page = signed_in(writer).get("/day/").text
    assert "4 notes to sign" in page
    assert "Tue 24 Nov · Ada Abt" in page
    first, rest = page.split("All the others")
    assert "Cleo Cohn" in first
    assert "Dora Dahl" not in first
    assert "Dora Dahl" in rest


def test_opening_a_session_is_a_look_that_the_client_sees(ana: Browser) -> None:
    mara = make.client()
    row = with_ana("", 0, 14, client=mara, note="left calf")
    assert "left calf" in ana.get(f"/day/{row.code}/").text
    look = Look.objects.get()
    assert (look.client, look.by.name, look.record) == (mara, "Ana", f"Appointment:{row.code}")
    assert "Preparing your session" in signed_in(make.login_of(mara)).get("/me/").text


def test_the_look_is_on_file_before_a_word_is_shown(
    ana: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = with_ana("Otto", 0, 14, note="left calf")

    def broken(_rows: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Look.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        ana.get(f"/day/{row.code}/")


def test_what_was_answered_after_the_booking_is_marked_as_new(ana: Browser, clock: Any) -> None:
    mara = make.client()
    row = with_ana("", 0, 14, client=mara)
    rows.answers(mara, ["short_sleep"], at=NOW + timedelta(minutes=5))
    clock.shift(timedelta(minutes=6))
    page = ana.get(f"/day/{row.code}/").text
    assert "Under six hours of sleep" in page
    assert "new since booking" in page


def test_a_therapist_accepts_what_waits_for_their_look(ana: Browser) -> None:
    row = for_a_look()
    assert "Accept" in ana.get(f"/day/{row.code}/").text
    send(ana, row, "mark", state="confirmed")
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert "need your look" not in ana.get("/day/").text


def test_a_session_is_led_from_arrived_to_done(ana: Browser) -> None:
    row = with_ana("Otto", 0, 11)
    for state in ("arrived", "in_session", "done"):
        send(ana, row, "mark", state=state)
    row.refresh_from_db()
    assert row.state == "done"


def test_a_step_sent_twice_is_taken_once(ana: Browser) -> None:
    row = with_ana("Otto", 0, 11)
    answers = [send(ana, row, "mark", state="arrived") for _ in range(2)]
    assert HistoryLine.objects.filter(did="arrived").count() == 1
    assert "does not follow" not in answers[1].text


def test_cancelling_for_the_client_costs_them_nothing_even_late(ana: Browser) -> None:
    row = for_a_look(day=0, hour=14)
    assert "no fee is due" in ana.get(f"/day/{row.code}/cancel/").text
    answer = send(ana, row, "cancel")
    row.refresh_from_db()
    assert (row.state, row.fee) == ("cancelled", 0)
    assert answer.redirect_chain == [("/day/", 302)]


def test_one_with_two_therapists_is_on_both_days(ana: Browser) -> None:
    couples = studio.service("Couples", type="none", kind="couples", depths=["light"], therapists=2)
    studio.room(Location.objects.get(), "Wide", tables=2)
    booked(caller(), at(0, 14), service=couples, depth="light")
    for who in ("ana", "ben"):
        browser = signed_in(User.objects.get(email=f"{who}@example.org"))
        assert "Otto Berg" in browser.get("/day/").text


def test_a_day_on_which_the_clock_goes_back_has_every_session_once(ana: Browser) -> None:
    Location.objects.update(hours=[[6, 0, 1440]])
    page = ana.get("/day/?date=2027-10-31").context["page"]
    assert page.day.isoformat() == "2027-10-31"
    assert len(page.items) == len({item.at for item in page.items})


def test_the_day_takes_the_same_queries_with_one_session_or_three(
    ana: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with_ana("Otto", 0, 11)
    for_a_look("Somebody", day=4)
    ana.get("/day/")
    with django_assert_num_queries(33):
        ana.get("/day/")
    with_ana("Li", 0, 14)
    with_ana("Tom", 0, 17)
    with django_assert_num_queries(33):
        ana.get("/day/")


def test_beside_a_session_stands_the_runners_season(ana: Browser) -> None:
    runner = make.client("mara")
    rows.race(runner)
    with_ana("Mara", 0, 11, client=runner)

    page = ana.get("/day/").text

    assert page.count('season-small"') == 1
    assert page.count('class="flag flag-b"') == 1


def test_the_same_client_stands_at_the_desk_without_a_word_of_it(ana: Browser) -> None:
    row = with_ana("Otto", 0, 14, note="left calf")
    assert "left calf" not in signed_in(desk()).get(f"/desk/appointments/{row.code}/").text
