"""Looking at imports: what a preview says, where things are from, how much it asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.actions import imports as actions
from protocols.actions import races
from protocols.core.plans.shape import BAD, TOOLS, WHY
from protocols.models import Imported, Race, Workout
from protocols.queries import import_overview, import_words, imports
from tests.clinic import make
from tests.protocols import plans, rows
from tests.protocols.plans import NOW, PLAN, RACE, TEMPO, changed, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    return make.client()


def many(n: int) -> list[Any]:
    return [
        changed(item, uid=f"{item.uid}/{i}", day=item.day + timedelta(days=30 * i), until=None)
        for i in range(n)
        for item in PLAN
    ]


def test_a_preview_says_what_keeping_then_does(mara: Client) -> None:
    keep(mara, RACE, TEMPO)
    races.change(
        by=make.login_of(mara), race=Race.objects.get(), changes={"priority": "A"}, now=NOW
    )
    items = (changed(RACE, minutes=99), changed(TEMPO, minutes=99), *PLAN[1:2], *PLAN[3:])
    before = imports.preview(mara, plans.read(*items), NOW)
    assert keep(mara, *items).done == before
    assert [len(each) for each in (before.added, before.changed, before.own, before.suggested)] == [
        *(2, 1, 1, 1)
    ]
    (own,) = before.own
    assert getattr(own.row, "expected_minutes", 0) == 130
    assert getattr(own.entry, "expected_minutes", 0) == 99


def test_a_preview_writes_nothing(mara: Client) -> None:
    imports.preview(mara, plans.read(*PLAN), NOW)
    assert not Imported.objects.exists()
    assert not Workout.objects.exists()


@pytest.mark.parametrize("n", [1, 3])
def test_a_preview_takes_six_queries_however_long_the_plan(
    mara: Client, n: int, django_assert_num_queries: Any
) -> None:
    keep(mara, *many(n))
    anew = [changed(item, title=f"{item.title}!") for item in many(n)]
    with django_assert_num_queries(6):
        imports.preview(mara, plans.read(*anew), NOW)


@pytest.mark.parametrize("n", [1, 3])
def test_the_overview_takes_as_many_queries_for_one_as_for_three(
    mara: Client, n: int, django_assert_num_queries: Any
) -> None:
    feed = plans.feed(mara)
    keep(mara, *many(n), source=feed)
    Race.objects.update(name="Mine")
    keep(mara, *(changed(item, minutes=77) for item in many(n)), source=feed)
    with django_assert_num_queries(7):
        found = import_overview.overview(mara, NOW)
    assert [len(each) for each in (found.suggestions, found.differing, found.unnamed)] == [n, n, 1]
    assert found.unnamed[0].count == n


def test_sources_say_how_much_came_of_them(mara: Client) -> None:
    keep(mara, *PLAN)
    keep(mara, changed(TEMPO, uid="x", title="Hill repeats"), tool="csv")
    found = import_overview.overview(mara, NOW).sources
    assert [(line.tool_name, line.things, line.feed) for line in found] == [
        ("Calendar file", 4, False),
        ("Table (CSV)", 1, False),
    ]


def test_where_a_thing_came_from_is_known_by_its_code(
    mara: Client, django_assert_num_queries: Any
) -> None:
    keep(mara, *PLAN)
    found, runs = list(Race.objects.all()), list(Workout.objects.all())
    with django_assert_num_queries(1):
        origins = imports.origins(mara, found, runs)
    assert set(origins) == {race.code for race in found} | {run.code for run in runs}
    assert origins[found[0].code] == imports.Origin("Calendar file", NOW, None, feed=False)
    with django_assert_num_queries(0):
        assert imports.origins(mara) == {}


def test_what_was_typed_in_has_no_origin(mara: Client) -> None:
    assert imports.origins(mara, [rows.race(mara)]) == {}


def test_events_and_sources_are_found_by_those_who_may_edit(mara: Client) -> None:
    keep(mara, *PLAN)
    row, by = plans.row(mara, "m1"), make.login_of(mara)
    assert imports.one(by, row.code, NOW) == row
    assert imports.source(by, row.source.code, NOW) == row.source
    kai = make.user("kai", Role.CLIENT)
    for ask, code in ((imports.one, row.code), (imports.source, row.source.code)):
        for who, what in ((kai, code), (by, "nothing")):
            with pytest.raises(NotFound):
                ask(who, what, NOW)


def test_suggestions_to_come_stand_before_those_that_are_over(mara: Client) -> None:
    days = (-3, 5, -1, 2)
    keep(
        mara,
        *(
            changed(PLAN[1], uid=str(n), day=NOW.date() + timedelta(days=n), title=f"Race {n}")
            for n in days
        ),
    )
    found = import_overview.overview(mara, NOW).suggestions
    assert [line.entry.name for line in found] == ["Race 2", "Race 5", "Race -1", "Race -3"]


def test_the_draft_waits_in_the_overview(mara: Client) -> None:
    by = make.login_of(mara)
    row = actions.draft(by=by, client=mara, read=plans.read(TEMPO), name="a", now=NOW)
    assert import_overview.overview(mara, NOW).draft == row


def test_every_code_has_its_words() -> None:
    assert set(import_words.SKIPPED) == set(WHY)
    assert set(import_words.BAD_FILES) == set(BAD)
    assert set(import_words.TOOLS) == set(TOOLS)
    for code in (*BAD, "http_403", "something_new"):
        assert "%" not in import_words.trouble(code)
        assert import_words.bad_file(code).endswith((".", "?"))
    assert "403" in import_words.trouble("http_403")
