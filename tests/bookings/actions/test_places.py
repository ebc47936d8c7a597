"""Studios, their hours, their special days and their rooms, kept by the owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bookings.actions import booking, places, rooms
from bookings.core.places import ClosureEntry, LocationEntry, RoomEntry
from bookings.models import Closure, Location, Resource, Room
from bookings.queries import uses
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import User
from tests.bookings import owner, studio
from tests.bookings.entries import location_entry
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
XMAS = date(2026, 12, 25)
CLOSED = ClosureEntry("Christmas", XMAS, XMAS + timedelta(days=1))


def test_a_new_studio_has_its_hours_in_order() -> None:
    where = places.add(
        by=owner.owner(), entry=location_entry(), hours=[(6, 600, 1080), (0, 540, 1260)]
    )
    assert Location.objects.get().hours == [[0, 540, 1260], [6, 600, 1080]]
    assert (where.name, where.active) == ("Harbour Lane", True)


def test_a_telephone_number_is_kept_in_one_form() -> None:
    where = owner.studio(owner.owner(), phone="030 1234567")
    assert where.phone == "+49301234567"
    with pytest.raises(Invalid) as refused:
        places.change(
            by=User.objects.get(), location=where, entry=location_entry(phone="no"), now=NOW
        )
    assert refused.value.field == "phone"


@pytest.mark.parametrize(
    ("entry", "hours", "field"),
    [
        (location_entry(name=""), (), "name"),
        (location_entry(zone="Mars/Olympus"), (), "zone"),
        (location_entry(), [(0, 540, 540)], "hours"),
        (location_entry(), [(0, 540, 700), (0, 690, 800)], "hours"),
    ],
)
def test_a_studio_that_cannot_stand_leaves_nothing(
    entry: LocationEntry, hours: list[tuple[int, int, int]], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        places.add(by=owner.owner(), entry=entry, hours=hours)
    assert (refused.value.field, bool(refused.value.sentence)) == (field, True)
    assert not Location.objects.exists()


def deeds(where: Location, room: Room, closure: Closure) -> list[Callable[[User], object]]:
    """Everything that only the owner does here."""
    return [
        lambda by: places.add(by=by, entry=location_entry()),
        lambda by: places.change(by=by, location=where, entry=location_entry(), now=NOW),
        lambda by: places.keep_hours(by=by, location=where, hours=[]),
        lambda by: places.add_closure(by=by, location=where, entry=CLOSED),
        lambda by: places.add_closures(by=by, location=where, entries=[]),
        lambda by: places.change_closure(by=by, closure=closure, entry=CLOSED),
        lambda by: places.remove_closure(by=by, closure=closure),
        lambda by: rooms.add(by=by, location=where, entry=RoomEntry("Bars")),
        lambda by: rooms.change(by=by, room=room, entry=RoomEntry("Bars")),
    ]


def test_nobody_but_the_owner_keeps_studios_and_rooms() -> None:
    ines = owner.owner()
    where = owner.studio(ines)
    closure = places.add_closure(by=ines, location=where, entry=CLOSED)
    for by in owner.others():
        for deed in deeds(where, owner.room(ines, where), closure):
            with pytest.raises(Refused):
                deed(by)


def test_without_the_guard_anybody_could_add_a_studio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "owner_only", lambda by: None)
    places.add(by=make.user("mara"), entry=location_entry())
    assert Location.objects.exists()


def test_a_zone_stays_while_sessions_are_to_come() -> None:
    where, mara = studio.clinic(), make.client()
    booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    moved = location_entry(name="Moved", zone="Asia/Tokyo")
    ines = owner.owner()

    with pytest.raises(Conflict) as refused:
        places.change(by=ines, location=where, entry=moved, now=NOW)
    assert refused.value.field == "zone"

    places.change(by=ines, location=where, entry=moved, now=NOW + timedelta(days=2))
    assert Location.objects.get().zone == "Asia/Tokyo"


def test_without_the_guard_a_zone_could_change_under_a_booked_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where, mara = studio.clinic(), make.client()
    made = booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    monkeypatch.setattr(uses, "coming", lambda *_: Location.objects.none())

    entry = location_entry(zone="Asia/Tokyo")
    places.change(by=owner.owner(), location=where, entry=entry, now=NOW)

    assert Location.objects.get().zone != made.zone


def test_a_name_changes_while_sessions_are_to_come_and_they_stay() -> None:
    where, mara = studio.clinic(), make.client()
    made = booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    ines = owner.owner()
    places.change(by=ines, location=where, entry=location_entry(name="North Gate"), now=NOW)
    places.keep_hours(by=ines, location=where, hours=[])

    made.refresh_from_db()
    assert (made.state, made.location.name, made.location.hours) == ("confirmed", "North Gate", [])


def test_special_days_do_not_overlap() -> None:
    ines = owner.owner()
    where = owner.studio(ines)
    kept = places.add_closure(by=ines, location=where, entry=CLOSED)
    again = ClosureEntry("Works", XMAS + timedelta(days=1), XMAS + timedelta(days=3))

    with pytest.raises(Conflict, match="Christmas"):
        places.add_closure(by=ines, location=where, entry=again)
    places.change_closure(by=ines, closure=kept, entry=again)

    kept.refresh_from_db()
    assert (kept.name, kept.first_day) == ("Works", again.first_day)


def test_without_the_guard_one_day_could_have_two_kinds_of_hours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ines = owner.owner()
    where = owner.studio(ines)
    monkeypatch.setattr(places, "_apart", lambda *_: None)
    for _twice in range(2):
        places.add_closure(by=ines, location=where, entry=CLOSED)
    assert Closure.objects.count() == 2


def test_special_days_of_another_studio_are_in_nobodys_way() -> None:
    ines = owner.owner()
    for name in ("One", "Two"):
        places.add_closure(by=ines, location=owner.studio(ines, name=name), entry=CLOSED)
    assert Closure.objects.count() == 2


def test_a_year_of_holidays_is_added_once() -> None:
    ines = owner.owner()
    where = owner.studio(ines)
    places.add_closure(by=ines, location=where, entry=CLOSED)
    year = [ClosureEntry("Day", day, day) for day in (XMAS, date(2026, 1, 1), date(2026, 5, 1))]
    assert places.add_closures(by=ines, location=where, entries=year) == 2
    assert places.add_closures(by=ines, location=where, entries=year) == 0


def test_special_days_that_were_removed_are_gone() -> None:
    ines = owner.owner()
    kept = places.add_closure(by=ines, location=owner.studio(ines), entry=CLOSED)
    places.remove_closure(by=ines, closure=kept)
    with pytest.raises(NotFound):
        places.change_closure(by=ines, closure=kept, entry=CLOSED)


def test_a_room_is_something_that_can_be_taken() -> None:
    ines = owner.owner()
    room = owner.room(ines, owner.studio(ines), features=("Bars", "bars"), tables=2)
    assert room.resource.kind == "room"
    assert (room.tables, room.features) == (2, ["bars"])


def test_a_room_that_cannot_stand_leaves_no_resource_behind() -> None:
    ines = owner.owner()
    where = owner.studio(ines)
    with pytest.raises(Invalid):
        rooms.add(by=ines, location=where, entry=RoomEntry("Bars", tables=0))
    assert not Resource.objects.exists()


def test_a_room_changes_its_name_tables_and_features() -> None:
    ines = owner.owner()
    room = owner.room(ines, owner.studio(ines))
    rooms.change(by=ines, room=room, entry=RoomEntry("Bars", 2, ("bars",)))
    room.refresh_from_db()
    assert (room.name, room.tables, room.features) == ("Bars", 2, ["bars"])
