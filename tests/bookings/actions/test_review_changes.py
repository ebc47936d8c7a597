"""Reviews that change a booking, decline it, or ask its client."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bookings.actions import review_changes, review_letters, review_questions
from bookings.models import Appointment, HistoryLine, Occupancy, ReviewLine, Service
from bookings.queries import reviews
from clinic.foundation.errors import Conflict, Invalid, NotFound, Problem
from clinic.foundation.models import Client, OneTimeToken, OutboxRow
from tests.bookings import studio
from tests.bookings.held import START, ana, booked, held
from tests.bookings.studio import NOW, at
from tests.bookings.waits import waits
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with
from tests.clinic.threads import together
from tests.protocols import rows

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
WORD = "Habichtskauz"


@pytest.fixture
def row() -> Appointment:
    studio.clinic(therapists=2, rooms=2)
    return held(depth="deep")


def change(row: Appointment, *, minutes: int = 60, depth: str = "light") -> Appointment:
    order = review_changes.order(row, Service.objects.get(), minutes=minutes, depth=depth)
    return review_changes.change(by=ana(), appointment=row, order=order, now=LATER)


def ask(row: Appointment, question: str = "Since when?") -> ReviewLine:
    return review_questions.ask(by=ana(), appointment=row, question=question, now=LATER)


def decline(row: Appointment, **other: Any) -> Appointment:
    told: dict[str, Any] = {
        "by": ana(),
        "appointment": row,
        "words": "call",
        "reason": "not wise",
        "now": LATER,
    }
    return review_changes.decline(**(told | other))


def test_another_depth_and_length_are_kept_with_price_end_and_line(row: Appointment) -> None:
    change(row, minutes=90)
    row.refresh_from_db()
    assert (row.depth, row.minutes, row.price, row.state) == ("light", 90, 12500, "review")
    assert row.end_at == START + timedelta(minutes=90)
    taken = Occupancy.objects.filter(appointment=row, live=True)
    assert {each.during.upper for each in taken} == {row.end_at + timedelta(minutes=15)}
    assert list(HistoryLine.objects.values_list("did", flat=True)) == ["booked", "changed"]
    assert OutboxRow.objects.filter(topic="session_changed", about=row.code).exists()


def test_what_a_shorter_length_leaves_is_offered_to_who_waits(row: Appointment) -> None:
    change(row, minutes=90)
    waits("lisa")
    change(row, minutes=60)
    freed = OutboxRow.objects.get(topic="waitlist_freed")
    assert freed.facts["end"] - freed.facts["begin"] == 30


def test_a_longer_time_that_is_taken_is_refused_and_nothing_changes(row: Appointment) -> None:
    booked(make.client("otto"), START + timedelta(minutes=75))
    with pytest.raises(Conflict) as refused:
        change(row, minutes=90)
    row.refresh_from_db()
    assert (refused.value.code, row.minutes, row.depth) == ("taken", 60, "deep")


def test_what_the_rules_block_or_is_booked_already_is_no_change(row: Appointment) -> None:
    rows.answers(row.client, ["open_wound"], at=LATER)
    with pytest.raises(Invalid) as blocked:
        change(row)
    with pytest.raises(Invalid) as same:
        change(row, depth="deep")
    assert (blocked.value.code, same.value.code) == ("blocked", "same")


def test_what_is_paid_keeps_its_price(row: Appointment) -> None:
    Appointment.objects.update(paid_at=NOW, paid_how="card", receipt=1)
    with pytest.raises(Conflict):
        change(row, minutes=90)
    assert change(row).depth == "light"


def test_declining_frees_the_time_and_mails_kind_words_alone(row: Appointment) -> None:
    decline(row, reason=f"{WORD} found", alternatives=[at(3, 10), at(4, 11)])
    (errand,) = OutboxRow.objects.filter(about=row.code, topic="review_declined")
    mail = review_letters.declined(errand, LATER)
    row.refresh_from_db()
    assert (row.state, row.fee) == ("cancelled", 0)
    assert not Occupancy.objects.filter(appointment=row, live=True).exists()
    assert mail is not None
    assert "will ring you" in mail.text
    assert "Thu 26 Nov, 10:00" in mail.text
    assert tables_with(WORD) == set()
    assert not OutboxRow.objects.filter(about=row.code, topic="session_cancelled").exists()


@pytest.mark.parametrize("word", ["numb", "deep", "sports", "general"])
def test_no_mail_of_a_review_tells_of_health_or_of_the_session(row: Appointment, word: str) -> None:
    ask(row)
    decline(row)
    asked, declined = (
        OutboxRow.objects.get(topic=topic) for topic in ("review_asked", "review_declined")
    )
    mails = [review_letters.asked(asked, LATER), review_letters.declined(declined, LATER)]
    for mail in mails:
        assert mail is not None
        said = f"{mail.subject} {mail.text} {mail.html}".lower()
        assert not re.search(rf"\b{word}", said)  # a link's secret may hold one by chance


def test_who_has_no_address_hears_of_it_as_of_any_cancellation(row: Appointment) -> None:
    Client.objects.update(email="", phone="+4930123456")
    decline(row)
    assert not OutboxRow.objects.filter(topic="review_declined").exists()
    assert OutboxRow.objects.filter(topic="session_cancelled").exists()


@pytest.mark.parametrize(
    "wrong",
    [{"reason": " "}, {"words": "own"}, {"alternatives": [NOW]}],
    ids=lambda w: next(iter(w)),
)
def test_declining_says_why_and_speaks_in_fixed_words(
    row: Appointment, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Invalid):
        decline(row, **wrong)
    row.refresh_from_db()
    assert row.state == "review"


def secret_of(row: Appointment) -> str:
    mail = review_letters.asked(OutboxRow.objects.get(topic="review_asked"), LATER)
    assert mail is not None
    return mail.text.partition("/reviews/answer/")[2].partition("/")[0]


def test_a_question_goes_out_sealed_and_its_answer_comes_back(row: Appointment) -> None:
    line = ask(row, f"{WORD} or not?")
    secret = secret_of(row)
    review_questions.answer(by=None, line=line, words=f"No {WORD}", secret=secret, now=LATER)
    assert list(ReviewLine.objects.values_list("kind", flat=True)) == ["asked", "answered"]
    assert tables_with(WORD) == set()
    assert not review_letters.still_asked(OutboxRow.objects.get(topic="review_asked"), LATER)
    assert OneTimeToken.objects.get().spent_at == LATER


def test_an_answer_is_the_clients_own_or_the_links(row: Appointment) -> None:
    line = ask(row)
    for by in (ana(), make.login_of(make.client("otto"))):
        with pytest.raises(NotFound):
            review_questions.answer(by=by, line=line, words="No", now=LATER)
    with pytest.raises(NotFound):
        review_questions.answer(by=None, line=line, words="No", secret="guessed", now=LATER)
    mara = make.login_of(row.client)
    assert review_questions.answer(by=mara, line=line, words="No", now=LATER).by == mara


@pytest.mark.parametrize("words", ["", "  ", "x" * 2001, "a\x00b", "\ud800"])
def test_what_is_no_answer_is_refused_and_the_link_still_works(
    row: Appointment, words: str
) -> None:
    line, mara = ask(row), make.login_of(row.client)
    with pytest.raises(Invalid):
        review_questions.answer(by=mara, line=line, words=words, now=LATER)
    assert reviews.waiting_questions(row) == [line]


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_one(row: Appointment) -> None:
    line = ask(row)
    secret = secret_of(row)
    answer = partial(review_questions.answer, by=None, line=line, secret=secret, now=LATER)
    done = together(partial(answer, words="One"), partial(answer, words="Two"))
    assert sum(isinstance(each, Problem) for each in done) == 1
    assert ReviewLine.objects.filter(kind="answered").count() == 1


def test_what_is_off_is_neither_asked_about_nor_declined_again(row: Appointment) -> None:
    booked(row.client, at(5, 14))  # so Ana still treats them
    ask(row)
    decline(row)
    with pytest.raises(Conflict):
        decline(row)
    with pytest.raises(Conflict):
        ask(row)
    assert not review_letters.still_asked(OutboxRow.objects.get(topic="review_asked"), LATER)
