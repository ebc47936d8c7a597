"""`/appointments`: booking and looking."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import booking
from bookings.api.shapes import AppointmentInFull, AppointmentOut, RefusalBody, TakenBody
from bookings.models import Appointment, Service, Therapist
from clinic.foundation.models import Client, IdempotentCall, Look
from clinic.foundation.roles import Role
from protocols.models import RunnerProfile
from tests.bookings import studio
from tests.bookings.api.calls import Caller, body, error, local
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    """A client of a clinic with one therapist and one room."""
    studio.clinic()
    return make.client()


@pytest.fixture
def caller(mara: Client) -> Caller:
    return Caller(make.login_of(mara))


def test_a_client_books_and_is_told_all_of_it(mara: Client, caller: Caller) -> None:
    answer = caller.post("/appointments", body(at(1, 14)))

    told = answer.json()
    assert answer.status_code == 201
    assert AppointmentOut.model_validate(told).state == "confirmed"
    assert (told["start"], told["end"]) == (local(at(1, 14)), local(at(1, 15)))
    assert told["therapist"] == Therapist.objects.get().code
    assert told["price"] == {"amount": 9000, "currency": "EUR"}
    assert told["client"] == mara.code


def test_the_second_hears_taken_with_alternatives(caller: Caller) -> None:
    otto = Caller(make.user("otto", Role.CLIENT))
    caller.post("/appointments", body(at(1, 14)))

    answer = otto.post("/appointments", body(at(1, 14, 30)))

    assert error(answer) == (409, "taken", "start")
    near = TakenBody.model_validate(answer.json()).error.alternatives
    assert near is not None
    assert [slot.start for slot in near[:2]] == [local(at(1, 15, 15)), local(at(1, 15, 30))]
    assert len(near) == 5


def test_what_the_calendar_forbids_is_refused_with_its_reasons(caller: Caller) -> None:
    caller.post("/appointments", body(at(1, 14)))

    answer = caller.post("/appointments", body(at(1, 14, 15)))

    assert error(answer) == (422, "blocked", "start")
    reasons = RefusalBody.model_validate(answer.json()).error.reasons
    assert reasons is not None
    assert reasons[0].rule == "CLASH-3"


def test_a_caution_is_booked_once_it_is_accepted(caller: Caller) -> None:
    Service.objects.update(type="injury", kind="injury_massage")

    first = caller.post("/appointments", body(at(1, 14), depth="light"))
    then = caller.post("/appointments", body(at(1, 14), depth="light", accept_caution=True))

    assert error(first) == (422, "caution", "accept_caution")
    assert first.json()["error"]["reasons"]
    assert (then.status_code, then.json()["state"]) == (201, "review")


def test_the_same_call_again_books_nothing_and_tells_the_same(caller: Caller) -> None:
    first = caller.post("/appointments", body(at(1, 14)), key="k-1")
    again = caller.post("/appointments", body(at(1, 14)), key="k-1")

    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert Appointment.objects.count() == IdempotentCall.objects.count() == 1


def test_a_key_of_another_body_is_refused(caller: Caller) -> None:
    caller.post("/appointments", body(at(1, 14)), key="k-1")
    answer = caller.post("/appointments", body(at(1, 16)), key="k-1")
    assert error(answer) == (422, "key_reused", "Idempotency-Key")


def test_a_call_that_failed_may_come_again_under_its_key(caller: Caller) -> None:
    otto = Caller(make.user("otto", Role.CLIENT))
    made = otto.post("/appointments", body(at(1, 14))).json()
    refused = caller.post("/appointments", body(at(1, 14)), key="k-1")
    otto.post(f"/appointments/{made['code']}/cancel")

    answer = caller.post("/appointments", body(at(1, 14)), key="k-1")

    assert (refused.status_code, answer.status_code) == (409, 201)


@pytest.mark.parametrize(
    ("other", "status", "code", "field"),
    [
        ({"start": "2026-11-24T14:00:00"}, 422, "invalid", "start"),
        ({"start": "soon"}, 422, "invalid", "start"),
        ({"start": "9999-12-31T23:59:59-12:00"}, 422, "invalid", "start"),
        ({"start": 1_800_000_000}, 422, "invalid", "start"),
        ({"minutes": "60"}, 422, "invalid", "minutes"),
        ({"minutes": -60}, 422, "invalid", "minutes"),
        ({"minutes": 61}, 422, "invalid", "minutes"),
        ({"depth": "abyss"}, 422, "invalid", "depth"),
        ({"group_size": 3}, 422, "invalid", "group_size"),
        ({"note": "x" * 1001}, 422, "invalid", "note"),
        ({"note": "\x00"}, 422, "not_text", "note"),
        ({"note": "\ud800"}, 422, "invalid", "note"),
        ({"service": "\x00"}, 422, "invalid", "service"),
        ({"service": "nothing"}, 404, "not_found", None),
        ({"location": "nothing"}, 404, "not_found", None),
        ({"therapist": "nothing"}, 404, "not_found", None),
        ({"start": "2026-11-24T13:00:30Z"}, 422, "invalid", "start"),
        ({"start": "2026-11-24T13:05:00Z"}, 422, "grid", "start"),
        ({"start": "2026-11-24T04:00:00Z"}, 422, "closed", "start"),
        ({"start": "2026-11-23T09:15:00Z"}, 422, "notice", "start"),
        ({"start": "2026-11-22T10:00:00Z"}, 422, "notice", "start"),
        ({"start": "2030-11-22T10:00:00Z"}, 422, "horizon", "start"),
        ({"start": "1970-01-01T00:00:00Z"}, 422, "notice", "start"),
        ({"start": "2200-12-31T23:00:00Z"}, 422, "horizon", "start"),
        ({"waivers": ["NO-RULE"], "reason": "x"}, 422, "invalid", "waivers"),
    ],
)
def test_a_body_that_cannot_be_names_its_field(
    caller: Caller, other: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    answer = caller.post("/appointments", body(at(1, 14)) | other)
    assert error(answer) == (status, code, field)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "\x00"])
def test_what_is_no_body_is_refused(caller: Caller, text: str) -> None:
    assert error(caller.post("/appointments", text))[:2] == (422, "invalid")


@pytest.mark.parametrize(
    "name",
    ["state", "status", "price", "fee", "code", "booked_by", "paid_at", "id", "judged", "room"],
)
def test_what_only_the_clinic_decides_is_no_field(caller: Caller, name: str) -> None:
    answer = caller.post("/appointments", body(at(1, 14)) | {name: "confirmed"})
    assert error(answer) == (422, "invalid", name)


def test_a_client_can_name_no_other_client_and_waive_nothing(caller: Caller) -> None:
    otto = make.client("otto")
    foreign = caller.post("/appointments", body(at(1, 14), client=otto.code))
    nobody = caller.post("/appointments", body(at(1, 14), client="nobodyhere"))
    waived = caller.post("/appointments", body(at(1, 14), waivers=["PRE-1"], reason="please"))

    assert foreign.content == nobody.content
    assert foreign.status_code == 404
    assert error(waived) == (422, "invalid", "waivers")
    assert not Appointment.objects.exists()


def test_the_desk_books_for_a_client_and_waives_nothing(mara: Client) -> None:
    jo = Caller(make.user("jo", Role.DESK))
    unsaid = jo.post("/appointments", body(at(1, 14)))
    waived = jo.post("/appointments", body(at(1, 14), client=mara.code, waivers=["PRE-1"]))
    booked = jo.post("/appointments", body(at(0, 10), client=mara.code))

    assert error(unsaid) == (422, "invalid", "client")
    assert error(waived)[:2] == (403, "refused")
    assert (booked.status_code, booked.json()["client"]) == (201, mara.code)


def test_a_therapist_books_for_those_they_treat_alone(mara: Client) -> None:
    ana = Caller(Therapist.objects.get().user)
    before = ana.post("/appointments", body(at(2, 14), client=mara.code))
    booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)

    after = ana.post("/appointments", body(at(2, 14), client=mara.code))

    assert (before.status_code, after.status_code) == (404, 201)


def test_a_rule_that_is_none_cannot_be_waived(mara: Client) -> None:
    booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    ana = Caller(Therapist.objects.get().user)
    told = body(at(5, 14), client=mara.code, waivers=["NO-1"], reason="why not")
    assert error(ana.post("/appointments", told)) == (422, "invalid", "waivers")


def test_whoever_is_under_age_needs_a_guardian(mara: Client, caller: Caller) -> None:
    RunnerProfile.objects.create(client=mara, birth_year=2012)
    assert error(caller.post("/appointments", body(at(1, 14))))[:2] == (422, "guardian")


def test_the_note_is_told_to_its_client_and_that_is_a_look(mara: Client, caller: Caller) -> None:
    made = caller.post("/appointments", body(at(1, 14), note="the left calf")).json()

    told = caller.get(f"/appointments/{made['code']}").json()

    assert AppointmentInFull.model_validate(told)
    assert told["note"] == "the left calf"
    assert "note" not in made
    assert Look.objects.get().record == f"Appointment:{made['code']}"


def test_the_note_is_told_to_who_treats_and_not_to_the_desk(mara: Client, caller: Caller) -> None:
    made = caller.post("/appointments", body(at(1, 14), note="the left calf")).json()
    ana, jo = Therapist.objects.get().user, make.user("jo", Role.DESK)

    notes = [Caller(by).get(f"/appointments/{made['code']}").json()["note"] for by in (ana, jo)]

    assert notes == ["the left calf", None]
    assert [look.by for look in Look.objects.all()] == [ana]


def test_somebody_elses_appointment_is_as_if_not_there(caller: Caller) -> None:
    code = caller.post("/appointments", body(at(1, 14))).json()["code"]
    otto = Caller(make.user("otto", Role.CLIENT))

    def ask(call: str, code: str) -> Any:
        if call == "":
            return otto.get(f"/appointments/{code}")
        told = {"start": local(at(2, 14))} if call == "/move" else {}
        return otto.post(f"/appointments/{code}{call}", told)

    for call in ("", "/move", "/cancel", "/undo"):
        foreign, missing = ask(call, code), ask(call, "nothinghere")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.content == missing.content


@pytest.mark.parametrize("call", ["GET ", "POST ", "GET /c", "POST /c/move", "POST /c/cancel"])
def test_strangers_hear_401_and_former_staff_403(call: str) -> None:
    method, path = call.split(" ")
    stranger, otto = Caller(None), Caller(make.former_staff())
    met = [
        caller.get(f"/appointments{path}")
        if method == "GET"
        else caller.post(f"/appointments{path}", {})
        for caller in (stranger, otto)
    ]
    assert [answer.status_code for answer in met] == [401, 403]


def test_a_browser_without_its_csrf_token_writes_nothing(mara: Client) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(make.login_of(mara))
    answer = browser.post("/api/v1/appointments", body(at(1, 14)), "application/json")
    assert error(answer)[:2] == (403, "csrf")
