"""The pages of days away or unwell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.models import Client, Look
from protocols.models import Absence, Imported, Source
from protocols.web import answering
from tests.clinic import make
from tests.protocols import away

pytestmark = pytest.mark.django_db
TRIP = {
    "once": "once-1",
    "kind": "travel",
    "from_day": "2026-12-03",
    "to_day": "2026-12-10",
    "away": "on",
    "title": "Boston and back",
}
SETTLED = "/season/settle/?back=%2Faway%2F"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(make.NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def mara(client: Browser) -> Client:
    mara = make.client()
    Client.objects.update(zone="Europe/Berlin")
    client.force_login(make.login_of(mara))
    return mara


def words(page: Any) -> str:
    return " ".join(page.text.split())


def test_an_empty_page_says_what_will_stand_on_it(client: Browser, mara: Client) -> None:
    page = client.get(reverse("absences"))
    assert "Nothing planned" in page.text
    assert all(f"?kind={kind}" in page.text for kind in ("travel", "holiday", "sick", "injured"))


def test_a_trip_is_typed_in_and_leads_by_the_sessions_that_no_longer_fit(
    client: Browser, mara: Client
) -> None:
    answer = client.post(reverse("absence_new"), TRIP)
    row = Absence.objects.get()
    assert answer["Location"] == SETTLED
    assert (row.from_day, row.to_day, row.away) == (date(2026, 12, 3), date(2026, 12, 10), True)
    assert row.zone == "Europe/Berlin"


def test_sent_twice_it_is_there_once(client: Browser, mara: Client) -> None:
    for _ in range(2):
        client.post(reverse("absence_new"), TRIP)
    assert Absence.objects.count() == 1


def test_without_the_key_of_its_showing_it_would_be_there_twice(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        answering.Asked, "once", lambda self, form, call, do: getattr(do(), "code", "")
    )
    for _ in range(2):
        client.post(reverse("absence_new"), TRIP)
    assert Absence.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "ticked"), [("travel", True), ("holiday", False), ("sick", False), ("injured", False)]
)
def test_of_a_trip_alone_the_form_supposes_that_one_is_out_of_town(
    client: Browser, mara: Client, kind: str, ticked: bool
) -> None:
    form = client.get(reverse("absence_new"), {"kind": kind}).context["form"]
    assert (form["kind"].value(), form["away"].value()) == (kind, ticked)


def test_a_kind_that_nobody_knows_is_a_trip(client: Browser, mara: Client) -> None:
    form = client.get(reverse("absence_new"), {"kind": "<b>"}).context["form"]
    assert form["kind"].value() == "travel"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to_day": "2026-12-01"}, "to_day"),
        ({"to_day": "2028-12-01"}, "to_day"),
        ({"from_day": ""}, "from_day"),
        ({"kind": "bored"}, "kind"),
        ({"title": "x" * 201}, "title"),
    ],
)
def test_a_fault_stands_beside_its_field(
    client: Browser, mara: Client, change: dict[str, str], field: str
) -> None:
    page = client.post(reverse("absence_new"), TRIP | change).text
    assert f'id="id_{field}_error"' in page
    assert not Absence.objects.exists()


def test_the_list_says_what_when_and_whether_sessions_are_offered(
    client: Browser, mara: Client
) -> None:
    away.absence(mara)
    away.absence(mara, away.COLD)
    page = words(client.get(reverse("absences")))
    assert "Thu 3 Dec – Thu 10 Dec 2026" in page
    assert "Boston and back" in page
    assert "Out of town: no sessions are offered." in page
    assert '<span class="tag"> Unwell </span> <span class="tag tag-good">Now</span>' in page
    assert Look.objects.count() == 2


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    client: Browser, mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        away.absence(mara)
    with django_assert_num_queries(8):
        client.get(reverse("absences"))


def test_one_is_opened_with_a_look_and_changed(client: Browser, mara: Client) -> None:
    row = away.absence(mara)
    page = client.get(reverse("absence", args=[row.code]))
    assert 'value="Boston and back"' in page.text
    assert Look.objects.get().record == f"Absence:{row.code}"
    answer = client.post(reverse("absence", args=[row.code]), TRIP | {"to_day": "2026-12-12"})
    row.refresh_from_db()
    assert (answer["Location"], row.to_day) == (SETTLED, date(2026, 12, 12))


def test_one_press_says_that_one_is_in_town_after_all(client: Browser, mara: Client) -> None:
    row = away.absence(mara)
    answer = client.post(reverse("absence_away", args=[row.code]), {"away": "no"})
    row.refresh_from_db()
    assert (answer["Location"], row.away) == (SETTLED, False)
    client.post(reverse("absence_away", args=[row.code]), {"away": "yes"})
    assert Absence.objects.get().away


def test_a_press_that_says_neither_changes_nothing(client: Browser, mara: Client) -> None:
    row = away.absence(mara)
    client.post(reverse("absence_away", args=[row.code]), {"away": "perhaps"})
    assert Absence.objects.get().away


def test_before_one_is_removed_it_is_asked_once_more(client: Browser, mara: Client) -> None:
    row = away.absence(mara)
    assert "Remove these days?" in client.get(reverse("absence_remove", args=[row.code])).text
    assert Absence.objects.exists()
    answer = client.post(reverse("absence_remove", args=[row.code]))
    assert (answer["Location"], Absence.objects.count()) == (SETTLED, 0)


def test_one_that_came_with_a_plan_says_where_from(client: Browser, mara: Client) -> None:
    source = Source.objects.create(
        client=mara, kind="file", tool="intervals", name="My winter plan", added_at=make.NOW
    )
    row = away.absence(mara)
    Imported.objects.create(
        client=mara, source=source, uid="1", state="made", what="absence", digest="x",
        absence=row, seen_at=make.NOW,
    )  # fmt: skip
    for address in (reverse("absences"), reverse("absence", args=[row.code])):
        assert "From My winter plan, last seen there on 23 Nov 2026." in words(client.get(address))


def test_hostile_words_are_drawn_as_words(client: Browser, mara: Client) -> None:
    away.absence(mara, title="<script>alert(1)</script>\u202e")
    page = client.get(reverse("absences")).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("name", ["absence", "absence_away", "absence_remove"])
def test_what_is_another_runners_is_not_there(client: Browser, mara: Client, name: str) -> None:
    row = away.absence(make.client("vera"))
    assert client.post(reverse(name, args=[row.code]), {"away": "no"} | TRIP).status_code == 404
    assert Absence.objects.get().away
