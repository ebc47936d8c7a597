"""What a runner answers on the page of imports: each by one press, each once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.models import Client
from protocols.models import Imported, NamedTitle, Race, Workout
from protocols.web import answering
from tests.clinic import make
from tests.protocols import plans, rows

pytestmark = pytest.mark.django_db
SETTLE = "/season/settle/?back=%2Fimports%2F"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def mara(client: Browser) -> Client:
    mara = make.client()
    Client.objects.update(zone="Europe/Berlin")
    client.force_login(make.login_of(mara))
    return Client.objects.get()


def press(browser: Browser, route: str, item: Imported, **sent: str) -> Any:
    return browser.post(reverse(route, args=[item.code]), {"once": "o", **sent})


def suggested(mara: Client, **more: Any) -> Imported:
    plans.keep(mara, plans.changed(plans.MAYBE, **more))
    return plans.row(mara, "m1")


def gone(mara: Client) -> Imported:
    """A race that its feed does not have any more."""
    feed = plans.feed(mara)
    plans.keep(mara, plans.RACE, plans.TEMPO, source=feed)
    plans.keep(mara, plans.TEMPO, source=feed)
    return plans.row(mara, "r1")


def differing(mara: Client) -> Imported:
    """A workout that the runner made longer, and its source has moved since."""
    plans.keep(mara, plans.TEMPO)
    Workout.objects.update(minutes=70)
    plans.keep(mara, plans.changed(plans.TEMPO, day=plans.CLUB.day))
    return plans.row(mara, "w1")


@pytest.mark.parametrize("priority", ["A", "B", "C"])
def test_one_tap_makes_a_race_of_a_suggestion_with_first_guesses(
    client: Browser, mara: Client, priority: str
) -> None:
    answer = press(client, "import_answer", suggested(mara), answer=priority)
    race = Race.objects.get()
    assert (race.name, race.priority, race.expected_minutes) == ("Spring Marathon", priority, 275)
    assert (race.time_known, race.local_start) == (False, datetime(2027, 4, 4, 8))
    assert answer["Location"] == SETTLE
    assert "Spring Marathon" not in client.get(reverse("imports")).text.partition("<h1")[2]


def test_until_the_last_answer_one_stays_among_the_questions(client: Browser, mara: Client) -> None:
    plans.keep(mara, plans.MAYBE, plans.changed(plans.MAYBE, uid="m2", title="Autumn Marathon"))
    first, second = (plans.row(mara, uid) for uid in ("m1", "m2"))
    assert press(client, "import_answer", first, answer="A")["Location"] == reverse("imports")
    assert press(client, "import_answer", second, answer="no")["Location"] == SETTLE


def test_what_is_no_race_becomes_training(client: Browser, mara: Client) -> None:
    press(client, "import_answer", suggested(mara, kind="long_run"), answer="no")
    assert (Workout.objects.get().kind, Race.objects.count()) == ("long_run", 0)
    assert Imported.objects.get().state == Imported.State.DECLINED


def test_details_of_a_race_abroad_are_asked_in_its_own_zone(client: Browser, mara: Client) -> None:
    item = suggested(mara, zone="America/New_York", distance_m=None)
    assert "by the clock of America/New York" in client.get(reverse("imports")).text
    page = client.get(reverse("import_race", args=[item.code]))
    typed = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    assert (typed["zone"], "time" in typed, "hours" in typed) == ("America/New_York", False, False)
    sent = {**typed, "time": "09:30", "distance": "half", "priority": "A", "terrain": "hilly"}
    press(client, "import_race", item, **{k: str(v) for k, v in sent.items()})
    race = Race.objects.get()
    assert (race.start_at.hour, race.time_known, race.terrain) == (13, True, "hilly")
    assert (race.distance_m, race.expected_minutes) == (21_098, 145)


def test_a_fault_in_the_details_stands_beside_its_field(client: Browser, mara: Client) -> None:
    item = suggested(mara)
    page = press(client, "import_race", item, name="", day="2027-04-04")
    assert 'id="id_name_error"' in page.text
    assert not Race.objects.exists()


def test_a_full_calendar_is_told_in_the_details(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = suggested(mara)
    monkeypatch.setattr("protocols.actions.imports_answers.MOST_RACES", 0)
    typed = client.get(reverse("import_race", args=[item.code])).context["form"].initial
    sent = {name: str(value) for name, value in typed.items() if value is not None}
    assert "At most 0 can be kept" in press(client, "import_race", item, **sent).text


def test_a_race_that_is_still_on_is_not_asked_about_again(client: Browser, mara: Client) -> None:
    item = gone(mara)
    assert "Still on?" in client.get(reverse("imports")).text
    press(client, "import_gone", item, answer="stay")
    assert Race.objects.exists()
    assert "Still on?" not in client.get(reverse("imports")).text


def test_a_race_that_is_off_is_taken_out(client: Browser, mara: Client) -> None:
    assert press(client, "import_gone", gone(mara), answer="remove")["Location"] == SETTLE
    assert not Race.objects.exists()
    assert "Still on?" not in client.get(reverse("imports")).text


@pytest.mark.parametrize(("answer", "day"), [("mine", 1), ("theirs", 2)])
def test_where_both_differ_the_runner_says_whose_word_holds(
    client: Browser, mara: Client, answer: str, day: int
) -> None:
    item = differing(mara)
    page = client.get(reverse("imports")).text
    assert "Wed 2 Dec 2026, 18:00" in page
    press(client, "import_differ", item, answer=answer)
    at = Workout.objects.get().start_at
    assert at is not None
    assert at.day == day
    assert "Yours stands</h2>" not in client.get(reverse("imports")).text


def test_a_title_is_named_once_for_all_its_workouts(client: Browser, mara: Client) -> None:
    weekly = [
        plans.changed(plans.CLUB, uid=f"c{n}", day=plans.CLUB.day.replace(day=2 + 7 * n))
        for n in range(3)
    ]
    plans.keep(mara, *weekly)
    page = client.get(reverse("imports"))
    assert "3 times, such as on Wed 2 Dec 2026" in page.text
    sent = {"once": "o", "title": "Club night", "kind": "threshold"}
    answer = client.post(reverse("import_title"), sent, follow=False)
    assert answer["Location"] == SETTLE
    assert set(Workout.objects.values_list("kind", flat=True)) == {"threshold"}
    assert NamedTitle.objects.get().kind == "threshold"


@pytest.mark.parametrize("kind", ["", "unknown", "sprint"])
def test_a_kind_that_is_none_names_nothing(client: Browser, mara: Client, kind: str) -> None:
    plans.keep(mara, plans.CLUB)
    sent = {"once": "o", "title": "Club night", "kind": kind}
    assert "Choose a kind first." in client.post(reverse("import_title"), sent, follow=True).text
    assert not NamedTitle.objects.exists()


ANSWERS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("import_answer", suggested, {"answer": "A"}),
    ("import_answer", suggested, {"answer": "no"}),
    ("import_gone", gone, {"answer": "remove"}),
    ("import_differ", differing, {"answer": "theirs"}),
)


@pytest.mark.parametrize(("route", "made", "sent"), ANSWERS)
def test_a_double_tap_is_one_answer(
    client: Browser, mara: Client, route: str, made: Any, sent: dict[str, str]
) -> None:
    item = made(mara)
    before = (Race.objects.count(), Workout.objects.count())
    answers = [press(client, route, item, **sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    after = (Race.objects.count(), Workout.objects.count())
    assert sum(abs(one - other) for one, other in zip(before, after, strict=True)) <= 1


def test_without_the_token_a_second_tap_would_meet_nothing(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "once", lambda _by, _form, _call, do, *, now: do() or "")
    item = differing(mara)
    answers = [press(client, "import_differ", item, answer="theirs") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 404]


@pytest.mark.parametrize(("first", "then"), [("no", "A"), ("B", "no")])
def test_another_answer_from_an_older_window_says_so_and_changes_nothing(
    client: Browser, mara: Client, first: str, then: str
) -> None:
    item = suggested(mara)
    press(client, "import_answer", item, answer=first)
    before = Race.objects.count(), Workout.objects.count()
    client.get(reverse("imports"))
    press(client, "import_answer", item, answer=then, once="older")
    assert "You have answered this already." in client.get(reverse("imports")).text
    assert (Race.objects.count(), Workout.objects.count()) == before


@pytest.mark.parametrize("route", ["import_answer", "import_gone", "import_differ"])
def test_nonsense_for_an_answer_changes_nothing(client: Browser, mara: Client, route: str) -> None:
    item = suggested(mara)
    assert press(client, route, item, answer="D")["Location"] == reverse("imports")
    assert Imported.objects.get().state == Imported.State.SUGGESTED


@pytest.mark.parametrize("route", ["import_race", "import_answer", "import_gone", "import_differ"])
def test_a_question_put_to_somebody_else_is_not_there(
    client: Browser, mara: Client, route: str
) -> None:
    theirs = suggested(make.client("vera"))
    for code in (theirs.code, "nosuchcode42"):
        sent = {"once": "o", "answer": "A"}
        assert client.post(reverse(route, args=[code]), sent).status_code == 404
    assert not Race.objects.exists()


def test_races_and_training_say_where_they_came_from_and_when_it_was_seen(
    client: Browser, mara: Client
) -> None:
    item = gone(mara)
    assert item.race is not None
    workout = Workout.objects.get()
    for where in (reverse("races"), reverse("race", args=[item.race.code])):
        assert "No longer in <bdi>Feed</bdi> since Mon 23 Nov." in client.get(where).text
    week = reverse("training") + "?begin=2026-11-30"
    for where in (week, reverse("workout", args=[workout.code])):
        assert "From <bdi>Feed</bdi>, seen today 10:00." in client.get(where).text


def test_what_was_typed_in_says_nothing_of_an_origin(client: Browser, mara: Client) -> None:
    race = rows.race(mara)
    page = client.get(reverse("race", args=[race.code])).text
    assert "seen" not in page.partition("<h1")[2]
    assert reverse("imports") in client.get(reverse("races")).text
