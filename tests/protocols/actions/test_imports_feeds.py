"""What a feed does not tell any more, tells again, and what of a file becomes a feed's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from clinic.foundation.models import Client
from protocols.actions import absences, imports, imports_answers, races, workouts
from protocols.core.absences import AbsenceEntry
from protocols.core.plans.shape import Skipped
from protocols.models import Absence, Imported, Race, Source, Workout
from protocols.queries import import_names, import_overview
from tests.clinic import make
from tests.protocols import plans
from tests.protocols.plans import CLUB, MAYBE, NOW, PLAN, RACE, SICK, TEMPO, changed, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    return make.client()


@pytest.fixture
def feed(mara: Client) -> Source:
    """A feed that told the whole plan."""
    made = plans.feed(mara)
    keep(mara, *PLAN, source=made)
    return made


def test_training_that_leaves_its_feed_leaves_the_calendar(mara: Client, feed: Source) -> None:
    done = keep(mara, CLUB, source=feed).done
    assert {line.title for line in done.gone} == {
        "City Half",
        "Spring Marathon",
        "Tempo",
        "",
    }
    assert [row.title for row in Workout.objects.all()] == ["Club night"]
    assert not Absence.objects.exists()
    assert plans.row(mara, "w1").gone_at == NOW


def test_a_race_that_leaves_its_feed_stays_and_is_asked_about(mara: Client, feed: Source) -> None:
    keep(mara, CLUB, source=feed)
    assert Race.objects.get().name == "City Half"
    (asked,) = import_overview.overview(mara, NOW).gone
    assert asked.row.uid == "r1"
    assert import_overview.overview(mara, NOW).suggestions == []


def test_what_comes_back_is_there_as_before(mara: Client, feed: Source) -> None:
    keep(mara, CLUB, source=feed)
    done = keep(mara, *PLAN, source=feed).done
    assert len(done.back) == 3
    assert set(Workout.objects.values_list("title", flat=True)) == {"Tempo", "Club night"}
    assert Absence.objects.get().from_day == SICK.day
    assert not Imported.objects.exclude(gone_at=None).exists()


def test_a_race_that_stays_is_not_asked_about_again(mara: Client, feed: Source) -> None:
    keep(mara, CLUB, source=feed)
    imports_answers.stay(by=make.login_of(mara), item=plans.row(mara, "r1"), now=NOW)
    keep(mara, CLUB, source=feed)
    assert import_overview.overview(mara, NOW).gone == []
    assert Race.objects.exists()


def test_a_race_that_was_taken_out_does_not_come_back(mara: Client, feed: Source) -> None:
    keep(mara, CLUB, source=feed)
    races.remove(by=make.login_of(mara), race=Race.objects.get(), now=NOW)
    keep(mara, *PLAN, source=feed)
    assert not Race.objects.exists()


def test_an_edited_workout_stays_when_its_feed_drops_it(mara: Client, feed: Source) -> None:
    row = Workout.objects.get(title="Tempo")
    workouts.change(by=make.login_of(mara), workout=row, changes={"minutes": 20}, now=NOW)
    keep(mara, CLUB, source=feed)
    assert Workout.objects.get(title="Tempo").minutes == 20


def test_without_the_runners_edit_it_goes(mara: Client, feed: Source) -> None:
    keep(mara, CLUB, source=feed)
    assert not Workout.objects.filter(title="Tempo").exists()


def test_an_absence_that_was_changed_by_hand_is_left_alone(mara: Client, feed: Source) -> None:
    mine = AbsenceEntry("sick", "Still ill", SICK.day, date(2026, 12, 9), "UTC")
    absences.change(by=make.login_of(mara), absence=Absence.objects.get(), entry=mine, now=NOW)
    keep(mara, CLUB, changed(SICK, until=date(2026, 12, 4)), source=feed)
    keep(mara, CLUB, source=feed)
    assert Absence.objects.get().to_day == date(2026, 12, 9)


def test_to_be_away_is_the_runners_word_and_no_edit(mara: Client, feed: Source) -> None:
    by = make.login_of(mara)
    absences.say_away(by=by, absence=Absence.objects.get(), away=True, now=NOW)
    keep(mara, *PLAN[:-1], changed(SICK, until=date(2026, 12, 9)), source=feed)
    row = Absence.objects.get()
    assert (row.to_day, row.away) == (date(2026, 12, 9), True)


def test_nothing_is_gone_that_may_be_broken_this_time(mara: Client, feed: Source) -> None:
    told = keep(mara, CLUB, source=feed, skipped=(Skipped(3, "broken", "tempo"),)).done
    assert {line.title for line in told.gone} == {"City Half", "Spring Marathon"}
    assert keep(mara, CLUB, source=feed, skipped=(Skipped(3, "zone"),)).done.gone == []


def test_a_feed_without_a_good_event_changes_nothing(mara: Client, feed: Source) -> None:
    keep(mara, source=feed, skipped=(Skipped(1, "cancelled", "City Half"),))
    assert Workout.objects.count() == 2
    assert not Imported.objects.exclude(gone_at=None).exists()


def test_what_is_over_stays_when_its_feed_drops_it(mara: Client, feed: Source) -> None:
    keep(mara, CLUB, source=feed, now=NOW + timedelta(days=20))
    assert (Workout.objects.count(), Absence.objects.count()) == (2, 1)


def test_a_plan_from_a_file_becomes_its_feeds(mara: Client) -> None:
    keep(mara, RACE, TEMPO, SICK)
    codes = Workout.objects.get().code, Race.objects.get().code
    feed = plans.feed(mara)
    anew = [changed(item, uid=item.uid + "@feed") for item in (RACE, TEMPO, SICK)]
    assert keep(mara, *anew, CLUB, source=feed).done.unchanged == 3
    assert set(feed.items.values_list("uid", flat=True)) == {
        *("r1@feed", "w1@feed", import_names.hidden("a1@feed"), "w2"),
    }
    keep(mara, anew[0], anew[2], CLUB, changed(anew[1], minutes=75), source=feed)
    row = Workout.objects.get(title="Tempo")
    assert (row.code, row.minutes, Race.objects.get().code) == (codes[0], 75, codes[1])


def test_a_file_of_what_a_feed_tells_doubles_nothing(mara: Client, feed: Source) -> None:
    done = keep(mara, *(changed(item, uid=f"file {item.uid}") for item in PLAN)).done
    assert len(done.linked) == len(PLAN)
    assert (Race.objects.count(), Workout.objects.count(), Absence.objects.count()) == (1, 2, 1)


def test_a_club_that_meets_twice_a_day_is_not_one_event(mara: Client) -> None:
    keep(mara, TEMPO)
    feed = plans.feed(mara)
    keep(mara, changed(TEMPO, uid="x"), changed(TEMPO, uid="y"), source=feed)
    assert Workout.objects.count() == 2


def test_a_race_that_becomes_training_stays_a_race(mara: Client, feed: Source) -> None:
    anew = changed(RACE, what="workout", kind="easy")
    keep(mara, anew, *PLAN[1:], source=feed)
    assert Race.objects.exists()
    (shown,) = import_overview.overview(mara, NOW).differing
    imports_answers.take_theirs(by=make.login_of(mara), item=shown.row, now=NOW)
    assert not Race.objects.exists()
    assert Workout.objects.filter(title="City Half", kind="easy").exists()
    assert keep(mara, anew, *PLAN[1:], source=feed).done.unchanged == 4


def test_training_that_turns_out_a_race_is_asked_about(mara: Client, feed: Source) -> None:
    anew = changed(TEMPO, what="maybe_race", title="Tempo 10K race")
    done = keep(mara, RACE, MAYBE, anew, CLUB, SICK, source=feed).done
    assert [line.title for line in done.suggested] == ["Tempo 10K race"]
    assert not Workout.objects.filter(title="Tempo").exists()


def test_a_moved_day_keeps_the_time_that_the_runner_gave(mara: Client) -> None:
    feed, by = plans.feed(mara), make.login_of(mara)
    keep(mara, MAYBE, source=feed)
    guess = import_overview.overview(mara, NOW).suggestions[0].entry
    mine = plans.changed_entry(guess, local_start=datetime(2027, 4, 4, 9, 15), priority="A")
    imports_answers.confirm(by=by, item=plans.row(mara, "m1"), race=mine, now=NOW)
    keep(mara, changed(MAYBE, day=date(2027, 4, 11), title="Spring Marathon!"), source=feed)
    race = Race.objects.get()
    assert (race.local_start, race.time_known) == (datetime(2027, 4, 11, 9, 15), True)
    assert (race.priority, race.name) == ("A", "Spring Marathon!")


def test_a_source_that_is_let_go_leaves_what_it_made(mara: Client, feed: Source) -> None:
    gone = imports.forget(by=make.login_of(mara), source=feed, now=NOW, with_things=False)
    assert gone == 0
    assert (Race.objects.count(), Workout.objects.count(), Imported.objects.count()) == (1, 2, 0)


def test_a_source_takes_its_unedited_future_along(mara: Client, feed: Source) -> None:
    by = make.login_of(mara)
    row = Workout.objects.get(title="Tempo")
    workouts.change(by=by, workout=row, changes={"minutes": 20}, now=NOW)
    assert imports.forget(by=by, source=feed, now=NOW, with_things=True) == 3
    assert [row.title for row in Workout.objects.all()] == ["Tempo"]
    assert not Race.objects.exists()
    assert not Absence.objects.exists()
