"""The race card: all there is to know before one session, and who may see it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.models import Appointment, Therapist
from clinic.foundation.models import Client, Look, User
from protocols.models import RunnerProfile
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web import card_rows
from tests.bookings.web.desk_rows import booked, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import away, rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
QUERIES = 31
AGO = timedelta(days=1)


@pytest.fixture
def mara() -> Client:
    studio.clinic(therapists=2, rooms=2)
    return make.client()


@pytest.fixture
def session(mara: Client) -> Appointment:
    return with_ana(mara, at(0, 14), note="zebrafinch in the calf")


def with_ana(client: Client, start: datetime, **other: Any) -> Appointment:
    code = Therapist.objects.get(user__email="ana@example.org").code
    return booked(client, start, therapist=code, **other)


def given(session: Appointment, days: int) -> Appointment:
    """A visit to Ana so many days before the session, made of it."""
    row = Appointment.objects.get(pk=session.pk)
    row.pk, row.code, row.note, row.judged = None, f"before{days:06}", None, None
    row._state.adding = True
    row.start_at, row.end_at = row.start_at - days * AGO, row.end_at - days * AGO
    row.local_start = f"{row.start_at.date()}T14:00"
    row.state = "done"
    row.save()
    return row


def who(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def card(row: Appointment, name: str = "ana") -> str:
    return " ".join(signed_in(who(name)).get(f"/day/{row.code}/").text.split())


def test_on_a_first_visit_each_part_says_what_will_stand_there(session: Appointment) -> None:
    page = card(session)
    assert "No red flag holds. The intake has not been answered yet: ask." in page
    assert "First visit: what they told" in page
    assert "No earlier note: this is the first visit." in page
    assert "No race behind or ahead is known." in page
    assert "Any depth" in page


def test_what_changed_since_last_time_stands_with_what_it_was(
    mara: Client, session: Appointment
) -> None:
    last = given(session, 14)
    card_rows.sitting(mara, last.start_at - AGO, hurts=card_rows.hurts(("calf", "left", 6)))
    now = card_rows.hurts(("calf", "left", 3), ("hamstring", "right", 2))
    card_rows.sitting(mara, NOW - AGO, hurts=now)
    page = card(session)
    assert "Changed since last time" in page
    assert "left calf, tight" in page
    assert "</span> 6</s>" in page
    assert "<b>3</b>" in page
    assert "right hamstring, tight" in page
    assert 'class="body-chart"' in page


def test_the_same_answers_again_are_no_change(mara: Client, session: Appointment) -> None:
    last = given(session, 14)
    for moment in (last.start_at - AGO, NOW - AGO):
        card_rows.sitting(mara, moment, hurts=card_rows.hurts(("calf", "left", 6)))
    assert "Nothing: the answers of 22 Nov 2026 are those of last time." in card(session)


def test_what_only_went_stale_since_last_time_is_no_change(
    mara: Client, session: Appointment
) -> None:
    last = given(session, 14)
    card_rows.sitting(mara, last.start_at - AGO, hurts=card_rows.hurts(("calf", "left", 6)))
    page = card(session)
    assert "Nothing was asked or answered since the last visit." in page
    assert "not any more" not in page
    assert "They have not marked it again since then: it may still hurt." in page


def test_what_they_said_weeks_before_the_last_visit_is_what_it_is_compared_with(
    mara: Client, session: Appointment
) -> None:
    last = given(session, 14)
    for moment, pain in ((last.start_at - 20 * AGO, 6), (NOW - AGO, 3)):
        hurts = card_rows.hurts(("calf", "left", pain))
        card_rows.sitting(mara, moment, hurts=hurts, urgent=["none"])
    page = card(session)
    assert "</span> 6</s>" in page
    assert "Is any of this so" not in page


def test_the_first_answers_of_a_client_who_came_before_are_not_called_a_change(
    mara: Client, session: Appointment
) -> None:
    given(session, 14)
    card_rows.sitting(mara, NOW - AGO, urgent=["fever"])
    page = card(session)
    assert "What they told: the first answers" in page
    assert "Changed since last time" not in page


def test_a_first_no_is_nothing_that_has_to_be_read(mara: Client, session: Appointment) -> None:
    said = {"urgent": ["none"], "short_nights": "no", "sleep": "badly"}
    card_rows.sitting(mara, NOW - AGO, sections=("flags", "lately"), **said)
    page = card(session)
    assert "How do you sleep?" in page
    assert "Is any of this so" not in page
    assert "less than six hours" not in page


def test_a_flag_caps_the_depth_and_says_since_when_it_is_new(
    mara: Client, session: Appointment, clock: Any
) -> None:
    clock.shift(timedelta(minutes=2))
    rows.answers(mara, ["hot_tendon"], at=NOW + timedelta(minutes=1))
    page = card(session)
    assert "A tendon feels hot" in page
    assert "new since booking" in page
    assert "since 23 Nov 2026" in page
    assert "Up to moderate, light is easy, deeper with care" in page


def test_what_speaks_for_a_session_is_left_out_where_it_cannot_be(
    mara: Client, session: Appointment
) -> None:
    given(session, 40)
    assert "reason-recommended" in card(session)
    rows.answers(mara, ["fever"], at=NOW)
    page = card(session)
    assert "reason-blocked" in page
    assert "reason-recommended" not in page


def test_a_flag_cleared_for_this_visit_is_shown_as_such_with_the_reason(
    mara: Client, session: Appointment
) -> None:
    rows.answers(mara, ["chest_pain"], at=NOW)
    assert "Not today: nothing goes" in card(session)
    card_rows.cleared(session, who("ana"), "chest_pain", "Seen by a cardiologist.", NOW)
    page = card(session)
    assert "cleared for this visit" in page
    assert "Seen by a cardiologist." in page
    assert "Not today: nothing goes" not in page


def test_last_time_stands_with_its_plan_and_how_sore_they_were(
    mara: Client, session: Appointment
) -> None:
    last = given(session, 4)
    card_rows.note(last, who("ben"), "Hips next, the calf only lightly.")
    card_rows.checkin(last, 6, bruised=True)
    page = card(session)
    assert "Last time, Thu 19 Nov 2026" in page
    assert "Hips next, the calf only lightly." in page
    assert "Ben, 19 Nov 2026" in page
    assert "Sore from it: <b>6 of 10</b>" in page
    assert "bruised" in page


def test_races_phase_injury_and_wishes_stand_on_it(mara: Client, session: Appointment) -> None:
    rows.race(mara, name="City Half", local_start=datetime(2026, 11, 26, 10), expected_minutes=130)
    rows.injury(mara)
    RunnerProfile.objects.create(client=mara, pre_event_preference="clothed")
    page = card(session)
    assert "<b>3 days</b> to City Half" in page
    assert "Taper" in page
    assert "at most 10 deeper passes a spot" in page
    assert "Muscle strain" in page
    assert "compressions over the clothes" in page
    assert "zebrafinch in the calf" in page


def test_the_days_round_the_session_have_their_training_in_words_too(
    mara: Client, session: Appointment
) -> None:
    rows.workout(mara, kind="intervals", day=datetime(2026, 11, 20).date())
    rows.workout(mara, kind="easy", day=datetime(2026, 12, 1).date())
    found = signed_in(who("ana")).get(f"/day/{session.code}/")
    days = found.context["card"].now.days
    assert [len(days), str(days[0].day), str(days[-1].day)] == [22, "2026-11-09", "2026-11-30"]
    assert [w.kind for day in days for w in day.workouts] == ["intervals"]
    assert "Friday 20 November:" in found.text


def test_consent_is_asked_for_until_the_text_in_force_is_signed(
    mara: Client, session: Appointment
) -> None:
    assert "Consent has not been signed." in card(session)
    row = card_rows.consent(mara)
    assert "Consent" not in card(session).partition("<main")[2]
    row.withdrawn_at = NOW
    row.save(update_fields=["withdrawn_at"])
    assert "Consent was withdrawn." in card(session)


def full(mara: Client, session: Appointment, number: int) -> None:
    """One more of everything that stands on the card."""
    last = given(session, 10 + number)
    card_rows.note(last, who("ben"), f"plan {number}")
    card_rows.checkin(last, number)
    card_rows.sitting(mara, NOW - number * AGO, hurts=card_rows.hurts(("calf", "left", number)))
    card_rows.cleared(session, who("ana"), "fever", "Seen.", NOW)
    rows.answers(mara, ["short_sleep"], at=NOW - timedelta(hours=number))
    rows.race(mara, local_start=datetime(2026, 12, 6 + number, 10))
    rows.workout(mara, day=datetime(2026, 11, 20 + number).date())
    away.absence(mara, away.COLD)


@pytest.mark.parametrize("many", [1, 3])
def test_the_card_takes_the_same_queries_with_one_of_everything_or_three(
    mara: Client, session: Appointment, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(1, many + 1):
        full(mara, session, number)
    rows.injury(mara)
    browser = signed_in(who("ana"))
    browser.get(f"/day/{session.code}/")
    with django_assert_num_queries(QUERIES):
        browser.get(f"/day/{session.code}/")


def test_each_row_that_is_read_has_a_look_and_none_has_two(
    mara: Client, session: Appointment
) -> None:
    full(mara, session, 1)
    rows.injury(mara)
    card(session)
    records = list(Look.objects.values_list("record", flat=True))
    assert len(records) == len(set(records))
    assert {record.partition(":")[0] for record in records} == {
        "Appointment",
        "Absence",
        "CheckIn",
        "Injury",
        "Intake",
        "ReviewLine",
        "Screening",
        "VisitNote",
    }


def broken(_rows: Any) -> None:
    raise RuntimeError("the disk is full")


@pytest.mark.parametrize("address", ["/day/{code}/", "/day/", "/day/part/?seen=old"])
def test_what_cannot_be_logged_is_not_shown(
    mara: Client, session: Appointment, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(mara, session, 1)
    monkeypatch.setattr(Look.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        signed_in(who("ana")).get(address.format(code=session.code))


def test_with_the_log_left_out_the_words_would_be_shown(
    session: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Look.objects, "bulk_create", lambda _rows: None)
    assert "zebrafinch" in card(session)


def test_a_colleague_who_does_not_treat_them_hears_what_a_wrong_address_hears(
    session: Appointment,
) -> None:
    ben = signed_in(who("ben"))
    theirs, nobodys = ben.get(f"/day/{session.code}/"), ben.get("/day/abcdefghijkl/")
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert plain(theirs.text, session.code) == plain(nobodys.text, "abcdefghijkl")
    assert not Look.objects.exists()


def plain(page: str, code: str) -> str:
    """A page without what is another one each time."""
    page = re.sub(
        r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": *"[^"]*"', "", page
    )
    return re.sub(r"[0-9A-Za-z]{64}", "", page).replace(code, "")


@pytest.mark.parametrize("address", ["/day/{code}/", "/day/", "/day/part/"])
def test_the_desk_and_the_client_are_refused(
    mara: Client, session: Appointment, address: str
) -> None:
    for user in (desk(), make.login_of(mara)):
        browser: Browser = signed_in(user)
        assert browser.get(address.format(code=session.code)).status_code == 403
    assert not Look.objects.exists()
