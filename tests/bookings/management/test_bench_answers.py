"""What the bench measures is right: an answer that is wrong anywhere ends the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from bookings.actions.load_people import RUNNER
from bookings.core.load import Size
from bookings.management import load
from bookings.management.bench import bare, pages, slots
from bookings.management.bench.bookings import Supply
from bookings.management.bench.stage import Counts, Stage, browser
from bookings.management.bench.table import Row
from bookings.management.bench.web import Web
from bookings.management.commands.bench import Command

pytestmark = pytest.mark.django_db
TINY = Size(therapists=3, days=2, per_day=2, rooms=3, clients=10)
Answer = tuple[Stage, dict[str, Any]]


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[Answer]:
    """A tiny clinic, and what the product says of its two days. All tests here share it."""
    with django_db_blocker.unblock(), transaction.atomic():
        held = Stage(load.sow(TINY, 1, timezone.now()), 1, Counts(), Web(0, 0), Web(0, 0))
        asked = slots.product(held, slots.path(held, 0, 2))
        yield held, browser(RUNNER).get(asked).json()
        transaction.set_rollback(True)


@pytest.fixture
def answer(told: Answer) -> Answer:
    """The same, to spoil."""
    return told[0], deepcopy(told[1])


def test_a_right_answer_passes_with_all_its_times(answer: Answer) -> None:
    held, told = answer
    assert slots.check(held, told, range(2)) == len(told["slots"]) > 10


@pytest.mark.parametrize(
    "spoil",
    [
        lambda times: times.pop(),
        lambda times: times.append(times[0]),
        lambda times: times[0].update(start="2026-01-01T09:00:00+01:00"),
        lambda times: times[0].update(verdict="blocked"),
        lambda times: times[0].update(reasons=[{"rule": "none"}]),
        lambda times: times[0].update(therapist="nobody"),
    ],
)
def test_an_answer_that_is_wrong_anywhere_ends_the_run(
    answer: Answer, spoil: Callable[[list[dict[str, Any]]], object]
) -> None:
    held, told = answer
    spoil(told["slots"])

    with pytest.raises(slots.Wrong):
        slots.check(held, told, range(2))


def test_the_bare_view_is_held_to_the_same_times(answer: Answer) -> None:
    held, _told = answer
    found = bare.free(held.plan.first, 2, None, earliest=timezone.now())
    times = [
        {"start": datetime.fromtimestamp(at * 60, UTC).isoformat(), "therapist": code}
        for code, starts in found.items()
        for at in starts
    ]

    slots.check_bare(held, {"slots": times}, range(2))
    with pytest.raises(slots.Wrong):
        slots.check_bare(held, {"slots": times[1:]}, range(2))


def test_the_page_has_a_button_for_each_start_and_no_other(told: Answer) -> None:
    held, answer = told
    pick = '<button name="pick" value="{}+00:00|x|">'
    starts = {datetime.fromisoformat(slot["start"]).astimezone(UTC) for slot in answer["slots"]}
    buttons = [pick.format(f"{start:%Y-%m-%dT%H:%M}") for start in starts]

    assert pages.check(held, "".join(buttons), range(2)) == len(starts)
    for wrong in (buttons[1:], [*buttons, pick.format("2026-01-01T09:00")]):
        with pytest.raises(slots.Wrong):
            pages.check(held, "".join(wrong), range(2))


def test_more_bookings_than_there_are_clients_are_no_figures(answer: Answer) -> None:
    supply = Supply.of(answer[0])
    with pytest.raises(slots.Wrong, match="not enough"):
        supply.calls(TINY.clients + 1, named=True)


def test_the_other_parts_go_on_when_one_breaks_off(
    told: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(_stage: Stage) -> list[Row]:
        raise slots.Wrong("2 times missing")

    command = Command()
    (row,) = command._measured(breaks, told[0])

    assert (row.met, command.broken) == (False, [__name__.rpartition(".")[2]])
    assert "2 times missing" in capsys.readouterr().err
