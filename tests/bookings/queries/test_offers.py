"""What a search found, as the times page tells it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bookings.actions import booking
from bookings.models import Service, Shift
from bookings.queries import services
from bookings.queries.offers import Teller, either, main_reason, shown, together
from bookings.queries.search import Ask, Found, search
from clinic.foundation.errors import Invalid
from clinic.foundation.models import Client
from protocols.core.zones import load
from tests.bookings import studio
from tests.bookings.studio import NOW, wanted
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
BLOCKS = {"effect": "blocked", "rule": "PRE-1", "because": "No."}


def found(
    client: Client | None, depth: str = "moderate", days: int = 7, first: int = 0, ahead: int = 0
) -> Found:
    told = Service.objects.earliest("pk")
    order = services.order(told, minutes=60, depth=depth, group_size=1, staff=False)
    begin = TODAY + timedelta(days=first)
    ask = Ask(order=order, first=begin, days=days, client=client, ahead=ahead)
    return search(ask, now=NOW)


def test_a_start_is_told_once_with_everybody_who_could() -> None:
    studio.clinic(therapists=3, rooms=3)

    entries = Teller(found(None, days=1)).entries(found(None, days=1).offers)

    assert len({entry.at for entry in entries}) == len(entries)
    assert {entry.whom for entry in entries} == {"Ana, Ben or Cem"}
    assert {entry.names for entry in entries} == {"any of 3"}


def test_names_are_left_out_where_there_is_no_choice() -> None:
    studio.clinic(therapists=1)

    entries = Teller(found(None, days=1)).entries(found(None, days=1).offers)

    assert {(entry.whom, entry.names, entry.studio) for entry in entries} == {("Ana", "", "")}


def test_starts_of_one_mind_stand_together_the_best_first() -> None:
    studio.clinic()
    mara = make.client()
    rows.race(mara, local_start=datetime(2026, 11, 29, 10), priority="A")

    searched = found(mara, depth="deep", days=1, first=1)
    teller = Teller(searched)
    groups = teller.groups(teller.entries(searched.offers))

    assert sum(len(group.entries) for group in groups) == len(teller.entries(searched.offers))
    assert all(len({entry.verdict for entry in group.entries}) == 1 for group in groups)


def test_a_long_day_is_folded_into_its_parts() -> None:
    studio.clinic()

    teller = Teller(found(None, days=1, first=1))
    (group,) = teller.groups(teller.entries(teller.found.offers))

    assert [part.name for part in group.parts] == ["morning", "afternoon", "evening"]
    assert [part.entries[0].start.hour for part in group.parts] == [9, 12, 17]
    assert sum((part.entries for part in group.parts), ()) == group.entries


@pytest.mark.parametrize("hours", [[9, 12], [13, 17]])
def test_a_short_day_and_one_of_one_part_are_not_folded(hours: list[int]) -> None:
    studio.clinic()
    begin, end = (60 * hour for hour in hours)
    Shift.objects.update(hours=[[day, begin, end] for day in range(7)])

    teller = Teller(found(None, days=1, first=1))
    (group,) = teller.groups(teller.entries(teller.found.offers))

    assert group.parts == []


def test_the_best_are_of_the_days_asked_for_and_never_blocked() -> None:
    studio.clinic()
    mara = make.client()
    rows.race(mara, local_start=datetime(2026, 11, 29, 10), priority="A")

    best = Teller(found(mara, depth="deep", days=7, ahead=7)).best([])

    assert best
    assert all(one.entry.start.date() < TODAY + timedelta(days=7) for one in best)
    assert "blocked" not in {one.entry.verdict for one in best}


def test_a_blocked_time_is_possible_when_the_page_says_and_not_before() -> None:
    studio.clinic()
    mara = make.client()
    rows.race(mara, local_start=datetime(2026, 11, 27, 10), priority="A")
    teller = Teller(found(mara, depth="deep", days=7, ahead=7))

    groups = teller.groups(teller.entries(teller.found.offers))
    blocked = [group for group in groups if group.verdict == "blocked" and group.possible]
    told = {group.possible.start for group in blocked if group.possible}

    start = max(told).replace(tzinfo=load("Europe/Berlin")).astimezone(UTC)
    early = wanted(mara, start - timedelta(minutes=15), depth="deep", accept_caution=True)
    with pytest.raises(Invalid, match="Deep"):
        booking.book(by=make.login_of(mara), wanted=early, now=NOW)
    then = wanted(mara, start, depth="deep", accept_caution=True)
    assert booking.book(by=make.login_of(mara), wanted=then, now=NOW).state == "confirmed"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Ana"], "Ana"),
        (["Ana", "Ben"], "Ana or Ben"),
        (["Ana", "Ben", "Cem"], "Ana, Ben or Cem"),
        (["Ana", "Ben", "Cem", "Dan"], "any of 4"),
    ],
)
def test_one_of_several_is_said_as_people_say_it(names: list[str], said: str) -> None:
    assert either(names) == said


def test_a_team_is_said_together() -> None:
    assert together(["Ana", "Ben"]) == "Ana and Ben"


def test_what_recommends_is_told_only_of_what_is_recommended() -> None:
    praise = {"effect": "recommended", "rule": "TRAIN-4", "because": "An easy day."}

    assert shown("caution", [praise]) == []
    assert shown("recommended", [praise]) == [praise]
    assert main_reason("recommended", [BLOCKS, praise]) == "An easy day."
    assert main_reason("fine", []) == ""
