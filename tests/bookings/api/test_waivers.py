"""Who may go past a rule, and who hears why."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import booking
from bookings.models import Appointment, Service, Therapist
from bookings.queries import plans
from clinic.foundation.models import Client
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.actions import screenings
from protocols.models import Race
from tests.bookings import studio
from tests.bookings.api.calls import Caller, body, error, slots
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
RACE = at(5, 9)
DEEP = {"depth": "deep", "accept_caution": True}


@pytest.fixture
def mara() -> Client:
    """A client whom Ana treats, with a marathon in five days: deep work before it is blocked."""
    studio.clinic()
    made = make.client()
    by = make.login_of(made)
    booking.book(by=by, wanted=wanted(made, at(1, 9), depth="light"), now=NOW)
    Race.objects.create(
        client=made,
        name="City marathon",
        zone="Europe/Berlin",
        start_at=RACE,
        local_start=(RACE + timedelta(hours=1)).replace(tzinfo=None),
        expected_minutes=240,
        priority="A",
        terrain="flat",
        status="planned",
    )
    return made


@pytest.fixture
def ana(mara: Client) -> Caller:
    return Caller(Therapist.objects.get().user)


def rules_in_the_way(answer: Any) -> list[str]:
    reasons = answer.json()["error"]["reasons"]
    return [reason["rule"] for reason in reasons if reason["effect"] == "blocked"]


def test_who_treats_waives_what_blocks_and_says_why(mara: Client, ana: Caller) -> None:
    told = body(at(4, 14), client=mara.code, **DEEP)
    blocked = ana.post("/appointments", told)
    rules = rules_in_the_way(blocked)

    answer = ana.post(
        "/appointments", told | {"waivers": rules, "reason": "a light touch on calves"}
    )

    assert error(blocked)[:2] == (422, "blocked")
    assert answer.status_code == 201
    assert "waivers" not in answer.json()  # an id can tell of an injury


def test_a_waiver_and_its_reason_are_sealed_with_the_judgement(mara: Client, ana: Caller) -> None:
    told = body(at(4, 14), client=mara.code, **DEEP)
    rules = rules_in_the_way(ana.post("/appointments", told))
    ana.post("/appointments", told | {"waivers": rules, "reason": "a light touch on calves"})

    row = Appointment.objects.latest("pk")
    kept = json.loads(access.read_health(make.login_of(mara), row, "to see", now=NOW)["judged"])

    assert kept["waivers"] == rules
    assert kept["reason"] == "a light touch on calves"
    assert kept["said"]["verdict"] == "caution"
    assert kept["case"]["races"][0]["name"] == "City marathon"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_waiver_needs_a_reason(mara: Client, ana: Caller, reason: str) -> None:
    told = body(at(4, 14), client=mara.code, **DEEP, waivers=["PRE-1"], reason=reason)
    assert error(ana.post("/appointments", told)) == (422, "invalid", "reason")


def test_without_its_waiver_a_block_stays_for_therapists_too(mara: Client, ana: Caller) -> None:
    told = body(at(4, 14), client=mara.code, **DEEP, waivers=["FREQ-1"], reason="another rule")
    assert error(ana.post("/appointments", told))[:2] == (422, "blocked")


def test_the_desk_may_not_waive_and_a_client_cannot(mara: Client) -> None:
    told = body(at(4, 14), **DEEP, waivers=["PRE-1"], reason="please")
    own = Caller(make.login_of(mara)).post("/appointments", told)
    jo = Caller(make.user("jo", Role.DESK))

    assert error(own) == (422, "invalid", "waivers")
    assert error(jo.post("/appointments", told | {"client": mara.code}))[:2] == (403, "refused")
    assert Appointment.objects.count() == 1


def test_without_the_guard_a_client_would_waive_a_rule(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bookings.queries import standing

    monkeypatch.setattr(
        standing, "standing", lambda *args: standing.Standing(own=True, desk=False, treats=True)
    )
    caller = Caller(make.login_of(mara))
    told = body(at(4, 14), **DEEP)
    rules = rules_in_the_way(caller.post("/appointments", told))
    answer = caller.post("/appointments", told | {"waivers": rules, "reason": "please"})
    assert answer.status_code == 201


def test_a_move_is_waived_as_a_booking_is(mara: Client, ana: Caller) -> None:
    row = Appointment.objects.get()
    Appointment.objects.update(depth="deep")
    told = {"start": at(4, 14).isoformat(), "accept_caution": True}
    blocked = ana.post(f"/appointments/{row.code}/move", told)
    waived = {"waivers": rules_in_the_way(blocked), "reason": "as agreed"}

    answer = ana.post(f"/appointments/{row.code}/move", told | waived)

    assert answer.status_code == 200
    assert plans.waived(Appointment.objects.get()) == tuple(waived["waivers"])


def test_a_flag_is_told_to_its_client_and_who_treats_and_hidden_from_the_desk(
    mara: Client, ana: Caller
) -> None:
    by = make.login_of(mara)
    screenings.give(by=by, client=mara, codes=["anticoagulant"], now=NOW)
    ask = slots(depth="deep", include_blocked="1", **{"from": "2026-12-20"})

    def first(caller: Caller, **query: Any) -> Any:
        return caller.get("/slots", **ask, **query).json()["slots"][0]

    own = first(Caller(by))
    treating = first(ana, client=mara.code)
    desk = first(Caller(make.user("jo", Role.DESK)), client=mara.code)

    assert "FLAG-4" in [reason["rule"] for reason in own["reasons"]]
    assert treating["reasons"] == own["reasons"]
    assert "FLAG-4" not in str(desk)
    assert "blood" not in str(desk)
    assert "REVIEW" in [reason["rule"] for reason in desk["reasons"]]
    assert desk["verdict"] == own["verdict"]


def test_what_the_desk_hears_of_a_refusal_is_discreet_too(mara: Client) -> None:
    by = make.login_of(mara)
    screenings.give(by=by, client=mara, codes=["anticoagulant"], now=NOW)
    jo = Caller(make.user("jo", Role.DESK))
    refused = jo.post("/appointments", body(at(27, 14), client=mara.code, depth="deep"))
    assert error(refused)[:2] == (422, "blocked")
    assert "FLAG-4" not in refused.text
    assert "REVIEW" in refused.text


def test_flags_that_ask_for_it_are_booked_as_review(mara: Client) -> None:
    by = make.login_of(mara)
    screenings.give(by=by, client=mara, codes=["numbness_below_knee"], now=NOW)
    told = body(at(3, 14), depth="light", accept_caution=True)
    answer = Caller(by).post("/appointments", told)
    assert (answer.status_code, answer.json()["state"]) == (201, "review")


@pytest.mark.parametrize("answered", [False, True])
def test_an_injury_session_without_fresh_answers_is_a_review(mara: Client, answered: bool) -> None:
    by = make.login_of(mara)
    Service.objects.update(type="injury")
    if answered:
        screenings.give(by=by, client=mara, codes=[], now=NOW)
    told = body(at(12, 14), depth="light", accept_caution=True)
    state = Caller(by).post("/appointments", told).json()["state"]
    assert state == ("confirmed" if answered else "review")
