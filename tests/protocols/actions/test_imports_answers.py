"""What the runner says of what was brought in, and the draft before that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from clinic.foundation.actions import sweeping
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from protocols.actions import imports, imports_answers, races, workouts
from protocols.models import Imported, NamedTitle, PlanDraft, Race, Workout
from protocols.queries import import_overview
from protocols.queries.import_overview import Overview
from tests.clinic import make
from tests.protocols import plans, rows
from tests.protocols.plans import CLUB, MAYBE, NOW, PLAN, RACE, TEMPO, changed, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    made = make.client()
    keep(made, *PLAN)
    return made


@pytest.fixture
def by(mara: Client) -> User:
    return make.login_of(mara)


def seen(client: Client) -> Overview:
    return import_overview.overview(client, NOW)


def test_a_suggestion_is_confirmed_with_its_guesses(mara: Client, by: User) -> None:
    (asked,) = seen(mara).suggestions
    assert (asked.entry.time_known, asked.entry.expected_minutes) == (False, 275)
    race = imports_answers.confirm(by=by, item=asked.row, race=asked.entry, now=NOW)
    assert (race.name, race.local_start) == ("Spring Marathon", datetime(2027, 4, 4, 8))
    assert seen(mara).suggestions == []
    assert keep(mara, *PLAN).done.unchanged == len(PLAN)


def test_a_suggestion_confirmed_twice_is_one_race(mara: Client, by: User) -> None:
    (asked,) = seen(mara).suggestions
    first = imports_answers.confirm(by=by, item=asked.row, race=asked.entry, now=NOW)
    assert imports_answers.confirm(by=by, item=asked.row, race=asked.entry, now=NOW) == first
    assert Race.objects.filter(name="Spring Marathon").count() == 1


def test_a_race_typed_in_meanwhile_is_the_one_that_is_confirmed(mara: Client, by: User) -> None:
    (asked,) = seen(mara).suggestions
    mine = rows.race(mara, name="Spring Marathon", local_start=datetime(2027, 4, 4, 10))
    guess = plans.changed_entry(asked.entry, priority="A")
    assert imports_answers.confirm(by=by, item=asked.row, race=guess, now=NOW) == mine
    mine.refresh_from_db()
    assert (mine.priority, mine.local_start.hour) == ("A", 10)
    keep(mara, *PLAN[:1], changed(MAYBE, title="Spring Marathon!"), *PLAN[2:])
    assert Race.objects.filter(name="Spring Marathon").count() == 1


def test_no_race_becomes_training_and_is_not_asked_about_again(mara: Client, by: User) -> None:
    (asked,) = seen(mara).suggestions
    for _ in range(2):
        imports_answers.decline(by=by, item=asked.row, now=NOW)
    for title in ("Spring Marathon", "Spring Marathon race"):
        keep(mara, *PLAN[:1], changed(MAYBE, title=title), *PLAN[2:])
        assert seen(mara).suggestions == []
    assert Workout.objects.get(title="Spring Marathon race").day == MAYBE.day
    assert Race.objects.count() == 1


def test_a_title_is_named_once_and_remembered(mara: Client, by: User) -> None:
    (asked,) = seen(mara).unnamed
    assert (asked.title, asked.count, asked.day) == ("Club night", 1, CLUB.day)
    n = imports_answers.name_title(by=by, client=mara, title=" CLUB  night", kind="hills", now=NOW)
    assert n == 1
    assert Workout.objects.get(title="Club night").kind == "hills"
    keep(mara, *PLAN, changed(CLUB, uid="w9", title="club night"))
    assert Workout.objects.get(title="club night").kind == "hills"
    assert seen(mara).unnamed == []


def test_a_named_workout_still_follows_its_source(mara: Client, by: User) -> None:
    imports_answers.name_title(by=by, client=mara, title="Club night", kind="hills", now=NOW)
    keep(mara, *PLAN[:3], changed(CLUB, minutes=95), PLAN[4])
    row = Workout.objects.get(title="Club night")
    assert (row.kind, row.minutes) == ("hills", 95)


@pytest.mark.parametrize(("title", "kind"), [("Club night", "unknown"), ("x", "y"), (" ", "easy")])
def test_a_name_must_say_something(mara: Client, by: User, title: str, kind: str) -> None:
    with pytest.raises(Invalid):
        imports_answers.name_title(by=by, client=mara, title=title, kind=kind, now=NOW)
    assert not NamedTitle.objects.exists()


@pytest.fixture
def differing(mara: Client, by: User) -> Imported:
    """A race that the runner named anew, and that its source moved by a week."""
    races.change(by=by, race=Race.objects.get(), changes={"name": "My half"}, now=NOW)
    anew = changed(RACE, day=RACE.day + timedelta(days=7))
    assert seen(mara).differing == []
    keep(mara, anew, *PLAN[1:])
    return plans.row(mara, "r1")


def test_a_difference_is_shown_with_both_sides(mara: Client, differing: Imported) -> None:
    (shown,) = seen(mara).differing
    assert shown.row == differing
    yours, theirs = shown.yours, shown.theirs
    assert (getattr(yours, "name", ""), getattr(theirs, "name", "")) == ("My half", "My half")
    assert getattr(yours, "local_start", NOW).day == 6
    assert getattr(theirs, "local_start", NOW).day == 13


def test_to_take_theirs_writes_what_the_source_says(
    mara: Client, by: User, differing: Imported
) -> None:
    imports_answers.take_theirs(by=by, item=differing, now=NOW)
    race = Race.objects.get()
    assert (race.name, race.local_start) == ("My half", datetime(2026, 12, 13, 9, 30))
    assert seen(mara).differing == []
    keep(mara, changed(RACE, day=RACE.day + timedelta(days=14)), *PLAN[1:])
    assert Race.objects.get().local_start.day == 20


def test_to_keep_mine_ends_the_question_and_changes_nothing(
    mara: Client, by: User, differing: Imported
) -> None:
    imports_answers.keep_mine(by=by, item=differing, now=NOW)
    assert seen(mara).differing == []
    assert Race.objects.get().local_start.day == 6
    keep(mara, changed(RACE, day=RACE.day + timedelta(days=14)), *PLAN[1:])
    assert Race.objects.get().local_start.day == 6
    assert len(seen(mara).differing) == 1


def test_there_is_nothing_to_take_where_both_agree(mara: Client, by: User) -> None:
    with pytest.raises(NotFound):
        imports_answers.take_theirs(by=by, item=plans.row(mara, "r1"), now=NOW)


def test_an_edit_alone_is_no_question(mara: Client, by: User) -> None:
    tempo = Workout.objects.get(title="Tempo")
    workouts.change(by=by, workout=tempo, changes={"minutes": 20}, now=NOW)
    keep(mara, *PLAN)
    assert seen(mara).differing == []


def test_nobody_answers_for_a_stranger(mara: Client) -> None:
    kai, item = make.user("kai", Role.CLIENT), plans.row(mara, "m1")
    source = item.source
    race = seen(mara).suggestions[0].entry
    asked: list[Any] = [
        lambda: imports_answers.confirm(by=kai, item=item, race=race, now=NOW),
        lambda: imports_answers.decline(by=kai, item=item, now=NOW),
        lambda: imports_answers.take_theirs(by=kai, item=item, now=NOW),
        lambda: imports_answers.keep_mine(by=kai, item=item, now=NOW),
        lambda: imports_answers.stay(by=kai, item=item, now=NOW),
        lambda: imports_answers.name_title(by=kai, client=mara, title="x", kind="easy", now=NOW),
        lambda: imports.forget(by=kai, source=source, now=NOW, with_things=True),
    ]
    before = list(Imported.objects.values())
    for each in asked:
        with pytest.raises(NotFound):
            each()
    assert list(Imported.objects.values()) == before


def test_without_that_a_stranger_would_answer(mara: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(imports_answers, "may_edit", lambda by, client, now: True)
    kai = make.user("kai", Role.CLIENT)
    imports_answers.decline(by=kai, item=plans.row(mara, "m1"), now=NOW)
    assert Imported.objects.filter(state="declined").exists()


def test_a_draft_is_kept_once(by: User) -> None:
    Imported.objects.all().delete()
    Race.objects.all().delete()
    row = imports.draft(by=by, client=by.client, read=plans.read(RACE), name="a.ics", now=NOW)
    assert imports.keep_draft(by=by, code=row.code, now=NOW).touched
    assert Race.objects.count() == 1
    with pytest.raises(NotFound):
        imports.keep_draft(by=by, code=row.code, now=NOW)


def test_a_new_draft_takes_the_place_of_the_old_one(mara: Client, by: User) -> None:
    read = plans.read(TEMPO)
    first = imports.draft(by=by, client=mara, read=read, name="a.ics", now=NOW)
    second = imports.draft(by=by, client=mara, read=read, name="b.ics", now=NOW)
    assert [row.code for row in PlanDraft.objects.all()] == [second.code]
    assert first.code != second.code
    imports.drop_draft(by=by, code=second.code, now=NOW)
    assert not PlanDraft.objects.exists()


def test_the_hourly_sweep_throws_drafts_away_after_a_day(mara: Client, by: User) -> None:
    imports.draft(by=by, client=mara, read=plans.read(TEMPO), name="a.ics", now=NOW)
    sweeping.sweep(now=NOW + timedelta(hours=23))
    assert PlanDraft.objects.exists()
    sweeping.sweep(now=NOW + timedelta(hours=24))
    assert not PlanDraft.objects.exists()


def test_a_strangers_draft_is_not_there(mara: Client, by: User) -> None:
    row = imports.draft(by=by, client=mara, read=plans.read(TEMPO), name="a.ics", now=NOW)
    kai = make.user("kai", Role.CLIENT)
    for act in (imports.keep_draft, imports.drop_draft):
        with pytest.raises(NotFound):
            act(by=kai, code=row.code, now=NOW)
    assert PlanDraft.objects.exists()
