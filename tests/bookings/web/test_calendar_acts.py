"""What the calendar does: each act answers with what to say, the way back, or what else there is."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import history
from bookings.forms import calendar as forms
from bookings.models import Appointment, Location, Therapist
from bookings.queries import plans
from bookings.queries.appointments import codes_of
from clinic.foundation.codes import new_code
from clinic.foundation.errors import Invalid
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import booked, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=2, rooms=2)
    return signed_in(desk())


@pytest.fixture
def row(jo: Browser) -> Appointment:
    """Mara's hour with Ana on Wednesday at 14:00."""
    return booked(make.client(), at(2, 14), therapist=code_of("Ana"), depth="light")


def code_of(name: str) -> str:
    return Therapist.objects.get(user__name=name).code


def sent(browser: Browser, row: Appointment, act: str, **body: Any) -> Any:
    told = {"once": new_code(), "seen": 1} | body
    where = f"/desk/calendar/{row.code}/{act}/"
    return browser.post(where, json.dumps(told), content_type="application/json")


def error(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()["error"]


def race(row: Appointment, day: int = 26) -> None:
    """A race: deep work the day before is blocked, an hour of light work days before a caution."""
    start = datetime(2026, 11, day, 9)
    rows.race(row.client, name="Big Race", local_start=start, priority="A")


def test_a_drag_moves_it_and_tells_the_way_back(jo: Browser, row: Appointment) -> None:
    answer = sent(jo, row, "move", start="2026-11-27T11:00", therapist=code_of("Ben")).json()

    row.refresh_from_db()
    assert row.local_start == "2026-11-27T11:00"
    assert Therapist.objects.filter(resource__occupancies__appointment=row).get().user.name == "Ben"
    assert answer["message"] == "Moved to Fri 27 Nov, 11:00."
    assert answer["undo"] == {"url": f"/desk/calendar/{row.code}/undo/", "body": {"seen": 2}}
    assert (answer["session"]["c"], answer["session"]["n"]) == (row.code, 2)


def test_a_drag_in_time_alone_keeps_who_gives_it(jo: Browser, row: Appointment) -> None:
    for hour in (9, 10, 11, 12):
        assert sent(jo, row, "move", start=f"2026-11-27T{hour:02}:00", seen=None).status_code == 200
        taken = Therapist.objects.filter(resource__occupancies__appointment=row)
        assert [one.user.name for one in taken] == ["Ana"]


def test_both_of_a_team_stay_unless_somebody_else_is_named(jo: Browser) -> None:
    where = Location.objects.get()
    for name in ("cem", "dan"):
        studio.therapist(where, name)
    studio.off(Therapist.objects.get(user__name="Ana"), at(2, 14), at(2, 16))
    two = studio.service("Couples", therapists=2, kind="couples", type="none", depths=["light"])
    pair = booked(make.client(), at(2, 14), service=two, therapist=code_of("Cem"), depth="light")
    taken = Therapist.objects.filter(resource__occupancies__appointment=pair).order_by("pk")
    before = [one.user.name for one in taken]

    told = {"start": "2026-11-27T11:00", "room": codes_of(pair)[1][0]}  # one of its two
    assert sent(jo, pair, "move", **told).status_code == 200

    assert [one.user.name for one in taken.all()] == before == ["Ben", "Cem"]

    other = {"start": "2026-11-27T13:00", "therapist": code_of("Dan")}
    assert sent(jo, pair, "move", seen=2, **other).status_code == 200

    assert [one.user.name for one in taken.all()] == ["Ben", "Dan"]  # and not with Ana


def test_the_same_act_sent_twice_is_done_once(jo: Browser, row: Appointment) -> None:
    told = {"start": "2026-11-27T11:00", "once": "k"}
    first, again = sent(jo, row, "move", **told), sent(jo, row, "move", **told)
    assert (first.status_code, first.json()) == (200, again.json())
    assert row.history.count() == 2
    other = error(sent(jo, row, "move", **told | {"start": "2026-11-27T12:00"}), 422)
    assert other["code"] == "key_reused"


def test_two_desks_on_one_session_the_second_sees_what_the_first_did(
    jo: Browser, row: Appointment
) -> None:
    sent(jo, row, "move", start="2026-11-27T11:00")
    told = error(sent(jo, row, "move", start="2026-11-27T12:00"), 409)
    assert (told["code"], told["session"]["n"], told["last"]["did"]) == ("changed", 2, "moved")
    assert told["message"].startswith("Jo has changed this session")


def test_without_what_was_seen_the_second_would_undo_the_first(
    jo: Browser, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "as_seen", lambda row, seen: None)
    sent(jo, row, "move", start="2026-11-27T11:00")
    assert sent(jo, row, "move", start="2026-11-27T12:00").status_code == 200


def test_what_is_taken_says_why_and_what_is_near(jo: Browser, row: Appointment) -> None:
    booked(make.client("otto"), at(4, 11), therapist=code_of("Ana"), depth="light")
    told = error(sent(jo, row, "move", start="2026-11-27T11:00"), 409)
    assert (told["code"], told["cause"], told["message"]) == ("taken", "busy", "Ana is taken then.")
    near = [each["start"] for each in told["alternatives"]]
    assert len(near) == 5
    assert "2026-11-27T12:15" in near
    assert set(told["alternatives"][0]) == {"start", "therapist", "verdict"}


def test_a_blocked_time_says_what_is_near_and_nothing_moves(jo: Browser, row: Appointment) -> None:
    Appointment.objects.filter(pk=row.pk).update(depth="deep")
    race(row)
    told = error(sent(jo, row, "move", start="2026-11-25T15:00"), 422)
    assert told["code"] == "blocked"
    assert told["alternatives"]
    assert told["sentences"]
    row.refresh_from_db()
    assert (row.local_start, row.history.count()) == ("2026-11-25T14:00", 1)


def test_a_caution_wants_a_reason_that_is_sealed_with_it(jo: Browser, row: Appointment) -> None:
    race(row, 29)
    told = error(sent(jo, row, "move", start="2026-11-25T15:00"), 422)
    assert (told["code"], told["field"]) == ("caution", "accept_caution")
    assert told["sentences"] == [told["message"]]

    agreed = {"accept_caution": True, "reason": "She knows, it is her wish"}
    assert sent(jo, row, "move", start="2026-11-25T15:00", **agreed).status_code == 200

    row.refresh_from_db()
    assert plans.as_booked(row).reason == agreed["reason"]


def test_an_accepted_caution_without_a_reason_is_none(jo: Browser, row: Appointment) -> None:
    body = {"start": "2026-11-25T15:00", "accept_caution": True, "reason": " "}
    assert error(sent(jo, row, "move", **body), 422)["field"] == "reason"


def test_without_that_question_no_reason_would_be_kept(
    jo: Browser, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms.CautionForm, "clean_reason", lambda form: "")
    body = {"start": "2026-11-25T15:00", "accept_caution": True, "reason": " "}
    assert sent(jo, row, "move", **body).status_code == 200


@pytest.mark.parametrize(
    "start", ["", "2026-11-27", "2026-11-27T11:00+01:00", "2026-13-01T10:00", "9999-11-27T10:00", 7]
)
def test_what_is_no_time_on_the_wall_is_refused(
    jo: Browser, row: Appointment, start: object
) -> None:
    assert error(sent(jo, row, "move", start=start), 422)["field"] == "start"


def test_a_time_that_the_clock_skips_does_not_exist() -> None:
    with pytest.raises(Invalid) as refused:
        forms.moment(datetime(2027, 3, 28, 2, 30), "Europe/Berlin")
    assert refused.value.code == "gap"
    twice = forms.moment(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")
    assert twice.isoformat() == "2026-10-25T00:30:00+00:00"  # the first of the two


@pytest.mark.parametrize("body", ["", "[]", "{", '{"start": "\\ud800"}', "[" * 5000, '"x"'])
def test_no_nonsense_breaks_an_act(jo: Browser, row: Appointment, body: str) -> None:
    for act in ("move", "resize", "swap", "undo"):
        where = f"/desk/calendar/{row.code}/{act}/"
        assert jo.post(where, body, content_type="application/json").status_code == 422
    for where in ("/desk/calendar/fit/", "/desk/calendar/waiver/"):
        assert jo.post(where, body, content_type="application/json").status_code == 422


def test_what_is_not_there_is_not_there(jo: Browser, row: Appointment) -> None:
    row.code = "nobody"
    for act, more in (("move", {"start": "2026-11-27T11:00"}), ("resize", {"minutes": 90})):
        assert error(sent(jo, row, act, **more), 404)["code"] == "not_found"


def test_resize_swap_and_undo_answer_alike(jo: Browser, row: Appointment) -> None:
    other = booked(make.client("otto"), at(3, 14), therapist=code_of("Ben"), depth="light")
    assert sent(jo, row, "resize", minutes=90).json()["undo"]["body"] == {"seen": 2}
    answer = sent(jo, row, "swap", seen=2, **{"with": other.code, "seen_with": 1}).json()
    assert answer["message"] == "They have changed places: now Thu 26 Nov, 14:00."

    back = sent(jo, row, "undo", seen=3).json()

    assert (back["message"], back["undo"]) == ("Taken back.", None)
    row.refresh_from_db()
    assert (row.local_start, row.minutes) == ("2026-11-25T14:00", 90)


def test_which_of_two_stands_in_the_way_is_told(jo: Browser, row: Appointment) -> None:
    other = booked(make.client("otto"), at(3, 14), therapist=code_of("Ben"), depth="light")
    sent(jo, other, "resize", minutes=90)
    told = error(sent(jo, row, "swap", **{"with": other.code, "seen_with": 1}), 409)
    assert (told["code"], told["which"], told["session"]["c"]) == (
        "changed",
        other.code,
        other.code,
    )


def test_an_undo_takes_back_what_was_seen_and_nothing_else(jo: Browser, row: Appointment) -> None:
    sent(jo, row, "move", start="2026-11-27T11:00")
    assert error(sent(jo, row, "undo", seen=1), 409)["code"] == "changed"
    assert sent(jo, row, "undo", seen=2).status_code == 200
    row.refresh_from_db()
    assert row.local_start == "2026-11-25T14:00"


def test_after_three_minutes_nothing_is_taken_back(
    jo: Browser, row: Appointment, clock: Any
) -> None:
    sent(jo, row, "move", start="2026-11-27T11:00")
    clock.move_to(NOW + timedelta(minutes=3))
    assert error(sent(jo, row, "undo", seen=2), 422)["code"] == "nothing_to_undo"


def test_only_the_desk_acts_here(row: Appointment) -> None:
    for who in (make.login_of(row.client), Therapist.objects.first().user):  # type: ignore[union-attr]
        assert sent(signed_in(who), row, "move", start="2026-11-27T11:00").status_code == 403
    assert sent(Browser(), row, "move", start="2026-11-27T11:00").status_code == 401
