"""Saying how it was: who may, when, how often, and what the engine makes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from bookings.actions import checkins, reviewing
from bookings.models import Appointment
from bookings.queries import checkins as queries
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client, Look, OneTimeToken
from clinic.foundation.queries import access
from protocols.models import CheckIn, Screening
from protocols.queries import screenings
from tests.bookings import season
from tests.bookings.checkins import DAY, FINE, H, finish, fired, race, say, session
from tests.bookings.studio import NOW, at
from tests.clinic import make

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


@pytest.fixture
def mara() -> Client:
    return season.mara()


def link_to(kind: str, code: str, now: Any) -> str:
    OneTimeToken.objects.filter(about=f"{kind}:{code}").delete()
    return make.link(purpose="checkin", about=f"{kind}:{code}", now=now)


def by_link(kind: str, code: str, now: Any, **answers: Any) -> CheckIn:
    secret = link_to(kind, code, now)
    return checkins.answer_by_link(secret=secret, answers=answers, now=now).row


def test_sore_after_36_hours_speaks_against_as_deep_a_session_next_time(mara: Client) -> None:
    row = session(mara)
    now = row.end_at + 36 * H
    assert "FREQ-4" not in fired(mara, at(9, 14), now)
    say(row, now, sore=3)
    assert "FREQ-4" in fired(mara, at(9, 14), now)
    assert "FREQ-4" not in fired(mara, at(9, 14), now, depth="moderate")


def test_a_bruise_speaks_against_it_too_and_little_soreness_does_not(mara: Client) -> None:
    row = session(mara)
    now = row.end_at + 40 * H
    say(row, now, sore=2)
    assert "FREQ-4" not in fired(mara, at(9, 14), now)
    say(row, now + H, bruised=True)
    assert "FREQ-4" in fired(mara, at(9, 14), now + H)


def test_it_ends_with_the_next_session_that_was_given(mara: Client) -> None:
    row, later = session(mara), session(mara, 8)
    say(row, row.end_at + 40 * H, sore=8, bruised=True)
    assert "FREQ-4" in fired(mara, at(20, 14), later.end_at - TICK)
    assert "FREQ-4" not in fired(mara, at(20, 14), later.end_at)


def test_a_session_that_turned_out_a_no_show_is_not_the_last_one(mara: Client) -> None:
    row, later = session(mara), session(mara, 8)
    say(row, row.end_at + 40 * H, sore=8)
    Appointment.objects.filter(pk=later.pk).update(state="no_show")
    assert "FREQ-4" in fired(mara, at(20, 14), later.end_at + DAY)


def test_sore_from_a_race_speaks_against_deep_work_for_seven_days(mara: Client) -> None:
    run = race(mara)
    now = finish(run) + 24 * H
    assert "POST-7" not in fired(mara, finish(run) + 100 * H, now)
    say(run, now, sore=6)
    assert "POST-7" in fired(mara, finish(run) + 100 * H, now)
    assert "POST-7" in fired(mara, finish(run) + 100 * H, now + 7 * DAY - TICK)
    assert "POST-7" not in fired(mara, finish(run) + 100 * H, now + 7 * DAY)


def test_the_answer_two_days_later_takes_its_place(mara: Client) -> None:
    run = race(mara)
    say(run, finish(run) + 24 * H, sore=6)
    say(run, finish(run) + 48 * H, sore=1)
    assert "POST-7" not in fired(mara, finish(run) + 100 * H, finish(run) + 50 * H)


def test_the_server_counts_the_hours_since_the_finish(mara: Client) -> None:
    run = race(mara)
    row = say(run, finish(run) + 24 * H + timedelta(minutes=59), sore=6, hours=9000)
    (told,) = access.open_unseen(mara, [row])
    assert '"hours": 24' in told["answers"]
    assert row.of == finish(run)


def test_signs_after_a_race_stop_every_session_until_a_therapist_looked(mara: Client) -> None:
    run, coming = race(mara), session(mara, 6)
    now = finish(run) + 20 * H
    say(run, now, signs=True)
    assert screenings.held(mara, now) == ["dark_urine_or_collapse"]
    assert Screening.objects.get().whole is False
    coming.refresh_from_db()
    assert coming.state == "review"


def test_without_the_reopening_a_session_would_stay_confirmed(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewing, "reopen", lambda **_said: [])
    run, coming = race(mara), session(mara, 6)
    say(run, finish(run) + 20 * H, signs=True)
    coming.refresh_from_db()
    assert coming.state == "confirmed"


def test_none_of_the_signs_answers_no_earlier_flag_away(mara: Client) -> None:
    run = race(mara)
    say(run, finish(run) + 20 * H)
    assert not Screening.objects.exists()


@pytest.mark.parametrize(("kind", "opens", "shuts"), [("session", 36, 168), ("runs", 144, 312)])
def test_a_session_is_asked_about_in_its_days_and_not_before_or_after(
    mara: Client, kind: str, opens: int, shuts: int
) -> None:
    row = session(mara)
    for now, there in [
        (row.end_at + opens * H - TICK, False),
        (row.end_at + opens * H, True),
        (row.end_at + shuts * H - TICK, True),
        (row.end_at + shuts * H, False),
    ]:
        assert _there(kind, row.code, now) is there


def test_a_race_is_asked_about_for_four_days_from_its_finish(mara: Client) -> None:
    run = race(mara)
    end = finish(run)
    said = [_there("race", run.code, end + hours * H) for hours in (-1, 0, 95, 96)]
    assert said == [False, True, True, False]


def _there(kind: str, code: str, now: Any) -> bool:
    try:
        return queries.one(kind, code, now).code == code
    except NotFound:
        return False


def test_what_is_no_kind_of_question_is_not_there(mara: Client) -> None:
    row = session(mara)
    assert not _there("dream", row.code, row.end_at + 40 * H)


@pytest.mark.parametrize("state", ["cancelled", "late_cancelled", "no_show", "review"])
def test_nobody_is_asked_about_a_session_that_was_not_given(mara: Client, state: str) -> None:
    row = session(mara)
    Appointment.objects.update(state=state)
    assert not _there("session", row.code, row.end_at + 40 * H)


@pytest.mark.parametrize(
    "more",
    [
        {"status": "dns"},
        {"status": "cancelled"},
        {"priority": "C", "expected_minutes": 120},
    ],
)
def test_nobody_is_asked_about_a_race_that_was_none(mara: Client, more: dict[str, Any]) -> None:
    run = race(mara, **more)
    assert not _there("race", run.code, run.start_at + 5 * H)


def test_somebody_elses_session_is_as_good_as_none(mara: Client) -> None:
    row, zoe = session(mara), make.client("zoe")
    told: dict[str, Any] = {"kind": "session", "code": row.code, "now": row.end_at + 40 * H}
    with pytest.raises(NotFound):
        queries.own(zoe, **told)
    with pytest.raises(NotFound):
        checkins.answer(by=make.login_of(zoe), answers={"sore": 1, "bruised": False}, **told)


def test_a_link_answers_once_a_day_of_its_clients_clock(mara: Client) -> None:
    run = race(mara)
    late = at(2, 23, 30)  # half an hour before midnight in Berlin
    by_link("race", run.code, late, **FINE)
    with pytest.raises(Conflict, match="today"):
        by_link("race", run.code, at(2, 23, 59), **FINE)
    by_link("race", run.code, at(3, 0, 5), **FINE)
    assert CheckIn.objects.filter(given_by=None).count() == 2


def test_signed_in_an_answer_may_be_corrected_but_not_without_end(mara: Client) -> None:
    row = session(mara)
    now = row.end_at + 40 * H
    for _time in range(5):
        say(row, now)
    with pytest.raises(Conflict):
        say(row, now)


def test_a_link_of_another_purpose_opens_nothing(mara: Client) -> None:
    row = session(mara)
    now = row.end_at + 40 * H
    secret = make.link(purpose="session", about=f"session:{row.code}", now=now)
    with pytest.raises(NotFound):
        checkins.answer_by_link(secret=secret, answers={"sore": 1, "bruised": False}, now=now)


def test_a_bad_answer_names_its_field_and_leaves_nothing(mara: Client) -> None:
    row = session(mara)
    with pytest.raises(Invalid) as fault:
        say(row, row.end_at + 40 * H, sore=11)
    assert (fault.value.field, CheckIn.objects.count()) == ("sore", 0)


def test_an_answer_stays_as_it_was_given(mara: Client) -> None:
    row = session(mara)
    say(row, row.end_at + 40 * H)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        CheckIn.objects.update(kind="race")


def test_the_engine_reads_without_a_look_and_nobody_else_does(mara: Client) -> None:
    row = session(mara)
    say(row, row.end_at + 40 * H, sore=7)
    fired(mara, at(9, 14), row.end_at + 41 * H)
    assert not Look.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_what_waits_takes_three_queries_however_much_it_is(
    mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    session(mara)
    for day in range(many):
        race(mara, 1 + day, name=f"Race {day}")
    with django_assert_num_queries(3):
        assert len(queries.waiting(mara, at(4, 12))) == many + 1


def test_a_race_waits_again_the_next_day_and_a_session_does_not(mara: Client) -> None:
    row, run = session(mara), race(mara)
    say(run, at(3, 12))
    say(row, at(3, 12))
    assert queries.waiting(mara, at(3, 13)) == []
    assert [about.kind for about in queries.waiting(mara, at(4, 8))] == ["race"]


def test_before_anything_nothing_waits_for_a_word(mara: Client) -> None:
    assert queries.waiting(mara, NOW) == []
