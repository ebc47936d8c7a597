"""Series and parties: all or what is possible, on the wall, one message, nobody twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import booking, letters, together
from bookings.actions.together import Outcome
from bookings.models import Appointment, Bundle, Service, Therapist
from bookings.queries import party
from bookings.queries import together as queries
from bookings.queries.standing import Standing
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import Client, OutboxRow
from protocols.core import walls
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


def series(client: Client, **other: Any) -> Outcome:
    told: dict[str, Any] = {"every": 2, "times": 4, "whole": True} | other
    wish = told.pop("wanted", None) or wanted(client, at(1, 14), depth="light", staff=True)
    return together.book_series(by=studio.desk(), wanted=wish, now=NOW, **told)


def test_a_series_keeps_its_time_on_the_wall_over_the_change_of_the_clocks() -> None:
    studio.clinic()
    mara = make.client()
    made = series(mara, every=8, times=3)  # to the middle of March; and one more beyond it
    later = series(mara, wanted=wanted(mara, at(114, 14), depth="light", staff=True), times=2)
    walls_ = {row.local_start[11:] for row in (*made.booked, *later.booked)}
    assert walls_ == {"14:00"}
    offsets = {
        walls.wall_of(row.start_at, row.zone) - row.start_at.replace(tzinfo=None)
        for row in later.booked
    }
    assert len(offsets) == 2


def test_all_or_nothing_leaves_nothing_where_one_is_taken() -> None:
    studio.clinic()
    other = make.client("otto")
    booking.book(by=studio.desk(), wanted=wanted(other, at(29, 14), staff=True), now=NOW)
    with pytest.raises(Conflict) as refused:
        series(make.client())
    more: Any = refused.value.more
    (failed,) = more["failed"]
    assert (failed.problem.code, f"{failed.at:%d.%m. %H:%M}") == ("taken", "22.12. 14:00")
    assert (Appointment.objects.count(), Bundle.objects.count()) == (1, 0)


def test_what_is_possible_is_booked_and_the_rest_is_told() -> None:
    studio.clinic()
    studio.off(Therapist.objects.get(), at(28, 9), at(30, 9))
    made = series(make.client(), whole=False)
    assert len(made.booked) == 3
    assert [one.problem.code for one in made.failed] == ["taken"]
    assert {row.bundle for row in made.booked} == {made.bundle}


def test_its_first_message_tells_of_all_and_the_others_only_remind() -> None:
    studio.clinic()
    made = series(make.client())
    told = OutboxRow.objects.filter(topic="session_booked")
    assert [row.about for row in told] == [made.booked[0].code]
    assert OutboxRow.objects.filter(topic="session_soon").count() == 4
    said = letters.session(told[0], NOW)
    assert said is not None
    assert not isinstance(said, str)
    for row in made.booked:
        assert f"{walls.wall_of(row.start_at, row.zone):%H:%M}" in said.text
    assert said.text.count("- ") >= 4


def test_a_caution_is_accepted_date_by_date() -> None:
    studio.clinic()
    Service.objects.update(type="injury")
    mara = make.client()
    first = datetime(2026, 11, 24, 14)
    made = series(mara, whole=False, accepted={first})
    assert [row.local_start for row in made.booked] == ["2026-11-24T14:00"]
    assert {one.problem.code for one in made.failed} == {"caution"}


def test_a_party_has_a_therapist_each_or_is_none() -> None:
    studio.clinic(therapists=2, rooms=2)
    crowd = [make.client(name) for name in ("mara", "otto", "zoe")]
    wishes = [wanted(one, at(1, 14), staff=True) for one in crowd]
    with pytest.raises(Conflict) as refused:
        together.book_party(by=studio.desk(), wanteds=wishes, now=NOW)
    assert len(refused.value.more["failed"]) == 1  # type: ignore[arg-type]
    assert not Appointment.objects.exists()

    made = together.book_party(by=studio.desk(), wanteds=wishes[:2], now=NOW)

    keys = [
        row.occupancies.filter(resource__kind="therapist").get().resource_id for row in made.booked
    ]
    assert len(set(keys)) == 2
    assert OutboxRow.objects.filter(topic="session_booked").count() == 2


def test_the_rest_of_a_series_is_cancelled_each_by_its_terms() -> None:
    studio.clinic()
    mara = make.client()
    made = series(mara, wanted=wanted(mara, at(0, 15), depth="light", staff=True))
    gone = together.cancel_rest(by=studio.desk(), bundle=made.bundle, now=NOW, why="plans")
    states = list(Appointment.objects.order_by("start_at").values_list("state", flat=True))
    assert states == ["late_cancelled", "cancelled", "cancelled", "cancelled"]
    assert len(gone.booked) == 4
    assert {line.after["why"] for row in gone.booked for line in row.history.all()[1:]} == {"plans"}


def test_only_the_desk_books_several_and_nobody_is_named_twice() -> None:
    studio.clinic()
    mara = make.client()
    wish = wanted(mara, at(1, 14), staff=True)
    with pytest.raises(Refused):
        together.book_series(
            by=make.login_of(mara), wanted=wish, every=1, times=2, whole=True, now=NOW
        )
    with pytest.raises(Invalid, match="twice"):
        together.book_party(by=studio.desk(), wanteds=[wish, wish], now=NOW)
    with pytest.raises(Invalid):
        series(mara, times=27)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_a_time_that_is_of_another_day_in_utc_is_as_possible(zone: str) -> None:
    type(studio.clinic()).objects.update(zone=zone)
    starts = [at(3, hour, zone=zone) for hour in (9, 18)]
    wish = wanted(make.client(), starts[0], depth="light", staff=True)
    stands = Standing(own=False, desk=True, treats=False)
    found = queries.preview(wish, starts[:1], stands, zone=zone, now=NOW)
    found += queries.preview(wish, starts[1:], stands, zone=zone, now=NOW)
    assert [one.possible for one in found] == [True, True]


def test_a_preview_tells_of_each_date_before_anything_is_booked() -> None:
    studio.clinic()
    mara = make.client()
    studio.off(Therapist.objects.get(), at(14, 9), at(16, 9))
    wish, starts = wanted(mara, at(1, 14), depth="light", staff=True), [at(1, 14), at(15, 14)]
    stands = Standing(own=False, desk=True, treats=False)
    free, taken = queries.preview(wish, starts, stands, zone="Europe/Berlin", now=NOW)
    assert (free.possible, taken.possible) == (True, False)
    assert taken.near
    assert not Appointment.objects.exists()


def test_each_more_of_a_party_asks_the_database_as_often_as_the_last() -> None:
    studio.clinic(therapists=4, rooms=4)
    crowd = [wanted(make.client(f"guest{n}"), at(1, 14), staff=True) for n in range(4)]
    counts = []
    for number in (1, 1, 2, 4):  # the first time the rules are read too
        with CaptureQueriesContext(connection) as asked:
            assert all(one.possible for one in party.looked_at(studio.desk(), crowd[:number], NOW))
        counts.append(len(asked))
    _first, one, two, four = counts
    assert (two - one, four - two) == (6, 12)
