"""A search reads no more than times depend on, and finds what it would have found with everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bookings.actions import booking
from bookings.core.slots import Slot, gap_left
from bookings.models import Closure, Location, Service, Shift, Therapist
from bookings.queries import busy, plans, search, services, setup, telling
from bookings.queries.busy import minutes
from bookings.queries.offers import FIGURE, Reasons, Teller
from bookings.queries.search import Ask
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.checkins import OWN
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
TOMORROW = date(2026, 11, 24)
ROUND_THE_CLOCK = [[day, 0, 1440] for day in range(7)]


def ask(**other: Any) -> Ask:
    first = Service.objects.get()
    order = services.order(first, minutes=60, depth="moderate", group_size=1, staff=False)
    return replace(Ask(order, TOMORROW, 1), **other)


def book(client: Client, hour: int, therapist: str) -> None:
    wish = wanted(client, at(0, hour), accept_caution=True, therapist=therapist)
    booking.book(by=make.login_of(client), wanted=wish, now=NOW)


def test_of_one_therapist_the_same_is_found_as_among_all() -> None:
    studio.clinic(therapists=3, rooms=2)
    ben = Therapist.objects.order_by("pk")[1].code
    book(make.client(), 19, ben)
    whole = setup.read(first=TOMORROW, last=TOMORROW)

    alone = search.search(ask(therapist=ben), now=NOW)

    assert [person.code for person in alone.setup.people] == [ben]
    assert alone.offers == search.search(ask(therapist=ben), now=NOW, known=whole).offers


@pytest.mark.parametrize("margin", [True, False])
def test_what_ends_at_midnight_leaves_a_gap_after_midnight(
    margin: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.clinic()
    Location.objects.update(hours=ROUND_THE_CLOCK)
    Shift.objects.update(hours=ROUND_THE_CLOCK)
    Service.objects.update(buffer_after=0)
    book(make.client(), 23, "")
    if not margin:  # the bite: what lies before the day is not read
        blocks = busy.blocks
        none = {"margin": timedelta(0)}
        monkeypatch.setattr(busy, "blocks", lambda *given, **told: blocks(*given, **told | none))

    found = search.search(ask(), now=NOW)
    slot = Slot(minutes(at(1, 0, 15)), found.offers[0].slot.place, (), ())

    assert gap_left(slot, found.field.workers[0], found.want, 60) is margin


@pytest.mark.parametrize(("named", "queries"), [(True, 2), (False, 4)])
def test_alternatives_of_one_therapist_begin_further_out(
    named: bool, queries: int, django_assert_num_queries: Any
) -> None:
    where = studio.clinic()
    days = {"first_day": TOMORROW, "last_day": TOMORROW + timedelta(days=6)}
    Closure.objects.create(location=where, name="Fair", **days)
    wish = ask(therapist=Therapist.objects.get().code if named else "")
    with django_assert_num_queries(queries):
        near = telling.alternatives(wish, at(3, 14), now=NOW)
    assert len(near) == 5


def test_whose_calendar_and_rules_are_known_is_asked_nothing_more(
    django_assert_num_queries: Any,
) -> None:
    studio.clinic()
    mara = make.client()
    wish = wanted(mara, at(1, 14))
    judged = plans.judged(wish, OWN, now=NOW)
    known = ask(client=mara, calendar=judged.case, rules=judged.version)
    with django_assert_num_queries(2):
        found = search.search(known, now=NOW)
    assert found.offers == search.search(ask(client=mara), now=NOW).offers


def test_starts_of_one_mind_are_found_without_reading_every_sentence() -> None:
    studio.clinic(therapists=2, rooms=2)
    mara = make.client()
    rows.race(mara, local_start=at(4, 10).replace(tzinfo=None), priority="A")
    rows.workout(mara, day=None, start_at=at(2, 18), minutes=60, kind="intervals")
    teller = Teller(search.search(ask(client=mara, days=7), now=NOW))
    entries = teller.entries(teller.found.offers)

    groups = teller.groups([entry for entry in entries if entry.verdict != "blocked"])

    minds = [{(group.verdict, _gist(teller.reasons(e))) for e in group.entries} for group in groups]
    assert len(set().union(*minds)) == len(groups) > 2
    assert {len(each) for each in minds} == {1}


def _gist(reasons: Reasons) -> tuple[str, ...]:
    return tuple(FIGURE.sub("#", reason["because"]) for reason in reasons)
