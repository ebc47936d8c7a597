"""Holds, looks and waits that outlive what they were taken for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.actions import booking, changing, clocks, reviewing, visits
from bookings.models import (
    Appointment,
    Closure,
    Location,
    Occupancy,
    Service,
    Shift,
    Therapist,
)
from bookings.queries import plans
from bookings.queries.search import search
from bookings.queries.standing import Standing
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.actions import screenings
from protocols.core import zones
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=11)
SOON = NOW + timedelta(minutes=1)
OWN = Standing(own=True, desk=False, treats=False)


@pytest.fixture
def mara() -> Client:
    studio.clinic()
    return make.client()


def held(mara: Client, **other: object) -> tuple[Appointment, plans.Wanted]:
    wish = wanted(mara, at(1, 14), **other)
    return booking.hold(by=make.login_of(mara), wanted=wish, now=NOW), wish


def booked(mara: Client, day: int = 1) -> Appointment:
    return booking.book(by=make.login_of(mara), wanted=wanted(mara, at(day, 14)), now=NOW)


@pytest.mark.parametrize("shared", ["therapist", "room"])
def test_a_lapsed_hold_of_which_half_is_taken_is_not_booked(mara: Client, shared: str) -> None:
    """Somebody took its therapist in another room, or its room with another therapist."""
    row, wish = held(mara)
    where, otto = Location.objects.get(), make.client("otto")
    bars = studio.service("Ashiatsu", features=["bars"] if shared == "therapist" else [])
    if shared == "therapist":
        studio.room(where, "Bars", features=["bars"])
    else:
        Therapist.objects.update(active=False)
        studio.therapist(where, "ben")
    other = wanted(otto, at(1, 14), service=bars)
    booking.book(by=make.login_of(otto), wanted=other, now=LATER)
    Therapist.objects.update(active=True)

    with pytest.raises(Conflict) as refused:
        booking.confirm(by=make.login_of(mara), appointment=row, wanted=wish, now=LATER)

    assert refused.value.code == "taken"


def test_a_lapsed_hold_of_which_nothing_is_taken_is_booked_with_the_same(mara: Client) -> None:
    studio.therapist(Location.objects.get(), "ben")
    row, wish = held(mara)
    before = set(row.occupancies.values_list("resource_id", flat=True))

    made = booking.confirm(by=make.login_of(mara), appointment=row, wanted=wish, now=LATER)

    assert (made.code, made.state) == (row.code, "confirmed")
    now_taken = made.occupancies.filter(live=True, expires_at=None)
    assert set(now_taken.values_list("resource_id", flat=True)) == before


def test_a_hold_makes_no_gap_in_a_time_off(mara: Client) -> None:
    row, wish = held(mara)
    ana, otto = Therapist.objects.get(), make.client("otto")
    studio.off(ana, at(1, 9), at(1, 21))

    for who, now in ((otto, LATER), (otto, SOON)):
        with pytest.raises(Conflict):
            booking.book(by=make.login_of(who), wanted=wanted(who, at(1, 14)), now=now)
    with pytest.raises(Conflict):
        booking.confirm(by=make.login_of(mara), appointment=row, wanted=wish, now=SOON)


def test_a_lapsed_hold_does_not_outlive_the_notice(mara: Client) -> None:
    row, wish = held(mara)
    with pytest.raises(Invalid) as refused:
        booking.confirm(by=make.login_of(mara), appointment=row, wanted=wish, now=at(1, 13, 55))
    assert refused.value.code == "notice"


def test_a_lapsed_hold_does_not_outlive_a_closure(mara: Client) -> None:
    row, wish = held(mara)
    day = at(1, 14).date()
    Closure.objects.create(location=Location.objects.get(), name="x", first_day=day, last_day=day)
    with pytest.raises(Invalid):
        booking.confirm(by=make.login_of(mara), appointment=row, wanted=wish, now=LATER)


def test_what_the_runner_needs_by_now_is_asked_of_the_held_therapist(mara: Client) -> None:
    row, wish = held(mara, depth="light", accept_caution=True)
    by = make.login_of(mara)
    screenings.give(by=by, client=mara, codes=["pregnancy"], now=NOW)
    with pytest.raises(Conflict):
        booking.confirm(by=by, appointment=row, wanted=wish, now=NOW)


def test_a_look_that_was_asked_for_is_not_lost_by_a_move(mara: Client) -> None:
    """The answers that asked for it hold for seven days; the session is moved on the eighth."""
    by, row = make.login_of(mara), booked(mara, 20)
    Appointment.objects.update(state="review")
    wish = plans.as_booked(Appointment.objects.get(), start=at(21, 14), accept_caution=True)
    moved = changing.move(by=by, wanted=wish, now=NOW + timedelta(days=8))
    assert (moved.pk, moved.state) == (row.pk, "review")


@pytest.mark.parametrize(
    ("code", "stays"), [("calf_clot_signs", True), ("anticoagulant", True), ("short_sleep", False)]
)
def test_what_keeps_a_session_away_is_not_answered_away(
    mara: Client, code: str, stays: bool
) -> None:
    by = make.login_of(mara)
    screenings.give(by=by, client=mara, codes=[code], now=NOW)
    screenings.give(by=by, client=mara, codes=[], now=SOON)
    stands = plans.judged(wanted(mara, at(1, 14), depth="deep"), OWN, now=SOON)
    assert (code in stands.case["screening"]) is stays


def test_a_client_does_not_undo_what_the_clinic_cancelled(mara: Client) -> None:
    row, ana = booked(mara), Therapist.objects.get()
    changing.cancel(by=ana.user, appointment=row, now=NOW, our_doing=True)
    with pytest.raises(Invalid) as refused:
        changing.undo(by=make.login_of(mara), appointment=row, now=SOON)
    assert refused.value.code == "nothing_to_undo"


def test_the_desk_undoes_what_anybody_did(mara: Client) -> None:
    row = booked(mara)
    changing.cancel(by=make.login_of(mara), appointment=row, now=NOW)
    back = changing.undo(by=make.user("jo", Role.DESK), appointment=row, now=SOON)
    assert back.state == "confirmed"


def test_an_undo_is_judged_by_what_is_known_now(mara: Client) -> None:
    row, by = booked(mara), make.login_of(mara)
    changing.cancel(by=by, appointment=row, now=NOW)
    screenings.give(by=by, client=mara, codes=["fever"], now=NOW)
    with pytest.raises(Invalid) as refused:
        changing.undo(by=by, appointment=row, now=SOON)
    assert refused.value.code == "blocked"


def test_a_review_cannot_be_accepted_while_something_blocks_it(mara: Client) -> None:
    row, ana = booked(mara), Therapist.objects.get()
    Appointment.objects.update(state="review")
    screenings.give(by=make.login_of(mara), client=mara, codes=["fever"], now=NOW)
    with pytest.raises(Invalid) as refused:
        reviewing.accept(by=ana.user, appointment=row, seen=["fever"], unanswered=False, now=SOON)
    assert refused.value.code == "blocked"


def test_the_terms_are_those_of_the_day_it_was_booked(mara: Client) -> None:
    row = booked(mara, 2)
    Service.objects.update(change_hours=96, late_fee_percent=100)
    done = changing.cancel(by=make.login_of(mara), appointment=row, now=NOW)
    assert (done.state, done.fee) == ("cancelled", 0)


def test_a_move_takes_the_buffers_that_the_search_reckoned_with(mara: Client) -> None:
    row, otto = booked(mara, 1), make.client("otto")
    Service.objects.update(buffer_after=0)
    booking.book(by=make.login_of(otto), wanted=wanted(otto, at(2, 15)), now=NOW)
    wish = plans.as_booked(Appointment.objects.get(pk=row.pk), start=at(2, 14))
    assert at(2, 14) in [offer.start for offer in search(wish.ask(staff=False), now=NOW).open]
    assert changing.move(by=make.login_of(mara), wanted=wish, now=NOW).start_at == at(2, 14)


def test_what_was_paid_as_a_fee_does_not_become_a_visit(mara: Client) -> None:
    row, jo = booked(mara, 0), make.user("jo", Role.DESK)
    visits.mark(by=jo, appointment=row, state="no_show", now=at(0, 14, 20))
    visits.pay(by=jo, appointment=row, how="cash", now=at(0, 14, 21))
    with pytest.raises(Conflict):
        visits.mark(by=jo, appointment=row, state="arrived", now=at(0, 14, 22))


def test_a_session_of_a_studio_out_of_use_can_still_be_judged(mara: Client) -> None:
    row = booked(mara)
    Location.objects.update(active=False)
    assert plans.judged(plans.as_booked(row), OWN, now=NOW).said["verdict"]


def slip(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """This zone takes the clock of Athens."""
    load = zones.load
    moved = {zone: "Europe/Athens"}
    monkeypatch.setattr(zones, "load", lambda name: load(moved.get(name, name)))


def test_a_session_inside_a_time_off_goes_back_to_its_time(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, ana = booked(mara), Therapist.objects.get()
    studio.off(ana, at(1, 9), at(1, 21))
    slip(monkeypatch, "Europe/Berlin")
    assert clocks.keep_wall_time(now=NOW) == 1
    assert Appointment.objects.get().start_at == row.start_at - timedelta(hours=1)
    assert Occupancy.objects.filter(time_off__isnull=False, live=True).count() == 2


def test_one_that_cannot_go_back_does_not_keep_the_others(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session in a studio of another zone stands where the first would go."""
    ana, other = Therapist.objects.get(), studio.location("Elsewhere", zone="Africa/Cairo")
    where = Location.objects.exclude(pk=other.pk).get()
    studio.room(other, "R")
    Shift.objects.create(therapist=ana, location=other, hours=studio.ALWAYS)
    Therapist.objects.update(travel_minutes=0)
    otto, eva = make.client("otto"), make.client("eva")
    for who, start, place in ((mara, at(1, 14), where), (otto, at(1, 12, 45), other)):
        wish = wanted(who, start, location=place.code)
        booking.book(by=make.login_of(who), wanted=wish, now=NOW)
    free = booking.book(
        by=make.login_of(eva), wanted=wanted(eva, at(2, 14), location=where.code), now=NOW
    )
    slip(monkeypatch, "Europe/Berlin")

    clocks.keep_wall_time(now=NOW)

    free.refresh_from_db()
    assert free.start_at == at(2, 14) - timedelta(hours=1)
