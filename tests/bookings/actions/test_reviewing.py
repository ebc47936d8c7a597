"""Reviews: opened again by answers, accepted, flags cleared for one visit, rules waived."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bookings.actions import changing, reviewing, visits
from bookings.core.reviewing import Open
from bookings.models import Appointment, HistoryLine, ReviewLine
from bookings.queries import plans, reviews
from bookings.queries.standing import standing
from clinic.foundation.errors import Conflict, Invalid, NotFound, Problem, Refused
from clinic.foundation.models import OutboxRow
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.held import NUMB, START, ana, booked, held, injury_service
from tests.bookings.studio import NOW, at
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with
from tests.clinic.threads import together
from tests.protocols import rows

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
WORD = "Habichtskauz"


@pytest.fixture(autouse=True)
def clinic(db: None) -> None:
    studio.clinic(therapists=2, rooms=2)


def accept(row: Appointment, *seen: str, now: Any = LATER, unanswered: bool = False) -> Appointment:
    return reviewing.accept(by=ana(), appointment=row, seen=seen, unanswered=unanswered, now=now)


def clear(
    row: Appointment, code: str = NUMB, *, doctor: bool = False, why: str = "old", **m: Any
) -> Appointment:
    told: dict[str, Any] = {
        "by": ana(),
        "appointment": row,
        "code": code,
        "reason": why,
        "doctor": doctor,
    }
    return reviewing.clear(**(told | {"now": LATER} | m))


def kinds(row: Appointment) -> list[str]:
    return list(ReviewLine.objects.filter(appointment=row).values_list("kind", flat=True))


def test_what_was_seen_is_accepted_with_a_line_and_a_message() -> None:
    row = accept(held(), NUMB)
    row.refresh_from_db()
    assert (row.state, kinds(row)) == ("confirmed", ["accepted"])
    assert OutboxRow.objects.filter(topic="session_accepted", about=row.code).exists()


def test_a_flag_that_came_up_since_has_to_be_seen_first() -> None:
    row = held()
    rows.answers(row.client, [NUMB, "medication_change"], at=LATER)
    with pytest.raises(Conflict) as refused:
        accept(row, NUMB, now=LATER + timedelta(minutes=1))
    assert (refused.value.code, kinds(row)) == ("newer", [])


def test_without_that_guard_the_newer_flag_would_be_accepted_unseen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = held()
    rows.answers(row.client, [NUMB, "medication_change"], at=LATER)
    monkeypatch.setattr(Open, "beyond", lambda *_a, **_k: False)
    assert accept(row, NUMB, now=LATER + timedelta(minutes=1)).state == "confirmed"


def test_what_is_blocked_is_not_accepted_until_it_is_cleared() -> None:
    row = held()
    rows.answers(row.client, ["open_wound"], at=LATER)
    now = LATER + timedelta(minutes=1)
    with pytest.raises(Invalid) as refused:
        accept(row, NUMB, "open_wound", now=now)
    assert refused.value.code == "blocked"
    clear(row, "open_wound", why="a scratch", now=now)
    assert accept(row, NUMB, now=now).state == "confirmed"


def test_an_accepted_session_stays_so_wherever_it_moves() -> None:
    row = accept(held(), NUMB)
    wanted = plans.as_booked(row, start=at(3, 14), accept_caution=True)
    changing.move(by=ana(), wanted=wanted, now=LATER)
    row.refresh_from_db()
    assert (row.start_at, row.state) == (at(3, 14), "confirmed")


@pytest.mark.parametrize("code", ["calf_clot_signs", "fever", "anticoagulant"])
def test_some_flags_are_cleared_on_a_doctors_word_only(code: str) -> None:
    row = held()
    rows.answers(row.client, [code], at=LATER)
    with pytest.raises(Invalid) as refused:
        clear(row, code, now=LATER)
    assert (refused.value.code, refused.value.field) == ("doctor", "doctor")
    clear(row, code, doctor=True, now=LATER)
    assert kinds(row) == ["cleared"]


def test_with_no_list_of_them_a_clot_would_be_cleared_by_anybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = held()
    rows.answers(row.client, ["calf_clot_signs"], at=LATER)
    monkeypatch.setattr(reviewing, "DOCTOR", frozenset())
    clear(row, "calf_clot_signs", now=LATER)
    assert kinds(row) == ["cleared"]


def test_a_flag_is_cleared_with_a_reason_and_while_it_holds() -> None:
    row = held()
    with pytest.raises(Invalid):
        clear(row, why="  ")
    with pytest.raises(Conflict):
        clear(row, "contusion")
    clear(row)
    with pytest.raises(Conflict):
        clear(row)


def test_what_is_cleared_for_one_visit_holds_for_another() -> None:
    row = held()
    other = booked(row.client, at(4, 14))
    clear(row)
    judged = [
        plans.judged(plans.as_booked(each), standing(ana(), row.client, LATER), now=LATER)
        for each in (row, other)
    ]
    assert [(one.review, one.case.get("cleared", [])) for one in judged] == [
        (False, [NUMB]),
        (True, []),
    ]


def test_a_cleared_flag_goes_along_when_the_session_moves() -> None:
    row = held()
    clear(row)
    wanted = plans.as_booked(row, start=at(3, 14), accept_caution=True)
    changing.move(by=ana(), wanted=wanted, now=LATER)
    assert plans.as_booked(Appointment.objects.get()).cleared == (NUMB,)
    assert not reviews.opened(row.client, [Appointment.objects.get()], LATER)[row.pk]


def test_answers_turn_booked_sessions_back_and_tell_the_client() -> None:
    mara = make.client()
    first, second = booked(mara), booked(mara, at(4, 14))
    rows.answers(mara, [NUMB], at=LATER)
    turned = reviewing.reopen(client=mara, by=make.login_of(mara), now=LATER)
    assert [row.pk for row in turned] == [first.pk, second.pk]
    assert set(Appointment.objects.values_list("state", flat=True)) == {"review"}
    assert HistoryLine.objects.filter(did="review").count() == 2
    assert OutboxRow.objects.filter(topic="session_changed").count() == 2
    assert reviewing.reopen(client=mara, by=None, now=LATER) == []


def test_a_session_whose_flag_was_cleared_or_accepted_is_not_turned_back() -> None:
    row = accept(held(), NUMB)
    rows.answers(row.client, [NUMB], at=LATER)
    assert reviewing.reopen(client=row.client, by=None, now=LATER + timedelta(minutes=1)) == []


def test_a_flag_that_is_said_once_more_wants_a_new_look() -> None:
    row = accept(held(), NUMB)
    rows.answers(row.client, [NUMB], at=LATER)
    later = LATER + timedelta(minutes=1)
    turned = reviewing.reopen(client=row.client, by=None, now=later, codes=[NUMB])
    assert [one.pk for one in turned] == [row.pk]
    assert accept(row, NUMB, now=later + timedelta(minutes=1)).state == "confirmed"


def test_what_was_cleared_and_is_said_once_more_is_not_clear_any_more() -> None:
    row = held()
    reviewing.clear(
        by=ana(), appointment=row, code=NUMB, reason="It is the shoe.", doctor=False, now=LATER
    )
    reviewing.reopen(client=row.client, by=None, now=LATER + timedelta(minutes=1), codes=[NUMB])
    assert plans.as_booked(Appointment.objects.get()).cleared == ()


def test_what_asks_at_one_depth_alone_turns_only_that_session() -> None:
    mara = make.client()
    deep, light = booked(mara, depth="deep"), booked(mara, at(4, 14), depth="light")
    rows.answers(mara, ["pregnancy"], at=LATER)
    assert [row.pk for row in reviewing.reopen(client=mara, by=None, now=LATER)] == [deep.pk]
    light.refresh_from_db()
    assert light.state == "confirmed"


@pytest.mark.parametrize("many", [1, 3])
def test_reopening_takes_the_same_looks_for_one_session_and_three(
    many: int, django_assert_num_queries: Any
) -> None:
    mara = make.client()
    found = [booked(mara, at(day, 14)) for day in range(1, 1 + many)]
    for _ in range(many):
        rows.answers(mara, [NUMB], at=LATER)
    with django_assert_num_queries(4):
        opened = reviews.opened(mara, found, LATER)
    assert all(opened.values())


def test_what_programs_see_open_is_what_a_full_judgement_says() -> None:
    row = held("mara", NUMB, service=injury_service())
    told = plans.judged(plans.as_booked(row), standing(ana(), row.client, LATER), now=LATER)
    assert reviews.opened(row.client, [row], LATER)[row.pk] == told.open
    assert told.open.codes == (NUMB,)


def test_a_rule_is_waived_with_its_reason_for_this_booking() -> None:
    row = held(depth="deep")
    rows.race(row.client, local_start=START.replace(tzinfo=None) + timedelta(days=1))
    with pytest.raises(Invalid):
        reviewing.waive(by=ana(), appointment=row, waive=["FLAG-7"], reason="x", now=LATER)
    reviewing.waive(by=ana(), appointment=row, waive=["PRE-1"], reason="agreed", now=LATER)
    row.refresh_from_db()
    assert plans.as_booked(row).waivers == ("PRE-1",)
    assert accept(row, NUMB).state == "confirmed"


def test_only_a_therapist_of_theirs_reviews_and_never_the_client_themself() -> None:
    row = held()
    told: dict[str, Any] = {"appointment": row, "seen": [NUMB], "unanswered": False, "now": LATER}
    for by in (make.user("jo", Role.DESK), make.login_of(row.client)):
        with pytest.raises(Refused):
            reviewing.accept(by=by, **told)
    with pytest.raises(NotFound):
        reviewing.accept(by=make.user("cem", Role.THERAPIST), **told)


def test_no_table_holds_a_word_of_why() -> None:
    row = held()
    clear(row, why=f"{WORD} seen")
    reviewing.accept(by=ana(), appointment=row, seen=[], unanswered=False, reason=WORD, now=LATER)
    assert tables_with(WORD) == set()


def mark(row: Appointment, state: str, now: Any = START) -> Appointment:
    return visits.mark(by=make.user(f"jo{state}", Role.DESK), appointment=row, state=state, now=now)


def test_nobody_is_checked_in_when_answers_came_since() -> None:
    row = booked(make.client())
    rows.answers(row.client, [NUMB], at=LATER)
    with pytest.raises(Conflict) as refused:
        mark(row, "arrived")
    assert refused.value.code == "review"


@pytest.mark.parametrize(("was", "state"), [("arrived", "in_session"), ("no_show", "arrived")])
def test_no_other_road_leads_past_an_open_review(was: str, state: str) -> None:
    row = booked(make.client())
    Appointment.objects.update(state=was)
    rows.answers(row.client, [NUMB], at=LATER)
    with pytest.raises(Conflict) as refused:
        mark(row, state)
    assert refused.value.code == "review"


def test_an_injury_session_without_answers_is_not_begun() -> None:
    mara = make.client()
    rows.answers(mara, [])
    row = booked(mara, at(9, 14), service=injury_service(), depth="light")
    assert row.state == "confirmed"  # the answers were fresh then, and are not any more
    with pytest.raises(Conflict) as refused:
        mark(row, "arrived", now=at(9, 14))
    assert refused.value.code == "review"


def test_without_the_guard_they_would_be_checked_in(monkeypatch: pytest.MonkeyPatch) -> None:
    row = booked(make.client())
    rows.answers(row.client, [NUMB], at=LATER)
    monkeypatch.setattr(visits, "_checks_in", lambda *_: False)
    assert mark(row, "arrived").state == "arrived"


def test_accepting_by_a_mark_covers_no_flag_unseen() -> None:
    with pytest.raises(Conflict) as refused:
        visits.mark(by=ana(), appointment=held(), state="confirmed", now=LATER)
    assert refused.value.code == "newer"


@pytest.mark.django_db(transaction=True)
def test_accepted_and_declined_at_once_one_of_them_counts() -> None:
    row = held()
    doings = [
        partial(accept, row, NUMB),
        partial(changing.cancel, by=ana(), appointment=row, now=LATER, our_doing=True),
    ]
    answers = together(*doings)
    row.refresh_from_db()
    lost = [one for one in answers if isinstance(one, Problem)]
    # Cancelling after accepting is two steps that follow; accepting what is off is none.
    assert row.state == "cancelled"
    assert len(lost) == 1 - kinds(row).count("accepted")


@pytest.mark.django_db(transaction=True)
def test_accepting_against_a_check_in_lets_nobody_in_before() -> None:
    row, jo = held(), make.user("jo", Role.DESK)
    come = partial(visits.mark, by=jo, appointment=row, state="arrived", now=START)
    accepted, came = together(partial(accept, row, NUMB, now=START), come)
    row.refresh_from_db()
    assert accepted.state == "confirmed"
    assert isinstance(came, Problem) == (row.state == "confirmed")


@pytest.mark.django_db(transaction=True)
def test_a_flag_cleared_while_answers_come_in_is_never_lost() -> None:
    row = held()
    Appointment.objects.update(state="confirmed")

    def answers() -> None:
        rows.answers(row.client, [NUMB, "medication_change"], at=LATER)
        reviewing.reopen(client=row.client, by=None, now=LATER)

    together(partial(clear, row), answers)
    row.refresh_from_db()
    now = LATER + timedelta(minutes=1)
    assert row.state == "review"
    assert reviews.opened(row.client, [row], now)[row.pk].codes == ("medication_change",)


def test_a_door_that_was_refused_writes_the_review_down() -> None:
    row = booked(make.client())
    rows.answers(row.client, [NUMB], at=LATER)
    jo = make.user("jo", Role.DESK)
    assert reviewing.turn(by=jo, appointment=row, now=START)
    row.refresh_from_db()
    assert row.state == "review"
    assert not reviewing.turn(by=jo, appointment=row, now=START)
