"""The same plan by another way: after its source was let go, under new names, from the clinic's list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from clinic.foundation.models import Client
from protocols.actions import imports, imports_answers, races, workouts
from protocols.core.plans import pairing
from protocols.core.plans.shape import Item, Skipped
from protocols.models import Absence, Imported, Race, Source, Workout
from protocols.queries import import_names, import_overview
from tests.clinic import make
from tests.protocols import plans, rows
from tests.protocols.plans import CLUB, MAYBE, NOW, PLAN, RACE, SICK, TEMPO, changed, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    return make.client()


@pytest.fixture
def feed(mara: Client) -> Source:
    made = plans.feed(mara)
    keep(mara, *PLAN, source=made)
    return made


def forget(mara: Client, source: Source) -> None:
    imports.forget(by=make.login_of(mara), source=source, now=NOW, with_things=False)


def things() -> list[Any]:
    return [list(each.objects.order_by("pk").values()) for each in (Race, Workout, Absence)]


def anew(*items: Item) -> list[Item]:
    """The same events by other names."""
    return [changed(item, uid=f"{n} anew") for n, item in enumerate(items)]


def test_a_source_that_was_let_go_and_comes_again_doubles_nothing(
    mara: Client, feed: Source
) -> None:
    before = things()
    forget(mara, feed)
    done = keep(mara, *anew(*PLAN), source=plans.feed(mara)).done
    assert things() == before
    assert (len(done.linked), len(done.suggested), done.added) == (4, 1, [])


def test_without_looking_for_them_they_would_be_doubled(
    mara: Client, feed: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "own", lambda *_: {})
    forget(mara, feed)
    keep(mara, *PLAN, source=plans.feed(mara))
    assert (Workout.objects.count(), Absence.objects.count()) == (4, 2)


def test_training_that_is_as_its_source_has_it_follows_it_again(mara: Client, feed: Source) -> None:
    forget(mara, feed)
    other = plans.feed(mara)
    keep(mara, *PLAN, source=other)
    keep(mara, RACE, changed(TEMPO, minutes=75), source=other)
    assert [row.minutes for row in Workout.objects.all()] == [75]


def test_training_that_was_edited_before_stays_the_runners(mara: Client, feed: Source) -> None:
    row = Workout.objects.get(title="Tempo")
    workouts.change(by=make.login_of(mara), workout=row, changes={"minutes": 20}, now=NOW)
    forget(mara, feed)
    other = plans.feed(mara)
    for told in (TEMPO, changed(TEMPO, minutes=75)):
        keep(mara, told, source=other)
    assert [row.minutes for row in Workout.objects.filter(title="Tempo")] == [20]
    assert plans.row(mara, "w1").workout == row


def test_a_no_said_twice_makes_one_workout(mara: Client) -> None:
    for feed in (plans.feed(mara), plans.feed(mara)):
        keep(mara, MAYBE, source=feed)
        imports_answers.decline(by=make.login_of(mara), item=plans.row(mara, "m1"), now=NOW)
        forget(mara, feed)
    assert Workout.objects.count() == 1


def test_training_of_another_day_or_kind_is_other_training(mara: Client) -> None:
    keep(mara, TEMPO)
    forget(mara, Source.objects.get())
    others = [changed(TEMPO, uid="x", day=date(2026, 12, 8)), changed(TEMPO, uid="y", kind="easy")]
    keep(mara, *others, source=plans.feed(mara))
    assert Workout.objects.count() == 3


def test_a_feed_with_new_names_at_each_reading_doubles_nothing(mara: Client, feed: Source) -> None:
    before = things()
    done = keep(mara, *anew(*PLAN), source=feed).done
    assert (done.unchanged, len(done.waiting), done.gone) == (4, 1, [])
    assert things() == before
    assert feed.items.count() == len(PLAN)
    assert not feed.items.filter(uid="w1").exists()


def test_without_pairing_them_names_would_make_twins(
    mara: Client, feed: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "renamed", lambda *_: {})
    assert keep(mara, *anew(*PLAN), source=feed).done.added


def test_an_edited_workout_gets_no_twin_under_a_new_name(mara: Client, feed: Source) -> None:
    row = Workout.objects.get(title="Tempo")
    workouts.change(by=make.login_of(mara), workout=row, changes={"minutes": 20}, now=NOW)
    keep(mara, *anew(*PLAN), source=feed)
    done = keep(mara, changed(TEMPO, uid="COMPLETED_w1", minutes=52), CLUB, source=feed).done
    assert [line.title for line in done.own] == ["Tempo"]
    assert [row.minutes for row in Workout.objects.filter(title="Tempo")] == [20]


def test_what_was_removed_does_not_come_back_under_a_new_name(mara: Client, feed: Source) -> None:
    row = Workout.objects.get(title="Tempo")
    workouts.remove(by=make.login_of(mara), workout=row, now=NOW)
    keep(mara, *anew(*PLAN), source=feed)
    assert not Workout.objects.filter(title="Tempo").exists()


def test_two_of_a_title_keep_their_own_times(mara: Client) -> None:
    feed = plans.feed(mara)
    early = changed(TEMPO, uid="a", at=datetime(2026, 12, 1, 7).time())
    keep(mara, early, changed(TEMPO, uid="b"), source=feed)
    before = things()
    done = keep(mara, changed(early, uid="z"), changed(TEMPO, uid="y"), source=feed).done
    assert (done.unchanged, things()) == (2, before)


def test_a_picked_race_is_the_one_that_is_there_already(mara: Client) -> None:
    keep(mara, RACE)
    start = datetime(2026, 12, 6, 10)
    listed = rows.listed(name="City Half Marathon", distance_m=21_097, local_start=start)
    race = rows.picked(mara, listed)
    assert (Race.objects.get(), race.listed) == (race, listed)
    assert race.local_start.minute == 30
    assert rows.picked(mara, listed) == race


def test_a_race_picked_from_another_line_stays_that(mara: Client) -> None:
    lines = [
        rows.listed(name=name, local_start=datetime(2026, 12, 6, 10)) for name in ("City", "City 2")
    ]
    assert len({rows.picked(mara, line).pk for line in lines}) == 2


@pytest.mark.parametrize("title", ["Spring Marathon", "Town run"])
def test_an_outright_race_answers_what_another_source_asks(mara: Client, title: str) -> None:
    keep(mara, MAYBE, source=plans.feed(mara))
    told = changed(MAYBE, uid="x", what="race", title=title, priority="A")
    for _ in range(2):
        keep(mara, told, tool="intervals")
        keep(mara, MAYBE, source=Source.objects.get(kind="feed"))
    assert [row.priority for row in Race.objects.all()] == ["A"]
    assert import_overview.overview(mara, NOW).suggestions == []
    assert plans.row(mara, "x").race == Race.objects.get()


def test_an_outright_race_holds_against_a_no_to_a_guess(mara: Client) -> None:
    keep(mara, MAYBE, source=plans.feed(mara))
    imports_answers.decline(by=make.login_of(mara), item=plans.row(mara, "m1"), now=NOW)
    keep(mara, changed(MAYBE, uid="x", what="race"), tool="intervals")
    assert Race.objects.get().name == "Spring Marathon"


HURT = changed(SICK, uid="injured-femur-2026/20261203", kind="injured")


def test_the_name_of_an_absence_tells_nothing(mara: Client) -> None:
    feed = plans.feed(mara)
    keep(mara, HURT, CLUB, source=feed)
    row = Imported.objects.get(what="absence")
    assert "femur" not in row.uid
    assert row.uid == import_names.hidden(HURT.uid)
    assert keep(mara, HURT, CLUB, source=feed).done.unchanged == 2


def test_an_absence_that_is_broken_this_time_is_not_gone(mara: Client) -> None:
    feed = plans.feed(mara)
    keep(mara, HURT, CLUB, source=feed)
    for name in (HURT.uid, "injured-femur-2026"):
        broken = (Skipped(1, "broken", "x", name),)
        assert keep(mara, CLUB, source=feed, skipped=broken).done.gone == []
    assert keep(mara, CLUB, source=feed).done.gone != []


def test_training_that_becomes_an_absence_is_the_same_event(mara: Client) -> None:
    feed = plans.feed(mara)
    for told in (CLUB, changed(SICK, uid="w2", day=CLUB.day), CLUB):
        keep(mara, told, TEMPO, source=feed)
        assert feed.items.count() == 2
    assert (Workout.objects.count(), Absence.objects.count()) == (2, 0)


@pytest.mark.parametrize("n", [1, 3])
def test_what_waits_is_counted_by_two_queries(
    mara: Client, n: int, django_assert_num_queries: Any
) -> None:
    feed = plans.feed(mara)
    for i in range(n):
        more = {"day": date(2027, 1, 1 + i)}
        told = [changed(item, uid=f"{item.uid}{i}", **more) for item in (MAYBE, CLUB, RACE)]
        keep(mara, *told, source=feed) if i else keep(mara, *told)
    with django_assert_num_queries(2):
        assert import_overview.asking(mara, NOW) == n + 1


def test_what_waits_is_what_the_page_shows(mara: Client, feed: Source) -> None:
    by = make.login_of(mara)
    row = Workout.objects.get(title="Tempo")
    workouts.change(by=by, workout=row, changes={"minutes": 20}, now=NOW)
    keep(mara, changed(TEMPO, minutes=70), CLUB, MAYBE, source=feed)
    assert import_overview.asking(mara, NOW) == 4
    races.remove(by=by, race=Race.objects.get(), now=NOW)
    workouts.change(by=by, workout=row, changes={"minutes": 70}, now=NOW)
    assert import_overview.asking(mara, NOW) == 2
