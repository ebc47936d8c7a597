"""The message that a time is free: when, where, with whom, until when, and a link; nothing more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.actions import offer_letters, offers
from bookings.models import Location, WaitlistOffer
from clinic.foundation import channels
from clinic.foundation.core.messages import Message
from clinic.foundation.handed import OTHER_WAY
from clinic.foundation.models import Client, OutboxRow
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.waiting import letter, link_of, message, offered, waits
from tests.clinic import make

pytestmark = pytest.mark.django_db
UNTIL = NOW + timedelta(minutes=30)


@pytest.fixture
def offer() -> WaitlistOffer:
    studio.clinic()
    Location.objects.update(address="Park Row 3", phone="+49 30 123456")
    return offered(waits())


def test_the_message_says_when_where_with_whom_and_until_when(offer: WaitlistOffer) -> None:
    said = letter(offer)
    assert said.subject == "A time is free: Wed 25 Nov, 14:00"
    for told in ("Wed 25 Nov, 14:00–15:00", "Riverside, Park Row 3", "Ana", "until 10:30"):
        assert told in said.text
    assert link_of(offer) in said.html


def test_the_message_does_not_tell_what_is_waited_for(offer: WaitlistOffer) -> None:
    said = letter(offer)
    words = ("Sports massage", "general", "€90", "Mara")
    assert [w for w in words if w in said.subject + said.text + said.html] == []
    assert "light" not in said.text


def test_the_same_row_says_the_same_words_later(offer: WaitlistOffer) -> None:
    assert letter(offer) == letter(offer, NOW + timedelta(minutes=20))


def test_an_offer_is_told_until_its_last_second(offer: WaitlistOffer) -> None:
    row = message(offer)
    assert offer_letters.wanted(row, UNTIL - timedelta(seconds=1))
    assert not offer_letters.wanted(row, UNTIL)


def test_nobody_hears_of_an_offer_that_is_answered_or_taken_back() -> None:
    studio.clinic(therapists=1)
    first = offered(waits("mara"))
    offers.decline(by=make.login_of(first.client), offer=first, now=NOW)
    assert not offer_letters.wanted(message(first), NOW)
    second = offered(waits("lena"), start=at(3, 14))
    offers.close(by=studio.desk(), opening=second.opening, now=NOW)
    assert not offer_letters.wanted(message(second), NOW)


def test_who_agreed_to_short_messages_gets_one_of_a_single_part(
    offer: WaitlistOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "available", lambda name: True)
    Client.objects.update(phone="+4917612345678", by_sms=True)
    assert offer_letters.word(message(offer), NOW) == OTHER_WAY
    short = offer_letters.word(OutboxRow.objects.get(channel="sms"), NOW)
    assert isinstance(short, Message)
    assert short.to == "+4917612345678"
    assert "Wed 25 Nov 14:00" in short.text
    assert "/w/" in short.text


def test_nothing_is_sent_to_whom_nothing_reaches(offer: WaitlistOffer) -> None:
    Client.objects.update(email="", phone="")
    assert offer_letters.word(message(offer), NOW) is None


def test_an_erased_client_hears_of_nothing(offer: WaitlistOffer) -> None:
    other = make.client("otto")
    Client.objects.filter(pk=offer.client_id).update(joined_into=other)
    assert not offer_letters.wanted(message(offer), NOW)
