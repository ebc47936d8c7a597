"""The page behind an offer's link: one time, one yes; it shows nothing beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import offers
from bookings.models import Appointment, Location, WaitlistOffer
from bookings.queries import waitlist_pages
from clinic.foundation.codes import new_secret
from clinic.foundation.models import Client, ClientKey, OneTimeToken
from tests.bookings import studio
from tests.bookings.studio import NOW
from tests.bookings.waiting import link_of, offered, waits
from tests.bookings.way import clock  # noqa: F401 - a fixture
from tests.bookings.web.test_links import main
from tests.clinic import make
from tests.clinic.test_access_matrix import TOKENS

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)
YES, NO = {"answer": "yes"}, {"answer": "no"}


@pytest.fixture
def offer() -> WaitlistOffer:
    studio.clinic(therapists=2, rooms=2)
    Location.objects.update(address="Park Row 3", phone="+49 30 123456")
    return offered(waits("mara"), waits("lena"))


@pytest.fixture
def link(offer: WaitlistOffer) -> str:
    return link_of(offer)


def test_the_link_shows_the_one_offer_with_its_terms(client: Browser, link: str) -> None:
    page = main(client.get(link))
    for told in ("Wed 25 Nov", "14:00–15:00", "Riverside", "Park Row 3", "Ana", "€90", "10:30"):
        assert told in page
    assert "After that a cancellation costs €45" in page


def test_the_link_tells_nothing_of_the_session_or_of_others(client: Browser, link: str) -> None:
    page = main(client.get(link))
    assert [w for w in ("Sports massage", "light", "Mara", "Lena") if w in page] == []


def test_looking_spends_nothing_and_is_kept_by_nobody(client: Browser, link: str) -> None:
    answers = [client.get(link), client.head(link)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0]["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answers[0]["Cache-Control"]
    assert OneTimeToken.objects.get().spent_at is None
    assert not Appointment.objects.exists()


def test_one_press_books_it_and_uses_the_link_up(
    client: Browser, offer: WaitlistOffer, link: str
) -> None:
    done = client.post(link, YES)
    row = Appointment.objects.get()
    assert "It is yours" in main(done)
    assert (row.client, row.state, row.start_at) == (offer.client, "confirmed", offer.start_at)
    assert client.get(link).status_code == 404


def test_the_second_yes_hears_that_somebody_was_quicker(
    client: Browser, offer: WaitlistOffer, link: str
) -> None:
    other = offer.opening.offers.exclude(pk=offer.pk).get()
    client.post(link_of(other), YES)
    for answer in (client.post(link, YES), client.get(link)):
        page = main(answer)
        assert "Somebody was quicker" in page
        assert "still on the list" in page
        assert "Lena" not in page
    assert Appointment.objects.count() == 1


def test_a_late_yes_hears_that_the_offer_lapsed(client: Browser, link: str, clock: Any) -> None:  # noqa: F811
    clock.move_to(NOW + HALF)
    answer = client.post(link, YES)
    assert answer.status_code == 409
    assert "This offer is over" in main(answer)
    assert "/times/" in answer.text
    assert not Appointment.objects.exists()


def test_a_no_keeps_the_client_on_the_list(
    client: Browser, offer: WaitlistOffer, link: str
) -> None:
    page = main(client.post(link, NO))
    offer.refresh_from_db()
    assert "You stay on the list" in page
    assert (offer.answer, offer.entry.state) == ("declined", "waiting")


def test_whatever_opens_nothing_gets_the_same_page(
    client: Browser, offer: WaitlistOffer, link: str
) -> None:
    unknown = client.get(f"/w/{new_secret()}/")
    Client.objects.filter(pk=offer.client_id).update(joined_into=make.client("otto"))
    joined = client.get(link)
    Client.objects.filter(pk=offer.client_id).update(joined_into=None)
    ClientKey.objects.filter(client=offer.client).delete()
    answers = [unknown, joined, client.get(link), client.post(link, YES)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({TOKENS.sub(b"", answer.content) for answer in answers}) == 1


def test_without_its_guard_an_erased_clients_link_would_open(
    client: Browser, offer: WaitlistOffer, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Client.objects.filter(pk=offer.client_id).update(joined_into=make.client("otto"))
    rows = WaitlistOffer.objects.select_related("opening__location")
    monkeypatch.setattr(
        waitlist_pages, "offer", lambda code, now: waitlist_pages.offered(rows.get(code=code), now)
    )
    assert client.get(link).status_code == 200


def test_a_link_to_a_session_opens_no_offer(client: Browser, offer: WaitlistOffer) -> None:
    other = make.link(purpose="session", about=offer.code)
    assert client.get(f"/w/{other}/").status_code == 404


def test_an_offer_that_the_desk_took_back_is_over(
    client: Browser, offer: WaitlistOffer, link: str
) -> None:
    offers.close(by=studio.desk(), opening=offer.opening, now=NOW)
    assert "This offer is over" in main(client.get(link))
