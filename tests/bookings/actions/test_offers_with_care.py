"""The desk may offer what wants care, with a reason: it is read before it is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bookings.actions import booking, changing, offering, offers
from bookings.core.holders import Holder
from bookings.models import Appointment, WaitlistOffer
from bookings.queries import waitlist_next, waitlist_order
from clinic.foundation.actions import tokens
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.queries import access
from protocols.models import Race
from tests.bookings import season, studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.waiting import letter, offered, waits
from tests.bookings.waits import passed, stretch
from tests.clinic import make

pytestmark = pytest.mark.django_db
WHY = "She rang, and knows"
NEAR, TOO_NEAR, FAR = 7, 3, 30  # days to a race after which an hour in two days wants care, …


@pytest.fixture(autouse=True)
def race() -> Race:
    """Mara's, in a week: an hour in two days would be long."""
    return season.race(season.mara(therapists=1, rooms=1), NEAR)


def judged(row: Appointment) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(access.open_unseen(row.client, [row])[0]["judged"])
    return found


def test_by_itself_the_waitlist_offers_nothing_that_wants_care(race: Race) -> None:
    waits("mara")
    wish = wanted(make.client("otto"), at(2, 14), staff=True)
    row = booking.book(by=studio.desk(), wanted=wish, now=NOW)
    changing.cancel(by=studio.desk(), appointment=row, now=NOW)
    passed()
    assert not WaitlistOffer.objects.exists()
    told = waitlist_next.following(stretch(at(2, 14)), "Europe/Berlin", NOW)
    assert [(one.verdict, "keep it to 45 min" in one.minded) for one in told] == [("caution", True)]


def test_the_desk_offers_it_with_a_reason_that_is_kept_sealed() -> None:
    entry = waits("mara")
    with pytest.raises(Invalid) as asked:
        offered(entry, reason=" ")
    assert (asked.value.code, asked.value.field) == ("caution", "reason")
    offer = offered(entry, reason=WHY)
    assert offer.careful
    assert access.open_unseen(offer.client, [offer]) == [{"reason": WHY}]
    row = offers.take(by=studio.desk(), offer=offer, now=NOW, accept_caution=True)
    assert (judged(row)["reason"], judged(row)["said"]["verdict"]) == (WHY, "caution")


def test_what_the_rules_block_is_offered_by_nobody(race: Race) -> None:
    entry = waits("mara")
    season.move_race(race, TOO_NEAR)
    with pytest.raises(Conflict):
        offered(entry, reason=WHY)


def test_a_reason_makes_no_care_where_none_is_needed() -> None:
    assert not offered(waits("ben"), reason=WHY).careful


def test_the_client_takes_it_once_the_caution_is_accepted() -> None:
    offer = offered(waits("mara"), reason=WHY)
    login = make.login_of(offer.client)
    with pytest.raises(Invalid) as asked:
        offers.take(by=login, offer=offer, now=NOW)
    assert asked.value.code == "caution"
    assert offers.take(by=login, offer=offer, now=NOW, accept_caution=True).state == "confirmed"


def test_the_link_neither_takes_it_nor_tells_of_it() -> None:
    offer = offered(waits("mara"), reason=WHY)
    secret = tokens.issue_for(
        errand="e", purpose="offer", about=offer.code, until=offer.start_at, now=NOW
    )
    holder = Holder(secret, 0, offer.client_id, offer=offer.pk)
    with pytest.raises(Invalid) as asked:
        offers.take(by=holder, offer=offer, now=NOW, accept_caution=True)
    assert asked.value.code == "sign_in"
    assert "reasons" not in asked.value.more
    said = letter(offer)
    assert "sign in or ring us" in said.text
    assert [w for w in (WHY, "Marathon", "care", "no password") if w in said.text + said.html] == []


def test_at_the_yes_it_is_judged_once_more(race: Race) -> None:
    offer = offered(waits("mara"), reason=WHY)
    login = make.login_of(offer.client)
    season.move_race(race, TOO_NEAR)
    with pytest.raises(Invalid) as refused:
        offers.take(by=login, offer=offer, now=NOW, accept_caution=True)
    assert refused.value.code == "unfit"
    season.move_race(race, FAR)
    assert judged(offers.take(by=login, offer=offer, now=NOW))["said"]["verdict"] != "caution"


def test_what_was_offered_without_care_is_not_taken_with_it(race: Race) -> None:
    season.move_race(race, FAR)
    offer = offered(waits("mara"))
    season.move_race(race, NEAR)
    with pytest.raises(Invalid) as refused:
        offers.take(by=make.login_of(offer.client), offer=offer, now=NOW, accept_caution=True)
    assert refused.value.code == "unfit"


def test_without_the_desks_guard_what_wants_care_would_go_out_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = waitlist_order.fitting
    monkeypatch.setattr(
        offering, "fitting", lambda *told, **more: real(*told, **more | {"careful": True})
    )
    with pytest.raises(AssertionError):
        test_by_itself_the_waitlist_offers_nothing_that_wants_care(Race.objects.get())
