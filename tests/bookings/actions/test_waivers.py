"""The desk asks a therapist to waive what blocks a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing, waivers
from bookings.models import Appointment, Room, Therapist, WaiverRequest
from bookings.queries import plans
from bookings.queries import waivers as queries
from bookings.queries.appointments import codes_of
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from tests.bookings import studio
from tests.bookings.studio import NOW, at, desk, wanted
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
GRANT = {"waive": ["PRE-1"], "reason": "She knows her legs."}


@pytest.fixture
def mara() -> Client:
    """A client whom Ana treats, with a race on Thursday."""
    studio.clinic(therapists=2, rooms=2)
    mara = make.client()
    booked(mara, at(20, 14))
    rows.race(mara, name="Big Race", local_start=datetime(2026, 11, 26, 9), priority="A")
    return mara


def booked(client: Client, start: datetime) -> Appointment:
    wish = wanted(client, start, therapist=code_of("Ana"), depth="deep", accept_caution=True)
    return booking.book(by=desk(), wanted=wish, now=NOW)


def code_of(name: str) -> str:
    return Therapist.objects.get(user__name=name).code


def login(name: str) -> User:
    return User.objects.get(name=name)


def asked(client: Client, whom: str = "Ana", **other: Any) -> WaiverRequest:
    """Deep work on the day before the race."""
    told = {"therapist": code_of(whom), "depth": "deep"} | other
    wish = wanted(client, told.pop("start", at(2, 14)), **told)
    return waivers.ask(by=desk(), wanted=wish, now=NOW)


def granted(request: WaiverRequest, **other: Any) -> Appointment:
    told: dict[str, Any] = {"by": login("Ana"), "now": NOW} | GRANT | other
    return waivers.grant(request=request, **told)


def test_what_is_granted_is_booked_with_its_waiver(mara: Client) -> None:
    request = asked(mara)

    row = granted(request)

    request.refresh_from_db()
    assert (request.state, request.answered_at) == ("granted", NOW)
    assert (row.start_at, plans.waived(row)) == (at(2, 14), ("PRE-1",))
    assert plans.as_booked(row).reason == "She knows her legs."
    assert [t.code for t in Therapist.objects.filter(resource__occupancies__appointment=row)] == [
        code_of("Ana")
    ]


def test_a_session_is_moved_to_the_time_that_was_waived(mara: Client) -> None:
    row = Appointment.objects.get()
    wish = plans.as_booked(row, start=at(2, 14), therapist=code_of("Ana"), waivers=())
    request = waivers.ask(by=desk(), wanted=wish, now=NOW)

    moved = granted(request)

    assert (moved.pk, moved.start_at, plans.waived(moved)) == (row.pk, at(2, 14), ("PRE-1",))


def test_asked_twice_it_is_one_request(mara: Client) -> None:
    assert asked(mara) == asked(mara)
    assert asked(mara, start=at(2, 15)) != asked(mara)


def test_what_no_waiver_is_needed_for_or_can_help_is_not_asked(mara: Client) -> None:
    with pytest.raises(Invalid) as needless:
        asked(mara, start=at(10, 14))
    with pytest.raises(Invalid) as helpless:
        asked(mara, start=at(20, 14))  # in their own other session
    assert (needless.value.code, helpless.value.code) == ("not_blocked", "not_waivable")


def test_who_never_treated_the_client_is_not_asked_and_who_has_is_named(mara: Client) -> None:
    with pytest.raises(Invalid, match="It can be asked with Ana as the therapist") as refused:
        asked(mara, "Ben")
    assert refused.value.code == "not_theirs"
    Appointment.objects.update(state="cancelled")
    with pytest.raises(Invalid, match="Nobody here has"):
        asked(mara, "Ben")


def test_for_what_is_off_no_waiver_is_asked(mara: Client) -> None:
    row = Appointment.objects.get()
    wish = plans.as_booked(row, start=at(2, 14), therapist=code_of("Ana"), waivers=())
    Appointment.objects.update(state="cancelled")
    with pytest.raises(Conflict, match="not to come any more"):
        waivers.ask(by=desk(), wanted=wish, now=NOW)


def test_two_who_work_together_stay_together_if_one_of_them_waives(mara: Client) -> None:
    row = couple(mara)
    team = codes_of(row)[0]
    Therapist.objects.update(position=1)
    studio.therapist(row.location, "cem")  # who would be asked before Ben
    wish = plans.as_booked(row, start=at(2, 14), therapist=code_of("Ana"), waivers=())
    moved = granted(waivers.ask(by=desk(), wanted=wish, now=NOW))
    assert codes_of(moved)[0] == team


def couple(client: Client) -> Appointment:
    """A session with both Ana and Ben in three weeks."""
    Room.objects.update(tables=2)
    both = studio.service("Couples", therapists=2, group_least=2, group_most=2)
    wish = wanted(client, at(22, 14), service=both, group_size=2, depth="deep", accept_caution=True)
    return booking.book(by=desk(), wanted=wish, now=NOW)


def test_only_the_desk_asks_and_withdraws(mara: Client) -> None:
    wish = wanted(mara, at(2, 14), therapist=code_of("Ana"), depth="deep")
    for who in (make.login_of(mara), login("Ana")):
        with pytest.raises(Refused):
            waivers.ask(by=who, wanted=wish, now=NOW)
    request = asked(mara)
    with pytest.raises(Refused):
        waivers.withdraw(by=login("Ana"), request=request, now=NOW)
    assert waivers.withdraw(by=desk(), request=request, now=NOW).state == "withdrawn"


@pytest.mark.parametrize("who", ["Ben", "Jo", "Mara"])
def test_nobody_but_who_was_asked_answers(mara: Client, who: str) -> None:
    request = asked(mara)
    with pytest.raises(NotFound):
        granted(request, by=login(who))
    with pytest.raises(NotFound):
        declined(request, login(who))
    assert WaiverRequest.objects.get().state == "open"


def declined(request: WaiverRequest, by: User) -> WaiverRequest:
    return waivers.decline(by=by, request=request, now=NOW)


def test_without_that_look_the_desk_could_decline_for_them(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "must_be_theirs", lambda by, request, now: None)
    assert declined(asked(mara), desk()).state == "declined"


def test_who_treats_the_client_no_more_is_asked_in_vain(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked(mara)
    monkeypatch.setattr(access, "treats", lambda by, client, now: False)
    with pytest.raises(NotFound):
        granted(request)


@pytest.mark.parametrize("state", ["declined", "withdrawn", "granted"])
def test_what_was_answered_is_not_answered_again(mara: Client, state: str) -> None:
    request = asked(mara)
    WaiverRequest.objects.update(state=state)
    with pytest.raises(Conflict):
        granted(request)
    assert Appointment.objects.count() == 1


def test_past_its_start_it_is_over(mara: Client) -> None:
    request = asked(mara)
    with pytest.raises((Conflict, Invalid)):
        granted(request, now=at(2, 14))
    assert queries.mine(login("Ana"), at(2, 14)) == []


def test_a_waiver_without_a_reason_is_none(mara: Client) -> None:
    with pytest.raises(Invalid) as refused:
        granted(asked(mara), reason=" ")
    assert refused.value.field == "reason"
    assert WaiverRequest.objects.get().state == "open"


@pytest.mark.parametrize("number", [1, 3])
def test_open_requests_are_found_in_one_query(
    mara: Client, number: int, django_assert_num_queries: Any
) -> None:
    for n in range(number):
        asked(mara, start=at(2, 14, 15 * n))
    ana = login("Ana")
    with django_assert_num_queries(1):
        mine = [(one.row.asked_by.name, one.row.client.name) for one in queries.mine(ana, NOW)]
    with django_assert_num_queries(1):
        told = [str(one.row.therapist) for one in queries.open_for([mara.pk], NOW)]
    assert (mine, told) == ([("Jo", "Mara")] * number, ["Ana"] * number)


def test_moved_ones_tell_where_they_were(mara: Client) -> None:
    wish = plans.as_booked(Appointment.objects.get(), start=at(2, 14), therapist=code_of("Ana"))
    waivers.ask(by=desk(), wanted=wish, now=NOW)
    (told,) = queries.mine(login("Ana"), NOW)
    assert (told.at, told.before) == (datetime(2026, 11, 25, 14), datetime(2026, 12, 13, 14))


def test_an_undo_knows_what_had_been_waived(mara: Client) -> None:
    row = granted(asked(mara))
    wish = plans.as_booked(row, start=at(10, 10), waivers=())
    changing.move(by=desk(), wanted=wish, now=NOW)

    changing.undo(by=desk(), appointment=row, now=NOW + timedelta(minutes=1))

    row.refresh_from_db()
    assert (row.start_at, plans.waived(row)) == (at(2, 14), ("PRE-1",))
