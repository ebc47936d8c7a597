"""Two tabs, two browsers, two links at once: no answer is lost, and one sending counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bookings.actions import booking, intake_letters
from bookings.actions import intake as actions
from bookings.models import Appointment
from bookings.queries import intakes
from clinic.foundation.errors import NotFound
from clinic.foundation.queries import access
from protocols.actions import intake as sittings
from protocols.models import Intake, Screening
from tests.bookings import studio
from tests.bookings.answering import answers, begun, save, section
from tests.bookings.mailed import message, secret_in
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.clinic.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
FIELDS = ("goals", "hands_off", "old_injuries")


@pytest.fixture
def row() -> Appointment:
    studio.clinic()
    mara = make.client()
    made = wanted(mara, at(3, 14), accept_caution=True)
    return booking.book(by=make.login_of(mara), wanted=made, now=NOW)


def writing(sitting: Intake, tab: str, code: str, text: str) -> Callable[[], Any]:
    said: dict[str, Any] = {code: text}
    return lambda: save(sitting, tab=tab, **said)


def kept(sitting: Intake) -> dict[str, list[list[Any]]]:
    sitting.refresh_from_db()
    found: dict[str, list[list[Any]]] = json.loads(
        access.open_unseen(sitting.client, [sitting])[0]["answers"]
    )
    return found


def lost(sitting: Intake, rounds: int) -> list[str]:
    """What is missing after two tabs wrote at once, so many times, into questions of their own and
    into one of both.
    """
    missing = []
    for number in range(rounds):
        both = [writing(sitting, tab, "goals", f"{tab}{number}") for tab in "ab"]
        own = [
            writing(sitting, "a", FIELDS[1], f"a{number}"),
            writing(sitting, "b", FIELDS[2], f"b{number}"),
        ]
        said = together(*both, *own)
        found = kept(sitting)
        values = {entry[2] for entries in found.values() for entry in entries}
        wanted_ = {f"a{number}", f"b{number}"}
        places = [entry[2] for entry in found.get(FIELDS[1], []) + found.get(FIELDS[2], [])]
        missing += [text for text in wanted_ if text not in values or text not in places]
        missing += [str(one) for one in said if isinstance(one, Exception)]
    return missing


def test_twenty_times_two_tabs_at_once_lose_no_answer(row: Appointment) -> None:
    assert lost(begun(row.client), rounds=20) == []


def test_without_the_lock_two_tabs_would_lose_answers(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(_by: Any, intake: Intake) -> Intake:
        return Intake.objects.select_related("client", "version").get(pk=intake.pk)

    monkeypatch.setattr(sittings, "_locked", unlocked)
    assert lost(begun(row.client), rounds=20) != []


def test_of_two_tabs_that_begin_at_once_both_get_the_same_sitting(row: Appointment) -> None:
    first, second = together(lambda: begun(row.client), lambda: begun(row.client))
    assert first.pk == second.pk


def test_of_two_that_send_in_by_one_link_one_counts(row: Appointment) -> None:
    secret = secret_in(intake_letters.issue(appointment=row, row=message(row), now=NOW))
    held = intakes.behind(secret, NOW)
    doings = []
    for browser in ("one", "two"):
        sitting = sittings.begin(by=None, client=row.client, link=held.link(browser), now=NOW)
        save(sitting, **answers(section("flags")))
        doings.append(
            lambda sitting=sitting: actions.submit(
                by=None, intake=sitting, sections=["flags"], secret=secret, now=NOW
            )
        )
    ends = together(*doings)
    assert [type(end) for end in ends if isinstance(end, Exception)] == [NotFound]
    assert Screening.objects.count() == 1
