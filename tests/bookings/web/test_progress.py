"""Charts over a season: what they show, to whom, in how many queries, and on file."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.models import Appointment
from bookings.queries.progress import progress_of
from clinic.foundation.actions import vault
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, Look, Practice
from clinic.foundation.roles import Role
from protocols.actions import checkins
from protocols.models import CheckIn, FormVersion, Intake
from protocols.queries import checkins as rows
from tests.bookings import noting
from tests.clinic import make
from tests.protocols.rows import race

pytestmark = pytest.mark.django_db
NOW = noting.AFTER + timedelta(days=20)
CALF = {"region": "calf", "side": "left", "view": "back", "pain": 6, "kind": "tight"}


@pytest.fixture
def row() -> Appointment:
    """Mara's session with Ana, which is over."""
    return noting.given()


@pytest.fixture
def mara(row: Appointment) -> Client:
    return row.client


def after_race(mara: Client, hours: int, sore: int, about: str) -> CheckIn:
    """An answer so many hours after a finish."""
    end = NOW - timedelta(hours=80)
    told = {"sore": sore, "stairs": "easy", "signs": False}
    at = end + timedelta(hours=hours)
    given: dict[str, Any] = {"kind": "race", "about": about, "of": end, "answers": told, "now": at}
    return checkins.give(by=make.login_of(mara), client=mara, **given)


def sent_in(mara: Client, at: datetime, marks: list[dict[str, Any]]) -> None:
    """A sitting over the body chart, sent in then."""
    row = Intake(client=mara, version=FormVersion.objects.get(number=1), sections=["body"])
    row.opened_at = row.submitted_at = at
    said = json.dumps({"hurts": [[at.isoformat(), "tab", marks]]})
    sealed: Any = vault.seal_text(mara, Intake, "answers", row.code, said)
    row.answers = sealed
    row.save()


def season(mara: Client, row: Appointment, many: int) -> None:
    """So many sittings with a sore calf, answers after so many races, and a signed note."""
    for number in range(many):
        sent_in(mara, NOW - timedelta(days=9 - number), [CALF])
        after_race(mara, 24, 5, race(mara, name=f"Race {number}").code)
    noting.signed(row, tests={"dorsiflexion": {"left": 8.0, "right": 10.5}})


def shown(by: Any, mara: Client, *, own: bool = False) -> Any:
    return progress_of(by, mara, NOW, own=own)


def page(client: Browser, path: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return client.get(path)


def test_pain_range_and_recovery_become_lines(mara: Client, row: Appointment) -> None:
    season(mara, row, 1)
    told = shown(noting.ana(), mara)
    assert [chart.code for chart in told.pain] == ["calf"]
    (ankle,) = told.ranges
    assert [(each.code, each.points[0].value) for each in ankle.series] == [
        ("left", 8.0),
        ("right", 10.5),
    ]
    assert told.recovery.series[0].points[0].value == 5


@pytest.mark.parametrize("many", [1, 3])
def test_a_season_takes_the_same_queries_however_long_it_is(
    mara: Client, row: Appointment, many: int, django_assert_num_queries: Any
) -> None:
    season(mara, row, many)
    by = noting.ana()
    shown(by, mara)  # the form's version is kept once it was read
    # four kinds of rows; who may read; the looks in their transaction; the key; names of races
    with django_assert_num_queries(12):
        shown(by, mara)


def test_each_record_that_is_opened_leaves_one_look(mara: Client, row: Appointment) -> None:
    season(mara, row, 2)
    shown(noting.ana(), mara)
    assert Look.objects.count() == 2 + 2 + 1
    assert {look.why for look in Look.objects.all()} == {"Charts of the season"}


def test_who_does_not_treat_them_sees_nothing(mara: Client, row: Appointment) -> None:
    season(mara, row, 1)
    with pytest.raises(NotFound):
        shown(make.user("ben", Role.THERAPIST), mara)
    assert not Look.objects.exists()


def test_the_clients_page_shows_range_only_if_the_clinic_lets_them_read_notes(
    mara: Client, row: Appointment
) -> None:
    season(mara, row, 1)
    practice = Practice.objects.create(pk=1, clients_read_notes=False)
    told = shown(make.login_of(mara), mara, own=True)
    assert (told.ranges, told.unread) == ((), True)
    practice.clients_read_notes = True
    practice.save()
    assert shown(make.login_of(mara), mara, own=True).ranges


def test_a_draft_of_a_note_is_no_measurement_yet(mara: Client, row: Appointment) -> None:
    noting.saved(row, tests={"squat": {"left": 2}})
    assert shown(noting.ana(), mara).ranges == ()


def test_a_sitting_in_which_nothing_was_marked_ends_a_line_at_nought(
    mara: Client, row: Appointment
) -> None:
    sent_in(mara, NOW - timedelta(days=20), [CALF])
    sent_in(mara, NOW - timedelta(days=10), [])
    (chart,) = shown(noting.ana(), mara).pain
    assert [point.value for point in chart.series[0].points] == [6, 0]


def test_a_year_ago_is_another_season(mara: Client) -> None:
    old = CheckIn(client=mara, kind="race", about="r", of=NOW, answered_at=_year_ago())
    said = json.dumps({"sore": 3, "hours": 24, "stairs": "easy", "signs": False})
    sealed: Any = vault.seal_text(mara, CheckIn, "answers", old.code, said)
    old.answers = sealed
    old.save()
    assert rows.checkin_rows(mara, since=NOW - timedelta(days=365)) == []


def _year_ago() -> datetime:
    return NOW - timedelta(days=365, seconds=1)


def test_the_page_teaches_where_nothing_was_said_yet(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.force_login(make.login_of(mara))
    told = page(client, "/progress/", monkeypatch).text
    for words in ("No body chart yet", "No answer after a race yet"):
        assert words in told
    assert not Look.objects.exists()


def test_picture_and_table_stand_side_by_side(
    client: Browser, mara: Client, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    season(mara, row, 1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.force_login(make.login_of(mara))
    told = page(client, "/progress/", monkeypatch).text
    assert told.count('class="progress-svg"') == told.count("</table>") >= 2
    assert re.search(r'<td class="num">6</td>', told)
    assert "left 6" in told
    assert "style=" not in told


def test_the_name_of_a_race_is_text_in_the_picture(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_race(mara, 24, 5, race(mara, name="<b>x</b>").code)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.force_login(make.login_of(mara))
    assert "<b>x" not in page(client, "/progress/", monkeypatch).text
