"""What messages about sessions say, and what they never say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing, letters, visits
from bookings.core.lifecycle import UNDO
from bookings.core.short import ONE, gsm, length
from bookings.models import Appointment, Service
from bookings.queries import notices as queries
from clinic.foundation.core.messages import Message
from clinic.foundation.handed import OTHER_WAY
from clinic.foundation.models import Client, OneTimeToken, OutboxRow, User
from clinic.foundation.roles import Role
from protocols.queries import forms
from tests.bookings import studio
from tests.bookings.notices import booked, cancel, deliver, letter, move, rows
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
LATER = NOW + UNDO


@pytest.fixture
def short(settings: Any) -> None:
    settings.SMS_URL = "console:"


def first(topic: str) -> Message:
    return letter(rows(topic)[0])


def in_review(row: Appointment) -> Appointment:
    Appointment.objects.filter(pk=row.pk).update(state="review")
    row.refresh_from_db()
    return row


def everything() -> list[Message]:
    """One of each topic about one session, all of its life."""
    row = booked(at(4, 14), phone="+4917612345")
    said = [letter(each) for each in rows()]
    in_review(row)
    said.append(first("session_booked"))
    ana = row.occupancies.get(resource__kind="therapist").resource.therapist.user
    visits.mark(by=ana, appointment=row, state="confirmed", now=NOW)
    said.append(first("session_accepted"))
    OutboxRow.objects.filter(topic="session_booked").update(state="done")
    move(row, at(5, 10))
    said.append(first("session_changed"))
    visits_desk = make.user("jo", Role.DESK)
    changing.cancel(by=visits_desk, appointment=row, now=NOW, our_doing=True)
    said.append(first("session_cancelled"))
    Appointment.objects.filter(pk=row.pk).update(state="done")
    visits.pay(by=visits_desk, appointment=row, how="card", now=NOW)
    said.append(first("session_receipt"))
    return said


def test_a_confirmation_says_when_where_with_whom_and_on_which_terms() -> None:
    booked()
    said = first("session_booked")
    for words in (
        "Thu 26 Nov, 14:00–15:00",
        "Riverside, Quay 1, 10115 Berlin",
        "Through the yard, second floor.",
        "Ana",
        "free until Wed 25 Nov, 14:00",
        "costs €45",
    ):
        assert words in said.text
    assert said.to == "mara@example.org"


def test_the_page_of_a_mail_says_what_its_text_says() -> None:
    booked()
    said = first("session_booked")
    for words in ("Thu 26 Nov, 14:00–15:00", "Quay 1, 10115 Berlin", "Ana", "€45"):
        assert words in said.html


def test_a_mail_has_the_link_that_works_once_and_the_page_for_those_who_sign_in() -> None:
    row = booked()
    said = first("session_booked")
    assert said.text.count("/s/") == 1
    assert f"/appointments/{row.code}/" in said.text
    assert "/s/" in said.html


def test_made_twice_it_is_the_same_message_with_the_same_link() -> None:
    booked()
    for row in rows():
        assert letter(row) == letter(row, NOW + timedelta(seconds=30))
    assert OneTimeToken.objects.count() == 4  # three to the session, one to its questions


def test_who_has_no_login_is_shown_no_page_for_it() -> None:
    row = booked()
    Client.objects.filter(pk=row.client.pk).update(user=None)
    assert "/appointments/" not in first("session_booked").text


def test_the_zone_is_named_where_the_readers_clock_is_another() -> None:
    booked(zone="Europe/London")
    assert "14:00–15:00 (Berlin time)" in first("session_booked").text


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Paris"])
def test_the_zone_is_left_out_where_the_clocks_show_the_same(zone: str) -> None:
    booked(zone=zone)
    assert "time)" not in first("session_booked").text


def test_before_and_after_a_change_of_clocks_it_is_the_time_on_the_wall() -> None:
    """Berlin's clocks change on 28 March 2027."""
    studio.clinic()
    Service.objects.update(horizon_days=200)
    mara = make.client()
    for day in (124, 125):
        wish = wanted(mara, at(day, 14), accept_caution=True)
        booking.book(by=make.login_of(mara), wanted=wish, now=NOW)
    said = [letter(row).text for row in rows("session_booked")]
    assert "Sat 27 Mar, 14:00–15:00" in said[0]
    assert "Sun 28 Mar, 14:00–15:00" in said[1]


def test_what_waits_for_a_look_says_so_and_not_why() -> None:
    in_review(booked())
    said = first("session_booked")
    assert "A therapist looks at it before we confirm it" in said.text
    assert "booked" not in said.subject.lower()
    assert "we keep it out of messages" in said.html


def test_a_move_says_what_was_before() -> None:
    row = booked()
    deliver(NOW)
    move(row, at(4, 10))
    (said,) = deliver(LATER)
    assert "It was on Thu 26 Nov, 14:00." in said.text
    assert "Fri 27 Nov, 10:00–11:00" in said.text


def test_a_late_cancellation_says_what_is_due() -> None:
    row = booked(at(1, 9, 30))
    cancel(row, at(0, 11))
    said = first("session_cancelled")
    assert "less than 24 h before its start, so a fee of €45 is due" in said.text


def test_a_cancellation_in_time_says_that_nothing_is_due() -> None:
    cancel(booked())
    assert "nothing is due" in first("session_cancelled").text


def test_the_clinic_says_so_when_it_is_its_own_doing() -> None:
    row = booked()
    changing.cancel(by=make.user("jo", Role.DESK), appointment=row, now=NOW, our_doing=True)
    said = first("session_cancelled")
    assert said.subject == "We have to cancel your session on Thu 26 Nov, 14:00"
    assert "we are sorry" in said.text
    assert "/s/" not in said.text


def test_a_receipt_has_its_number_its_sum_and_how_it_was_paid() -> None:
    row = booked(at(0, 15))
    visits.pay(by=make.user("jo", Role.DESK), appointment=row, how="card", now=at(0, 16))
    said = first("session_receipt")
    assert said.subject == "Receipt 1"
    for words in ("€90.00", "VAT: none", "Card, 23 November 2026", "Massage session", "Mara"):
        assert words in said.text
    assert said.calendar == b""


def test_a_visit_elsewhere_says_where_we_come_to() -> None:
    row = booked()
    Service.objects.update(off_site=True)
    Appointment.objects.filter(pk=row.pk).update(venue="Mill Lane 4")
    said = first("session_booked")
    assert "Where: Mill Lane 4" in said.text
    assert "Through the yard" not in said.text


def test_nothing_of_health_is_in_any_message() -> None:
    """Marked: the note, what was bought, and whatever a page would say of it."""
    studio_words = ["Injuryword", "Noteword", "Prepword", "sports", "moderate", "injury", "Reason"]
    told = everything()
    Service.objects.update(name="Injuryword", about="Injuryword", preparation="Prepword")
    said = [replace(each) for each in told] + [letter(row) for row in rows()]
    for message in said:
        whole = message.subject + message.text + message.html + message.calendar.decode()
        assert [word for word in studio_words if word in whole] == []
    assert len({message.subject for message in said}) >= 7


def test_what_is_marked_would_be_found_if_a_template_told_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    booked()
    Service.objects.update(name="Injuryword")
    told = queries.letter
    monkeypatch.setattr(
        queries,
        "letter",
        lambda of, *rest, **more: replace(told(of, *rest, **more), whom=of.row.service.name),
    )
    assert "Injuryword" in first("session_booked").text


def test_no_row_of_the_outbox_tells_what_was_booked() -> None:
    studio.clinic()
    Service.objects.update(name="Injuryword")
    mara = make.client()
    wish = wanted(mara, at(4, 14), note="Noteword")
    booking.book(by=make.login_of(mara), wanted=wish, now=NOW)
    kept = json.dumps([[r.topic, r.key, r.about, r.facts] for r in rows()])
    assert "word" not in kept


def test_a_name_of_tags_stays_a_name_in_the_page_of_a_mail() -> None:
    row = booked()
    deliver(NOW)
    User.objects.filter(therapist__isnull=False).update(name="<b>Ana</b> & Co")
    move(row, at(4, 10))
    said = first("session_changed")
    assert "<b>Ana</b>" not in said.html
    assert "&lt;b&gt;Ana&lt;/b&gt; &amp; Co" in said.html
    assert "<b>Ana</b> & Co" in said.text


def test_each_topic_has_words_of_its_own_in_all_three_forms() -> None:
    for said in everything():
        assert said.subject == said.subject.strip()
        assert "\n" not in said.subject
        assert said.text.strip()
        assert "<h1" in said.html
        assert "None" not in said.text + said.subject
        assert "  " not in said.text


SMS = ("session_booked", "session_soon", "session_changed", "session_cancelled")


def test_short_messages_fit_in_one(short: None, settings: Any) -> None:
    settings.ORIGIN = "https://book.running-clinic.example"
    row = booked(at(4, 14), email="", phone="+4917612345")
    said = [letter(each) for each in rows("session_booked", "session_soon")]
    OutboxRow.objects.filter(topic="session_booked").update(state="done")
    move(row, at(5, 10))
    said.append(first("session_changed"))
    cancel(row, at(5, 9))
    said.append(first("session_cancelled"))
    for message in said:
        assert message.to == "+4917612345"
        assert length(message.text) <= ONE
        assert gsm(message.text) == message.text
        assert message.calendar == b""
    assert said[2].text.startswith("Legwork: your session is now Sat 28 Nov 10:00, Riverside. http")
    assert said[3].text == "Legwork: Sat 28 Nov 10:00 is cancelled, €45 is due."


def test_long_names_are_cut_for_a_short_message(short: None) -> None:
    row = booked(at(4, 14), email="", phone="+4917612345")
    type(row.location).objects.update(name="Riverside of the very long name in Łódź")
    assert length(first("session_booked").text) <= ONE


def test_a_client_without_addresses_is_written_to_by_nobody() -> None:
    booked(email="", phone="")
    row = rows("session_booked")[0]
    assert letters.session(row, NOW) is None


def test_who_took_back_their_word_gets_a_mail_instead(short: None) -> None:
    row = booked(at(4, 14), phone="+4917612345", by_sms=True)
    Client.objects.filter(pk=row.client.pk).update(by_sms=False)
    (left,) = rows("session_soon")
    assert letters.session(left, NOW) == OTHER_WAY
    left.state = "dropped"
    left.save(update_fields=["state"])
    (again,) = rows("session_soon")
    assert (again.channel, letter(again).to) == ("mail", "mara@example.org")


def test_a_session_that_is_not_there_any_more_says_nothing() -> None:
    booked()
    row = rows("session_booked")[0]
    row.about = "gone"
    assert letters.session(row, NOW) is None


@pytest.mark.parametrize("more", [0, 2])
def test_a_message_is_made_with_a_fixed_number_of_queries(
    django_assert_num_queries: Any, more: int
) -> None:
    row = booked(at(4, 14))
    for day in range(more):
        wish = wanted(row.client, at(11 + 7 * day, 14), accept_caution=True)
        booking.book(by=make.login_of(row.client), wanted=wish, now=NOW)
    left = rows("session_booked")[0]
    forms.current()
    with django_assert_num_queries(23):  # four of them each link, kept once
        letter(left)
