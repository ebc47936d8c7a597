"""An offer that wants care, on the pages: the desk's reason, the client's ticks, a link without a yes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser

from bookings.forms.taking import cautions
from bookings.models import Appointment, Location, Therapist, WaitlistOffer
from bookings.queries import offer_care
from bookings.web import waitlist_offering, waitlist_taking
from bookings.web.party import OWN
from protocols.models import Race
from tests.bookings import season, studio
from tests.bookings.waiting import link_of, offered, waits
from tests.bookings.way import clock, token  # noqa: F401 - fixtures
from tests.bookings.web.test_links import main
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
WHY = "She rang, and knows"
SAID = "keep it to 45 min"


@pytest.fixture(autouse=True)
def race() -> Race:
    return season.race(season.mara(therapists=1, rooms=1), 7)


@pytest.fixture
def jo(client: Browser) -> Browser:
    client.force_login(studio.desk())
    return client


@pytest.fixture
def offer() -> WaitlistOffer:
    return offered(waits("mara"), reason=WHY)


@pytest.fixture
def mara(client: Browser, offer: WaitlistOffer) -> Browser:
    client.force_login(make.login_of(offer.client))
    return client


def hidden(page: Any, name: str) -> str:
    return str(page.text.split(f'name="{name}" value="')[1].split('"')[0])


def next_page() -> str:
    told = {
        "location": Location.objects.get().code,
        "therapist": Therapist.objects.get().code,
        "day": "2026-11-25",
        "begin": "14:00",
        "end": "15:15",
    }
    return f"/desk/waitlist/next/?{urlencode(told)}"


def tick(page: Any) -> str:
    return str(page.text.split('name="accept_')[1].split('"')[0])


def test_the_desk_ticks_it_and_has_to_say_why(jo: Browser) -> None:
    entry, page = waits("mara"), jo.get(next_page())
    assert "checked" not in main(page)
    assert SAID in page.text
    sent = {"once": token(page), "against": hidden(page, "against"), "entries": [entry.code]}
    again = jo.post(next_page(), sent)
    assert "Say why it is offered all the same." in again.text
    assert "checked" in main(again)
    assert "Offered to: Mara" in jo.post(next_page(), sent | {"reason": WHY}, follow=True).text
    assert WaitlistOffer.objects.get().careful


def test_what_was_not_on_the_desks_page_is_read_first(jo: Browser) -> None:
    entry, page = waits("mara"), jo.get(next_page())
    sent = {"once": token(page), "against": "other", "entries": [entry.code], "reason": WHY}
    again = jo.post(next_page(), sent)
    assert "Read it once more." in again.text
    assert not WaitlistOffer.objects.exists()
    assert hidden(again, "against") == hidden(page, "against")


def test_the_client_ticks_what_is_to_be_minded_and_has_it(mara: Browser, offer: Any) -> None:
    page, take = mara.get("/wait/"), f"/wait/offers/{offer.code}/take/"
    assert SAID in page.text
    sent = {"once": token(page)}
    assert mara.post(take, sent).status_code == 422
    assert not Appointment.objects.exists()
    done = mara.post(take, sent | {f"accept_{tick(page)}": "on"})
    row = Appointment.objects.get()
    assert done["Location"] == mara.post(take, sent)["Location"] == f"/appointments/{row.code}/"


def test_a_caution_that_is_new_is_read_before_it_is_taken(
    mara: Browser, offer: Any, race: Race
) -> None:
    page = mara.get("/wait/")
    sent = {"once": token(page), f"accept_{tick(page)}": "on"}
    Race.objects.filter(pk=race.pk).update(name="Lake Run")
    again = mara.post(f"/wait/offers/{offer.code}/take/", sent)
    assert (again.status_code, "Lake Run" in again.text) == (422, True)
    assert not Appointment.objects.exists()


def test_a_yes_without_ticks_that_comes_late_hears_that_it_is_over(
    mara: Browser,
    offer: Any,
    clock: Any,  # noqa: F811
) -> None:
    sent = {"once": token(mara.get("/wait/"))}
    clock.move_to(offer.opening.until)
    answer = mara.post(f"/wait/offers/{offer.code}/take/", sent, follow=True)
    assert "The time for this offer is over" in answer.text


def pressed_as_it_changed(mara: Browser, offer: Any, race: Race, patch: Any) -> int:
    """Ticked as it was shown, while another caution takes its place."""
    page = mara.get("/wait/")
    old = cautions(offer_care.said(offer, OWN, studio.NOW))
    Race.objects.filter(pk=race.pk).update(name="Lake Run")
    patch.setattr(waitlist_taking, "cautions", lambda _said: old)
    sent = {"once": token(page), f"accept_{tick(page)}": "on"}
    return int(mara.post(f"/wait/offers/{offer.code}/take/", sent).status_code)


def test_what_changes_while_it_is_pressed_takes_the_yes_back(
    mara: Browser, offer: Any, race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pressed_as_it_changed(mara, offer, race, monkeypatch) == 422
    assert not Appointment.objects.exists()


def test_without_that_look_a_caution_would_be_taken_unread(
    mara: Browser, offer: Any, race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waitlist_taking, "seen", lambda _me, _form, row: row)
    assert pressed_as_it_changed(mara, offer, race, monkeypatch) == 302


def test_the_link_shows_no_yes_and_no_word_of_it(client: Browser, offer: Any) -> None:
    link = link_of(offer)
    page = main(client.get(link))
    assert "Sign in and read it" in page
    assert [word for word in ("Take it", "Marathon", SAID, WHY) if word in page] == []
    answer = client.post(link, {"answer": "yes"})
    assert (answer.status_code, "Sign in to see more" in answer.text) == (422, True)
    assert "You stay on the list" in main(client.post(link, {"answer": "no"}))


def test_the_desk_says_yes_for_somebody_on_the_telephone(jo: Browser, offer: Any) -> None:
    address = f"/desk/offers/{offer.code}/take/"
    assert address in jo.get("/desk/waitlist/").text
    page = jo.get(address)
    assert SAID in main(page)
    assert WHY not in page.text
    sent = {"once": token(page), "against": "other"}
    assert jo.post(address, sent).status_code == 422
    done = jo.post(address, sent | {"against": hidden(page, "against")}, follow=True)
    assert "Booked for Mara." in done.text
    row = Appointment.objects.get()
    assert (row.client, row.booked_by.name) == (offer.client, "Jo")
    assert "This offer is over, or taken." in jo.get(address, follow=True).text


def test_what_speaks_of_health_the_client_reads_and_the_desk_does_not(
    jo: Browser, offer: Any
) -> None:
    rows.answers(offer.client, ["numbness_below_knee"])
    page = main(jo.get(f"/desk/offers/{offer.code}/take/"))
    assert ("With care" in page, "numb" in page.lower()) == (True, False)
    jo.force_login(make.login_of(offer.client))
    assert "numb" in main(jo.get("/wait/")).lower()


def test_without_discretion_the_desk_would_hear_of_it(
    jo: Browser, offer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waitlist_offering, "AT_DESK", OWN)
    rows.answers(offer.client, ["numbness_below_knee"])
    assert "numb" in main(jo.get(f"/desk/offers/{offer.code}/take/")).lower()
