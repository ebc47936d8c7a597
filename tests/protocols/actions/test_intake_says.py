"""What a sitting says beside flags, where the rules read it: injury, wish, load, soreness."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clinic.foundation.models import Client
from clinic.foundation.queries import access
from protocols.actions import injuries
from protocols.actions import intake as sittings
from protocols.core.intake.says import Says, says
from protocols.core.runners import InjuryEntry, injury_from
from protocols.models import CheckIn, Injury, RunnerProfile
from protocols.queries.calendars import calendar_json
from tests.bookings.answering import answers, save, section, sent_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
NOW = make.NOW
HURT: dict[str, Any] = {
    "injury_kind": "tendinopathy",
    "injury_seen": "physio",
    "injury_called": "Achilles",
}


@pytest.fixture
def mara() -> Client:
    return make.client()


def case(client: Client) -> Any:
    return calendar_json(client, zone="UTC", sessions=[], begin=NOW, end=NOW, now=NOW)


def behind_a_link(client: Client, *codes: str, **said: Any) -> None:
    row = sittings.begin(by=None, client=client, link="d" * 64, now=NOW)
    for code in codes:
        save(row, **answers(section(code), **said))
    sittings.submit(by=None, intake=row, sections=codes, now=NOW)


def test_an_injury_that_is_told_of_stands_in_the_case(mara: Client) -> None:
    sent_in(mara, ("injury",), **HURT)
    assert case(mara)["injury"] == {"kind": "tendinopathy", "diagnosed_by": "physio"}


def test_a_diagnosis_that_is_new_goes_to_the_injury_on_file(mara: Client) -> None:
    by, first = make.login_of(mara), InjuryEntry("strain", "left", "", "Calf")
    injuries.begin(by=by, client=mara, details=first, from_day=NOW.date(), now=NOW)
    sent_in(mara, ("injury",), **HURT)
    (row,) = Injury.objects.filter(client=mara)
    known = injury_from(access.open_unseen(mara, [row])[0]["details"])
    assert known == InjuryEntry("strain", "left", "physio", "Calf")


def test_whoever_holds_a_link_changes_no_injury_on_file(mara: Client) -> None:
    row = rows.injury(mara)
    before = row.details
    behind_a_link(mara, "injury", **HURT)
    row.refresh_from_db()
    assert row.details == before
    assert Injury.objects.count() == 1


def test_behind_a_link_a_first_injury_is_noted(mara: Client) -> None:
    behind_a_link(mara, "injury", **HURT)
    assert case(mara)["injury"]["kind"] == "tendinopathy"


@pytest.mark.parametrize(("changes", "rising"), [(["more"], True), (["less"], False)])
def test_a_rising_load_is_the_engines_business(
    mara: Client, changes: list[str], rising: bool
) -> None:
    RunnerProfile.objects.create(client=mara, load_rising=not rising, recreational=True)
    sent_in(mara, ("lately",), changes=changes)
    runner = case(mara)["runner"]
    assert (runner["load_rising"], runner["recreational"]) == (rising, True)


def test_a_wish_before_races_is_kept_and_none_changes_nothing(mara: Client) -> None:
    sent_in(mara, ("race",), race_before="clothed")
    sent_in(mara, ("race",), now=NOW + timedelta(days=8), race_before="unknown")
    assert RunnerProfile.objects.get().pre_event_preference == "clothed"


def test_soreness_of_a_race_just_run_is_a_check_in_about_it(mara: Client) -> None:
    race = rows.race(mara, start_at=NOW - timedelta(days=3), expected_minutes=200)
    sent_in(mara, ("after_race",), race_sore=5, race_stairs="hard")
    assert CheckIn.objects.get().about == race.code
    assert case(mara)["runner"]["race_soreness"] is True


def test_without_a_race_that_counts_soreness_is_an_answer_and_no_more(mara: Client) -> None:
    rows.race(mara, start_at=NOW - timedelta(days=9), expected_minutes=200)
    sent_in(mara, ("after_race",), race_sore=5, race_stairs="hard")
    assert not CheckIn.objects.exists()


def test_answers_that_say_nothing_of_it_write_nothing(mara: Client) -> None:
    sent_in(mara, ("flags", "medicines"))
    assert not RunnerProfile.objects.exists()
    assert says({"goals": "run"}) == Says()
