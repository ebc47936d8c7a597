"""The pages of imports: a file is read, looked at, and kept or not; what was read is shown safely."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.models import Client, Look
from protocols.actions import imports as actions
from protocols.core.plans.shape import BAD, MOST_BYTES, BadFile, Read, Skipped
from protocols.models import Imported, PlanDraft, Race, Source, Workout
from protocols.queries import import_words
from protocols.web import answering, plan_lines
from protocols.web import imports as pages
from tests.clinic import make
from tests.protocols import plans, rows
from tests.protocols.core.plans import files

pytestmark = pytest.mark.django_db
HOSTILE = (
    "<script>alert(1)</script>",
    "x" * 200,
    "מרתון <b>ירושלים</b> \u202etxt",
    "&amp; {{ 7 }}",
)


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


def send(browser: Browser, content: bytes = b"plan", **more: Any) -> Any:
    file = SimpleUploadedFile("plan.ics", content)
    return browser.post(reverse("import_new"), {"file": file}, **more)


def drafted(browser: Browser, monkeypatch: pytest.MonkeyPatch, read: Read) -> str:
    """The code of a draft of what a reader gives."""
    monkeypatch.setattr(pages, "read_apart", lambda *_: read)
    send(browser)
    return PlanDraft.objects.get().code


def token(browser: Browser, code: str) -> str:
    page = browser.get(reverse("import_draft", args=[code]))
    return str(page.context["form"]["once"].value())


def press(browser: Browser, route: str, code: str, **sent: str) -> Any:
    return browser.post(reverse(route, args=[code]), sent, follow=False)


def test_an_empty_page_teaches_where_plans_come_from(client: Browser, mara: Client) -> None:
    page = client.get(reverse("imports")).text
    for words in ("Plans and calendars", "intervals.icu", "activities.csv", "Read this file"):
        assert words in page
    assert reverse("feed_new") in page


def test_a_file_is_read_apart_looked_at_and_kept(client: Browser, mara: Client) -> None:
    content = files.calendar(
        files.event("DTSTART:20261201T180000", summary="Tempo run"),
        files.event("DTSTART;VALUE=DATE:20270404", uid="two", summary="Spring Marathon"),
    )
    where = send(client, content)["Location"]
    draft = PlanDraft.objects.get()
    assert where == reverse("import_draft", args=[draft.code])
    page = client.get(where).text
    assert page.index("may be races") < page.index("Tempo run")
    assert "Sun 4 Apr 2027, time unknown" in page
    assert not Workout.objects.exists()
    answer = press(client, "import_keep", draft.code, once="o")
    assert answer["Location"] == "/season/settle/?back=%2Fimports%2F"
    assert (Workout.objects.get().title, Race.objects.count()) == ("Tempo run", 0)


def test_a_look_at_a_draft_is_on_file_since_plans_tell_of_illness(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = drafted(client, monkeypatch, plans.read(plans.SICK))
    assert "Flu" in client.get(reverse("import_draft", args=[code])).text
    assert Look.objects.get().record == f"PlanDraft:{code}"


@pytest.mark.parametrize("bad", BAD)
def test_a_file_that_cannot_be_read_is_told_at_its_field(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    def refuse(*_: Any) -> Read:
        raise BadFile(bad)

    monkeypatch.setattr(pages, "read_apart", refuse)
    page = send(client)
    assert 'id="id_file_error"' in page.text
    assert str(import_words.bad_file(bad)) in page.context["upload"].errors["file"][0]
    assert not PlanDraft.objects.exists()


def test_no_file_is_told_at_its_field_too(client: Browser, mara: Client) -> None:
    assert 'id="id_file_error"' in client.post(reverse("import_new"), {}).text


def test_no_more_of_a_file_is_taken_than_tells_that_it_is_too_big(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []

    def weigh(content: bytes, *_: Any) -> Read:
        taken.append(len(content))
        raise BadFile("too_big")

    monkeypatch.setattr(pages, "read_apart", weigh)
    send(client, b"x" * (MOST_BYTES + 1_000))
    assert taken == [MOST_BYTES + 1]


def test_a_preview_counts_first_and_says_why_something_is_not_used(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans.keep(mara, plans.TEMPO, plans.CLUB)
    later = plans.changed(plans.CLUB, day=plans.CLUB.day + timedelta(days=1))
    skipped = (Skipped(12, "no_date", "Odd one"),)
    read = plans.read(plans.TEMPO, later, plans.RACE, plans.MAYBE, skipped=skipped)
    code = drafted(client, monkeypatch, read)
    page = client.get(reverse("import_draft", args=[code]))
    counts = page.context["page"].counts
    assert sorted(counts) == [
        (1, "as they are"), (1, "changed"), (1, "may be races"), (1, "new"), (1, "not used"),
    ]  # fmt: skip
    for words in ("Line 12", import_words.skipped("no_date"), "becomes <bdi>Thu 3 Dec 2026</bdi>"):
        assert words in page.text


def test_what_waits_since_an_earlier_file_is_shown_too(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans.keep(mara, plans.TEMPO, plans.MAYBE)
    code = drafted(client, monkeypatch, plans.read(plans.TEMPO, plans.MAYBE))
    page = client.get(reverse("import_draft", args=[code])).context["page"]
    assert page.counts == [(1, "still to be answered"), (1, "as they are")]


def test_a_plan_that_is_too_much_is_refused_whole_and_can_be_kept_later(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: dict[type[Any], int] = {**actions.MOST, Workout: 1}
    monkeypatch.setattr(actions, "MOST", limits)
    code = drafted(client, monkeypatch, plans.read(plans.TEMPO, plans.CLUB, plans.RACE))
    answer = press(client, "import_keep", code, once="o")
    assert "At most 1 can be kept" in client.get(answer["Location"]).text
    assert not Race.objects.exists()
    assert PlanDraft.objects.get().code == code


def test_long_lists_show_twenty_and_keep_the_rest_folded(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [
        plans.changed(plans.TEMPO, uid=f"w{n}", day=plans.TEMPO.day + timedelta(days=n))
        for n in range(50)
    ]
    code = drafted(client, monkeypatch, plans.read(*many))
    page = client.get(reverse("import_draft", args=[code])).text
    assert "and 30 more" in page
    assert page.count("import-line&quot;") + page.count('class="import-line"') == 50


def test_a_recording_says_how_fast_the_race_was(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows.race(mara, name="Riverside Half", distance_m=21_100)
    run = plans.changed(plans.RUN, at=rows.CITY.local_start.time(), took_s=6_730)
    code = drafted(client, monkeypatch, plans.read(run, tool="watch"))
    page = client.get(reverse("import_draft", args=[code])).text
    assert "Riverside Half" in page
    assert "finished in 1:52:10" in page


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_are_drawn_as_the_letters_they_are(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch, title: str
) -> None:
    named = [plans.changed(item, title=title) for item in (plans.MAYBE, plans.CLUB)]
    code = drafted(client, monkeypatch, plans.read(*named))
    preview = client.get(reverse("import_draft", args=[code])).text
    press(client, "import_keep", code, once="o")
    for page in (preview, client.get(reverse("imports")).text):
        assert "<script>alert" not in page
        assert "<b>" not in page.partition("<main")[2].replace("<b title", "")


def test_a_double_tap_keeps_a_file_once(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = drafted(client, monkeypatch, plans.read(plans.TEMPO))
    once = token(client, code)
    answers = [press(client, "import_keep", code, once=once) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer["Location"] for answer in answers}) == 1
    assert (Workout.objects.count(), Source.objects.count()) == (1, 1)


def test_without_the_token_the_second_tap_would_meet_nothing(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "once", lambda _by, _form, _call, do, *, now: do() or "")
    code = drafted(client, monkeypatch, plans.read(plans.TEMPO))
    answers = [press(client, "import_keep", code, once="o") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 404]


@pytest.mark.parametrize("route", ["import_keep", "import_drop"])
def test_a_button_without_its_token_does_nothing(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    code = drafted(client, monkeypatch, plans.read(plans.TEMPO))
    press(client, route, code)
    assert PlanDraft.objects.exists()
    assert not Workout.objects.exists()


def test_what_is_thrown_away_leaves_nothing(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = drafted(client, monkeypatch, plans.read(plans.TEMPO))
    answer = press(client, "import_drop", code, once="o")
    assert answer["Location"] == reverse("imports")
    assert not PlanDraft.objects.exists()
    assert not Imported.objects.exists()


def test_a_draft_that_waits_is_shown_until_it_is_answered(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = drafted(client, monkeypatch, plans.read(plans.TEMPO))
    where = reverse("import_draft", args=[code])
    assert where in client.get(reverse("imports")).text
    press(client, "import_drop", code, once="o")
    assert where not in client.get(reverse("imports")).text


@pytest.mark.parametrize("route", ["import_draft", "import_keep", "import_drop", "import_source"])
def test_a_plan_of_somebody_else_is_not_there(client: Browser, mara: Client, route: str) -> None:
    vera = make.client("vera")
    plans.keep(vera, plans.TEMPO)
    read = plans.read(plans.RACE)
    by = make.login_of(vera)
    theirs = actions.draft(by=by, client=vera, read=read, name="plan.ics", now=make.NOW)
    code = Source.objects.get().code if route == "import_source" else theirs.code
    method = client.get if route == "import_draft" else client.post
    for each in (code, "nosuchcode42"):
        assert method(reverse(route, args=[each]), {"once": "o"}).status_code == 404
    assert (PlanDraft.objects.count(), Source.objects.count()) == (1, 1)


@pytest.mark.parametrize(("ticked", "left"), [({}, 2), ({"things": "on"}, 1)])
def test_a_forgotten_source_leaves_what_it_made_or_takes_it_along(
    client: Browser, mara: Client, ticked: dict[str, str], left: int
) -> None:
    source = plans.keep(mara, plans.TEMPO, plans.CLUB).source
    mine = Workout.objects.get(title="Tempo")
    sent = {"minutes": "70", "day": "2026-12-01", "time": "18:00", "kind": "threshold"}
    client.post(reverse("workout", args=[mine.code]), sent | {"title": "Tempo"})
    assert "Forget" in client.get(reverse("import_source", args=[source.code])).text
    press(client, "import_source", source.code, once="o", **ticked)
    assert (Source.objects.count(), Workout.objects.count()) == (0, left)


@pytest.mark.parametrize("many", [1, 3])
def test_the_overview_takes_the_same_queries_however_full(
    client: Browser, mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for n in range(many):
        race, maybe, club = (
            plans.changed(
                item,
                uid=f"{item.uid}-{n}",
                title=f"{item.title} {n}",
                day=item.day + timedelta(days=n),
            )
            for item in (plans.RACE, plans.MAYBE, plans.CLUB)
        )
        gone = plans.changed(race, uid=f"gone-{n}", title=f"Gone {n}", distance_m=None)
        feed = plans.feed(mara)
        plans.keep(mara, race, maybe, club, gone, source=feed)
        Race.objects.filter(imported__uid=race.uid).update(name="Mine")
        plans.keep(mara, plans.changed(race, minutes=99), maybe, club, source=feed)
        plans.keep(mara, plans.changed(plans.TEMPO, uid=f"f{n}"), tool=("csv", "ical", "runna")[n])
    page = client.get(reverse("imports")).context["page"]
    shown = (page.suggested, page.differing, page.gone, page.unnamed, page.sources)
    assert [len(cards) for cards in shown] == [many] * 5
    with django_assert_num_queries(11):
        client.get(reverse("imports"))


def test_figures_read_as_one_would_say_them() -> None:
    assert plan_lines.distance(21_098) == "21.1 km"
    assert plan_lines.distance(None) == ""
    assert [plan_lines.lasting(n) for n in (45, 60, 130)] == ["45 min", "1 h", "2 h 10 min"]
    assert plan_lines.clocked(timedelta(seconds=6_730)) == "1:52:10"
    assert plan_lines.clocked(timedelta(seconds=2_712)) == "45:12"
