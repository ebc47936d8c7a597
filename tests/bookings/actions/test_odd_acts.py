"""More acts of the desk in odd orders: begun meanwhile, offered meanwhile, taken back twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing, offers, resizing, swapping, together, undoing
from bookings.actions.swapping import Side
from bookings.models import Appointment, Opening, Room, Therapist, Wishes
from bookings.queries import plans
from bookings.queries.appointments import codes_of
from clinic.foundation.errors import Conflict
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.waiting import offered
from tests.bookings.waits import waits
from tests.clinic import make

pytestmark = pytest.mark.django_db
SOON, QUARTER = NOW + timedelta(minutes=1), NOW + timedelta(minutes=15)


def booked(name: str, start: datetime, now: datetime = NOW, **other: Any) -> Appointment:
    wish = wanted(make.client(name), start, staff=True, accept_caution=True, **other)
    return booking.book(by=studio.desk(), wanted=wish, now=now)


def pair() -> tuple[Appointment, Appointment]:
    """Mara's hour with one, in a quarter of an hour, Otto's with the other in three days."""
    studio.clinic(therapists=2, rooms=2)
    one = booked("mara", QUARTER)
    busy = {row.code for row in Therapist.objects.all()} - {*codes_of(one)[0]}
    return one, booked("otto", at(3, 14), therapist=busy.pop())


def test_a_walk_in_that_was_a_mistake_is_taken_back_after_it_began() -> None:
    studio.clinic()
    row = booked("mara", QUARTER, now=QUARTER - timedelta(minutes=1))
    undoing.undo(by=studio.desk(), appointment=row, now=QUARTER + timedelta(minutes=1))
    row.refresh_from_db()
    assert (row.state, row.fee) == ("cancelled", 0)


def test_what_has_begun_is_cancelled_for_no_other_reason() -> None:
    studio.clinic()
    row = booked("mara", QUARTER)
    with pytest.raises(Conflict):
        changing.cancel(
            by=studio.desk(), appointment=row, now=QUARTER, our_doing=True, why="clinic"
        )


def test_a_swap_is_taken_back_after_one_of_them_began() -> None:
    one, other = pair()
    now = one.start_at - timedelta(minutes=1)
    swapping.swap(by=studio.desk(), one=Side(one), other=Side(other), now=now)
    undoing.undo(by=studio.desk(), appointment=one, now=now + timedelta(minutes=2))
    one.refresh_from_db()
    assert one.start_at == QUARTER


def test_what_was_offered_since_a_swap_gives_way_to_its_undo() -> None:
    studio.clinic(rooms=2)
    one, other = booked("mara", at(2, 14)), booked("otto", at(3, 14), minutes=90)
    swapping.swap(by=studio.desk(), one=Side(one), other=Side(other), now=NOW)
    offered(waits("lisa"), start=at(3, 15, 15))  # where Otto would come back to
    undoing.undo(by=studio.desk(), appointment=one, now=SOON)
    assert Opening.objects.get().state == "closed"


def test_who_has_their_session_after_all_waits_no_more() -> None:
    studio.clinic()
    entry = waits("mara")
    made = offers.take(by=studio.desk(), offer=offered(entry), now=NOW)
    undoing.undo(by=studio.desk(), appointment=made, now=SOON)
    undoing.undo(by=studio.desk(), appointment=made, now=SOON)
    entry.refresh_from_db()
    assert (entry.state, entry.ended_at) == ("booked", SOON)


def test_a_party_finds_somebody_for_each_whoever_comes_first() -> None:
    where = studio.clinic(therapists=0, rooms=3)
    studio.therapist(where, "ana", skills=["prenatal"])
    for name in ("ben", "cem"):
        studio.therapist(where, name)
    special = studio.service("Prenatal", skills=["prenatal"])
    crowd = [make.client(name) for name in ("mara", "otto", "zoe")]
    wishes = [wanted(one, at(1, 14), staff=True) for one in crowd[:2]]
    wishes.append(wanted(crowd[2], at(1, 14), staff=True, service=special))
    ana = Therapist.objects.get(user__name="Ana")
    for one in crowd[:2]:  # both would rather have who alone can give the third
        Wishes.objects.create(client=one, therapist=ana)

    made = together.book_party(by=studio.desk(), wanteds=wishes, now=NOW)

    assert {row.client.name: codes_of(row)[0] for row in made.booked}["Zoe"] == (ana.code,)


def test_what_is_moved_in_time_stays_in_its_room() -> None:
    studio.clinic(rooms=3)
    room = Room.objects.get(name="Room 2")
    row = booked("mara", at(2, 14), room=room.code)
    wish = plans.as_booked(row, start=at(2, 17), waivers=())
    assert codes_of(changing.move(by=studio.desk(), wanted=wish, now=SOON))[1] == (room.code,)


def test_a_length_that_does_not_fit_is_told_with_its_cause() -> None:
    studio.clinic(rooms=2)
    row = booked("mara", at(2, 14))
    booked("otto", at(2, 15, 15))
    with pytest.raises(Conflict) as refused:
        resizing.resize(by=studio.desk(), appointment=row, minutes=90, now=SOON)
    assert (refused.value.more["cause"], refused.value.sentence) == ("busy", "Ana is taken then.")


def test_two_who_work_together_are_told_apart_in_what_is_taken() -> None:
    studio.clinic(therapists=3, rooms=2)
    Room.objects.update(tables=2)
    both = studio.service(
        "Couples", therapists=2, group_least=2, group_most=2, lengths=[[60, 9000], [90, 9999]]
    )
    row = booked("mara", at(2, 14), service=both, group_size=2)
    second = Therapist.objects.get(code=codes_of(row)[0][1])
    studio.off(second, at(2, 15, 15), at(2, 18))
    with pytest.raises(Conflict) as refused:
        resizing.resize(by=studio.desk(), appointment=row, minutes=90, now=SOON)
    assert refused.value.sentence == f"{second} is taken then."
