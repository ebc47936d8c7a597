"""The same plan brought in twice at the same moment, and answers that meet an import."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from protocols.actions import imports, imports_answers, races
from protocols.models import Absence, Imported, Race, Source, Workout
from protocols.queries import import_overview
from tests.clinic import make
from tests.clinic.threads import together
from tests.protocols import plans
from tests.protocols.plans import NOW, PLAN, RACE, changed, keep

pytestmark = pytest.mark.django_db(transaction=True)


def counts() -> list[int]:
    return [model.objects.count() for model in (Race, Workout, Absence, Imported, Source)]


def test_one_file_by_two_at_once_makes_one_set_of_rows() -> None:
    mara = make.client()
    both = [partial(keep, mara, *PLAN) for _ in range(2)]
    found = together(*both)
    assert counts() == [1, 2, 1, 5, 1]
    assert sorted(outcome.done.unchanged for outcome in found) == [0, 4]


def test_without_the_lock_they_would_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    mara = make.client()
    monkeypatch.setattr(imports, "_lock", lambda client: None)
    plans_of = [partial(keep, mara, *PLAN) for _ in range(4)]
    found: list[Any] = together(*plans_of)
    # Either of them breaks on what the table refuses, or there is more than one of something.
    assert any(isinstance(each, Exception) for each in found) or counts() != [1, 2, 1, 5, 1]


def test_a_feed_and_its_runners_edit_end_with_the_edit() -> None:
    mara = make.client()
    by, feed = make.login_of(mara), plans.feed(mara)
    keep(mara, *PLAN, source=feed)
    race = Race.objects.get()
    moved = changed(RACE, day=RACE.day + timedelta(days=7))
    for _ in range(3):
        edit = partial(races.change, by=by, race=race, changes={"priority": "A"}, now=NOW)
        together(partial(keep, mara, moved, *PLAN[1:], source=feed), edit)
        assert Race.objects.get().priority == "A"


def test_a_suggestion_confirmed_by_two_at_once_is_one_race() -> None:
    mara = make.client()
    keep(mara, *PLAN)
    (asked,) = import_overview.overview(mara, NOW).suggestions
    told: dict[str, Any] = {
        "by": make.login_of(mara),
        "item": asked.row,
        "race": asked.entry,
        "now": NOW,
    }
    first, second = together(*[partial(imports_answers.confirm, **told) for _ in range(2)])
    assert first == second
    assert Race.objects.count() == 2


def test_a_draft_kept_by_two_at_once_is_kept_once() -> None:
    mara = make.client()
    by = make.login_of(mara)
    row = imports.draft(by=by, client=mara, read=plans.read(*PLAN), name="a.ics", now=NOW)
    kept = together(*[partial(imports.keep_draft, by=by, code=row.code, now=NOW)] * 2)
    assert sum(isinstance(each, Exception) for each in kept) == 1
    assert counts() == [1, 2, 1, 5, 1]
