"""Keeping what was read: what it makes, what it leaves alone, how much it asks of the database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.foundation.errors import Conflict, NotFound
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.actions import imports, races, workouts
from protocols.core.plans.shape import Item, Skipped
from protocols.models import Absence, Imported, NamedTitle, Race, Source, Workout
from tests.clinic import make
from tests.protocols import plans, rows
from tests.protocols.plans import CLUB, MAYBE, NOW, PLAN, RACE, RUN, SICK, TEMPO, changed, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    made = make.client()
    Client.objects.filter(pk=made.pk).update(zone="Europe/Berlin")
    made.refresh_from_db()
    return made


def all_rows() -> list[Any]:
    """Every row that an import may touch, with all its columns."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Race, Workout, Absence, Imported, NamedTitle)
    ]


def test_a_plan_makes_races_workouts_and_absences(mara: Client) -> None:
    done = keep(mara, *PLAN).done
    assert [len(done.added), len(done.suggested), done.unchanged] == [4, 1, 0]
    race, absence = Race.objects.get(), Absence.objects.get()
    assert (race.name, race.priority, race.time_known) == ("City Half", "B", True)
    assert race.start_at.isoformat() == "2026-12-06T08:30:00+00:00"
    assert race.expected_minutes == 130
    assert set(Workout.objects.values_list("title", "kind")) == {
        ("Tempo", "threshold"),
        ("Club night", "unknown"),
    }
    assert (absence.from_day, absence.to_day, absence.away) == (SICK.day, SICK.until, False)


def test_the_same_plan_twice_changes_nothing(mara: Client) -> None:
    keep(mara, *PLAN)
    before = all_rows()
    again = keep(mara, *reversed(PLAN)).done
    assert (again.unchanged, len(again.waiting)) == (len(PLAN) - 1, 1)
    assert not again.does_something
    assert all_rows() == before


def test_what_was_seen_again_says_when(mara: Client) -> None:
    keep(mara, *PLAN)
    later = NOW + timedelta(hours=3)
    keep(mara, RACE, TEMPO, now=later)
    seen = dict(Imported.objects.values_list("uid", "seen_at"))
    assert {uid for uid, at in seen.items() if at == later} == {"r1", "w1"}
    assert Source.objects.get().read_at == later


def test_a_changed_event_updates_what_it_made(mara: Client) -> None:
    keep(mara, *PLAN)
    codes = set(Workout.objects.values_list("code", flat=True))
    done = keep(
        mara, changed(RACE, day=date(2026, 12, 13)), changed(TEMPO, minutes=70), CLUB, SICK, MAYBE
    ).done
    assert [line.title for line in done.changed] == ["City Half", "Tempo"]
    assert Race.objects.get().local_start == datetime(2026, 12, 13, 9, 30)
    assert Workout.objects.get(title="Tempo").minutes == 70
    assert set(Workout.objects.values_list("code", flat=True)) == codes


def test_a_race_that_the_runner_edited_stays_as_it_is(mara: Client) -> None:
    keep(mara, *PLAN)
    by = make.login_of(mara)
    races.change(by=by, race=Race.objects.get(), changes={"priority": "A"}, now=NOW)
    before = Race.objects.values().get()
    done = keep(mara, changed(RACE, day=date(2026, 12, 13), title="City Half 2026")).done
    assert [line.title for line in done.own] == ["City Half 2026"]
    assert Race.objects.values().get() == before


def test_without_the_row_as_written_an_edit_would_be_lost(mara: Client) -> None:
    keep(mara, RACE)
    race = Race.objects.get()
    races.change(by=make.login_of(mara), race=race, changes={"name": "Mine"}, now=NOW)
    kept = plans.row(mara, "r1").kept or {}
    Imported.objects.update(kept=kept | {"row": kept["row"] | {"name": "Mine"}})
    keep(mara, changed(RACE, day=date(2026, 12, 13)))
    assert Race.objects.get().local_start.day == 13


def test_what_the_runner_removed_never_comes_back(mara: Client) -> None:
    feed = plans.feed(mara)
    keep(mara, *PLAN, source=feed)
    by = make.login_of(mara)
    races.remove(by=by, race=Race.objects.get(), now=NOW)
    workouts.remove(by=by, workout=Workout.objects.get(title="Tempo"), now=NOW)
    for items in (PLAN, (CLUB,), (changed(RACE, title="New"), changed(TEMPO, minutes=9)), PLAN):
        keep(mara, *items, source=feed)
    assert not Race.objects.exists()
    assert [row.title for row in Workout.objects.all()] == ["Club night"]


def test_a_race_typed_in_before_is_not_added_twice(mara: Client) -> None:
    mine = rows.race(mara, name="City-Half Marathon", local_start=datetime(2026, 12, 6, 10))
    before = Race.objects.values().get()
    done = keep(mara, RACE).done
    assert [line.title for line in done.linked] == ["City-Half Marathon"]
    assert plans.row(mara, "r1").race == mine
    keep(mara, changed(RACE, day=date(2026, 12, 13)))
    assert Race.objects.values().get() == before


@pytest.mark.parametrize(
    ("more", "there"),
    [
        ({"name": "Other", "distance_m": 21_097}, True),
        ({"name": "Other", "distance_m": 10_000}, False),
        ({"name": "City Half", "distance_m": 10_000}, True),
        ({"name": "Other"}, False),
        ({"name": "Race"}, True),
        ({"name": "City Half", "local_start": datetime(2026, 12, 7, 9)}, False),
    ],
)
def test_a_race_is_there_by_its_day_and_name_or_distance(
    mara: Client, more: dict[str, Any], there: bool
) -> None:
    rows.race(mara, **more)
    assert bool(keep(mara, RACE).done.linked) == there
    assert Race.objects.count() == (1 if there else 2)


def test_a_race_with_a_day_alone_stands_at_eight(mara: Client) -> None:
    keep(mara, changed(RACE, at=None))
    race = Race.objects.get()
    assert (race.local_start, race.time_known) == (datetime(2026, 12, 6, 8), False)


def test_a_recording_fills_in_the_finish_of_its_race(mara: Client) -> None:
    keep(mara, RACE)
    done = keep(mara, RUN, tool="watch").done
    assert [line.title for line in done.finished] == ["City Half"]
    race = Race.objects.get()
    assert (race.status, race.start_at.minute) == ("finished", 30)
    assert race.finish_at == datetime.fromisoformat("2026-12-06T11:01:00+01:00")


def test_a_race_that_was_run_still_counts_as_unedited(mara: Client) -> None:
    keep(mara, RACE)
    keep(mara, RUN, tool="watch")
    keep(mara, changed(RACE, title="City Half 2026"))
    assert Race.objects.get().name == "City Half 2026"
    assert Race.objects.get().status == "finished"


def test_a_finish_that_was_typed_in_stays(mara: Client) -> None:
    keep(mara, RACE)
    by, finish = make.login_of(mara), datetime.fromisoformat("2026-12-06T10:00:00+00:00")
    changes = {"status": "finished", "finish_at": finish}
    races.change(by=by, race=Race.objects.get(), changes=changes, now=NOW)
    assert len(keep(mara, RUN, tool="watch").done.own) == 1
    assert Race.objects.get().finish_at == finish


def test_a_recording_gives_a_race_its_start_where_none_is_known(mara: Client) -> None:
    keep(mara, changed(RACE, at=None, zone="America/New_York"))
    keep(mara, RUN, tool="watch")
    race = Race.objects.get()
    assert (race.local_start, race.time_known) == (datetime(2026, 12, 6, 3, 31), True)


@pytest.mark.parametrize(
    "more", [{"distance_m": 5_000}, {"day": date(2026, 12, 7)}, {"took_s": None}]
)
def test_a_recording_of_no_race_is_not_used(mara: Client, more: dict[str, Any]) -> None:
    keep(mara, RACE)
    done = keep(mara, changed(RUN, **more), tool="watch").done
    assert [each.why for each in done.skipped] == ["no_race"]
    assert Race.objects.get().status == "planned"


def test_a_bad_event_is_listed_and_loses_no_good_one(mara: Client) -> None:
    bad = (Skipped(7, "zone", "Far away"), Skipped(9, "broken"))
    done = keep(mara, changed(RACE, zone="Mars/Base"), TEMPO, skipped=bad).done
    assert [(each.line, each.why) for each in done.skipped] == [
        (1, "zone"),
        (7, "zone"),
        (9, "broken"),
    ]
    assert all(each.words for each in done.skipped)
    assert len(done.added) == Workout.objects.count() == 1


def many(n: int) -> list[Item]:
    """A plan of so many of everything."""
    return [
        changed(item, uid=f"{item.uid}/{i}", day=item.day + timedelta(days=8 * i), until=until)
        for i in range(n)
        for item in (RACE, MAYBE, TEMPO, CLUB, SICK)
        for until in [item.until and item.until + timedelta(days=8 * i)]
    ]


def statements(mara: Client, *items: Item, source: Source) -> int:
    make.login_of(mara)  # looked up before
    with CaptureQueriesContext(connection) as asked:
        keep(mara, *items, source=source)
    return len(asked)


def test_it_takes_as_many_statements_for_one_event_as_for_many(mara: Client) -> None:
    kai = make.client("kai")
    found = []
    for client, n in ((mara, 1), (kai, 30)):
        feed, items = plans.feed(client), many(n)
        anew = [changed(item, title=item.title + "!") for item in items]
        found.append(
            [
                statements(client, *now, source=feed)
                for now in (items, items, anew, [changed(RACE, uid="x")], anew)
            ]
        )
    assert found[0] == found[1]
    assert max(found[0]) <= 30


def test_nobody_brings_anything_into_a_strangers_calendar(mara: Client) -> None:
    for who in (make.user("kai", Role.CLIENT), make.user("tess", Role.THERAPIST)):
        with pytest.raises(NotFound):
            imports.keep(by=who, client=mara, read=plans.read(*PLAN), now=NOW)
    assert not Imported.objects.exists()


def test_a_full_calendar_takes_nothing_of_it(mara: Client, monkeypatch: Any) -> None:
    monkeypatch.setitem(imports.MOST, Workout, 1)
    with pytest.raises(Conflict) as refused:
        keep(mara, *PLAN)
    assert refused.value.code == "too_many"
    assert not Race.objects.exists()
    assert not Source.objects.exists()


def test_a_source_of_somebody_else_is_not_there(mara: Client) -> None:
    other = plans.feed(make.client("kai"))
    with pytest.raises(NotFound):
        keep(mara, *PLAN, source=other)
