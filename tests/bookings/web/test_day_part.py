"""The day keeps itself fresh: a look only for what is shown anew, and no login is kept alive."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import visits
from bookings.models import Appointment, Therapist
from bookings.queries import day_told
from clinic.foundation import sessions
from clinic.foundation.models import Client, Look, User
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web import card_rows
from tests.bookings.web.desk_rows import booked, caller, clock, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/day/"}


@pytest.fixture
def ana() -> Browser:
    studio.clinic(rooms=2)
    return signed_in(User.objects.get(email="ana@example.org"))


def with_ana(client: Client, hour: int, day: int = 0) -> Appointment:
    code = Therapist.objects.get(user__email="ana@example.org").code
    return booked(client, at(day, hour), therapist=code)


def seen(browser: Browser) -> str:
    """Opens the day; what it goes by."""
    return str(browser.get("/day/").context["page"].seen)


def ask(browser: Browser, known: str, **more: str) -> Any:
    return browser.get("/day/part/", {"seen": known} | more, headers=HTMX)


def test_while_nothing_is_new_nothing_is_sent_and_no_look_is_logged(ana: Browser) -> None:
    runner = make.client("mara")
    with_ana(runner, 14)
    rows.answers(runner, ["hot_tendon"])
    known, looks = seen(ana), Look.objects.count()
    answer = ask(ana, known)
    assert (answer.status_code, answer.content) == (204, b"")
    assert Look.objects.count() == looks > 0


def test_a_new_answer_is_shown_with_a_look(ana: Browser, clock: Any) -> None:
    runner = make.client("mara")
    with_ana(runner, 14)
    known = seen(ana)
    clock.shift(timedelta(minutes=2))
    row = rows.answers(runner, ["numbness_below_knee"], at=NOW + timedelta(minutes=1))
    answer = ask(ana, known)
    assert "Numbness or tingling below the knee" in answer.text
    assert "new since booking" in answer.text
    assert "<html" not in answer.text
    assert Look.objects.filter(record=f"Screening:{row.code}").exists()


def test_whoever_reads_the_page_is_only_told_that_there_is_something(
    ana: Browser, clock: Any
) -> None:
    runner = make.client("mara")
    with_ana(runner, 14)
    known = seen(ana)
    rows.answers(runner, ["numbness_below_knee"])
    looks = Look.objects.count()
    answer = ask(ana, known, busy="1")
    assert "Something is new" in answer.text
    assert "Numbness" not in answer.text
    assert answer["HX-Retarget"] == "#day-new"
    assert Look.objects.count() == looks


def test_a_step_at_the_desk_a_note_and_an_intake_are_news(ana: Browser) -> None:
    runner = make.client("mara")
    row, me = with_ana(runner, 10), User.objects.get(email="ana@example.org")
    known = [seen(ana)]
    visits.mark(by=me, appointment=row, state="arrived", now=NOW)
    known.append(seen(ana))
    card_rows.sitting(runner, NOW)
    known.append(seen(ana))
    card_rows.note(row, me, "Hips.", signed=False)
    known.append(seen(ana))
    assert len(set(known)) == 4


def test_without_the_columns_of_health_an_answer_would_go_unseen(
    ana: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = make.client("mara")
    with_ana(runner, 14)
    monkeypatch.setattr(day_told, "newest", lambda lines: [])
    known = seen(ana)
    rows.answers(runner, ["hot_tendon"])
    assert ask(ana, known).status_code == 204


def test_asking_by_itself_keeps_no_login_alive(ana: Browser, clock: Any) -> None:
    known = seen(ana)
    for _ in range(3):
        clock.shift(timedelta(seconds=sessions.IDLE // 3))
        answer = ask(ana, known)
    assert answer["HX-Redirect"] == "/account/login/?next=/day/"
    assert "signed out because some time has passed" in ana.get(answer["HX-Redirect"]).text


def test_a_page_that_a_person_opens_keeps_it_alive(ana: Browser, clock: Any) -> None:
    for _ in range(3):
        clock.shift(timedelta(seconds=sessions.IDLE // 3))
        answer = ana.get("/day/")
    assert answer.status_code == 200


def test_of_a_session_that_is_over_nothing_is_read(ana: Browser, clock: Any) -> None:
    runner = make.client("mara")
    with_ana(runner, 10)
    rows.answers(runner, ["hot_tendon"])
    clock.shift(timedelta(hours=5))
    page = signed_in(User.objects.get(email="ana@example.org")).get("/day/")
    assert "A tendon feels hot" not in page.text
    assert "Write the note" in page.text
    assert not Look.objects.exists()


def test_an_injury_and_the_reason_of_the_verdict_stand_in_a_word(ana: Browser) -> None:
    runner = make.client("mara")
    rows.injury(runner)
    rows.answers(runner, ["short_sleep"])
    with_ana(runner, 14)
    page = ana.get("/day/").text
    assert "Injury: muscle strain" in page
    assert "two short nights" in page


def test_an_injury_that_was_diagnosed_asks_for_no_diagnosis(ana: Browser) -> None:
    runner = make.client("mara")
    kind = {"type": "injury", "kind": "deep_tissue", "depths": ["light"]}
    rows.answers(runner)
    rows.injury(runner)
    code = Therapist.objects.get(user__email="ana@example.org").code
    booked(runner, at(0, 14), therapist=code, service=studio.service("I", **kind), depth="light")
    assert [told.effect for told in ana.get("/day/").context["health"].told.values()] == [
        "recommended"
    ]


def test_the_reason_is_of_the_body_as_it_is_now(ana: Browser) -> None:
    runner = make.client("mara")
    with_ana(runner, 14)
    rows.answers(runner, ["chest_pain"])
    told = " ".join(ana.get("/day/").text.split())
    assert "You told us of chest pain" in told
    assert "another session lies within" not in told


@pytest.mark.parametrize("many", [1, 3])
def test_the_day_takes_the_same_queries_whatever_its_clients_said(
    ana: Browser, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        runner = make.client(f"runner{number}")
        row = with_ana(runner, 12 + 2 * number)
        rows.answers(runner, ["short_sleep"])
        rows.answers(runner, ["short_sleep"])
        rows.injury(runner)
        card_rows.sitting(runner, NOW)
        card_rows.cleared(row, User.objects.get(email="ana@example.org"), "fever", "Seen.", NOW)
    known = seen(ana)
    with django_assert_num_queries(32):
        ana.get("/day/")
    with django_assert_num_queries(18):
        assert ask(ana, known).status_code == 204


def test_of_clients_without_a_word_of_health_nothing_is_asked_twice(ana: Browser) -> None:
    with_ana(caller(), 14)
    page = ana.get("/day/")
    assert page.status_code == 200
    assert set(Look.objects.values_list("why", flat=True)) <= {"Your day"}
