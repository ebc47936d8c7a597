"""Two sessions change places, and go back; and what else the desk takes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing, history, swapping, undoing
from bookings.actions.swapping import Side
from bookings.models import Appointment, Occupancy, Room, Therapist
from bookings.queries import plans
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import OutboxRow
from tests.bookings import studio
from tests.bookings.notices import is_wanted
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)
Pair = tuple[Appointment, Appointment]


@pytest.fixture
def pair() -> Pair:
    """Mara's hour in two days at 10 with Ana, Otto's hour and a half in three at 14 with Ben."""
    studio.clinic(therapists=2, rooms=2)
    return booked("mara", at(2, 10), "Ana", "Room 1"), booked(
        "otto", at(3, 14), "Ben", "Room 2", minutes=90
    )


def booked(name: str, start: Any, whom: str, where: str, **other: Any) -> Appointment:
    wish = wanted(
        make.client(name),
        start,
        therapist=Therapist.objects.get(user__name=whom).code,
        room=Room.objects.get(name=where).code,
        accept_caution=True,
        **other,
    )
    return booking.book(by=studio.desk(), wanted=wish, now=NOW)


def swapped(pair: Pair, **more: Any) -> Pair:
    one, other = (Side(row, more.pop(f"seen{n}", None)) for n, row in enumerate(pair))
    told: dict[str, Any] = {"by": studio.desk(), "now": SOON} | more
    return swapping.swap(one=one, other=other, **told)


def places() -> list[tuple[Any, ...]]:
    rows = Occupancy.objects.filter(live=True).order_by("appointment", "resource")
    sessions = Appointment.objects.order_by("pk").values_list("pk", "start_at", "end_at", "state")
    return [*sessions, *rows.values_list("appointment", "resource", "during")]


def test_each_gets_the_other_s_start_therapist_and_room(pair: Pair) -> None:
    mara, otto = swapped(pair)

    assert (mara.start_at, mara.end_at) == (at(3, 14), at(3, 15))
    assert (otto.start_at, otto.end_at) == (at(2, 10), at(2, 11, 30))


def test_both_histories_say_so_and_both_clients_hear_after_the_undo(pair: Pair) -> None:
    swapped(pair)
    assert [row.history.last().did for row in pair] == ["swapped", "swapped"]  # type: ignore[union-attr]
    told = OutboxRow.objects.filter(topic="session_changed").values_list("due_at", flat=True)
    assert list(told) == [SOON + timedelta(minutes=3)] * 2


def test_what_does_not_fit_moves_neither_and_is_named(pair: Pair) -> None:
    booked("lisa", at(2, 11, 15), "Ana", "Room 2")  # Otto's hour and a half would run into it
    before = places()
    with pytest.raises(Conflict) as refused:
        swapped(pair)
    assert (refused.value.code, refused.value.more["which"]) == ("taken", pair[1].code)
    assert refused.value.sentence.startswith("Otto: ")
    assert places() == before


def test_a_room_without_what_is_needed_is_not_taken_over(pair: Pair) -> None:
    Room.objects.filter(name="Room 2").update(features=["heat"])
    pair[1].service.features = ["heat"]
    other = studio.service("Warm", features=["heat"], lengths=[[90, 9000]])
    Appointment.objects.filter(pk=pair[1].pk).update(service=other)
    pair[1].refresh_from_db()

    _mara, otto = swapped(pair)

    rooms = Room.objects.filter(resource__occupancies__appointment=otto)
    assert [room.name for room in rooms] == ["Room 2"]


def test_two_of_one_client_are_in_nobody_s_way(pair: Pair) -> None:
    told = wanted(pair[0].client, at(2, 15), accept_caution=True, minutes=90)
    again = booking.book(by=studio.desk(), wanted=told, now=NOW)
    one, other = swapped((pair[0], again), accept_caution=True, reason="as they like")
    assert (one.start_at, other.start_at) == (at(2, 15), at(2, 10))


@pytest.mark.parametrize("which", [0, 1])
def test_who_has_not_seen_a_change_of_either_is_told(pair: Pair, which: int) -> None:
    wish = plans.as_booked(pair[which], start=at(4, 10), waivers=())
    changing.move(by=studio.desk(), wanted=wish, now=SOON)
    with pytest.raises(Conflict) as refused:
        swapped(pair, seen0=1, seen1=1)
    assert refused.value.code == "changed"
    assert refused.value.more["which"] == pair[which].code


def test_without_the_look_at_what_was_seen_it_would_swap_all_the_same(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "as_seen", lambda row, seen: None)
    wish = plans.as_booked(pair[0], start=at(4, 10), waivers=())
    changing.move(by=studio.desk(), wanted=wish, now=SOON)
    assert swapped(pair, seen0=1, seen1=1)[1].start_at == at(4, 10)


def test_clients_do_not_swap(pair: Pair) -> None:
    with pytest.raises(Refused):
        swapped((pair[0], pair[0]), by=make.login_of(pair[0].client))


def test_nobody_swaps_with_themself_or_across_studios(pair: Pair) -> None:
    with pytest.raises(Invalid, match="another session"):
        swapped((pair[0], pair[0]))
    Appointment.objects.filter(pk=pair[1].pk).update(location=studio.location("Hill"))
    with pytest.raises(Invalid, match="different studios"):
        swapped(pair)


@pytest.mark.parametrize("which", [0, 1])
def test_an_undo_of_either_brings_both_back(pair: Pair, which: int) -> None:
    before = places()
    swapped(pair)
    undoing.undo(by=studio.desk(), appointment=pair[which], now=SOON)
    assert places() == before
    with pytest.raises(Invalid):
        undoing.undo(by=studio.desk(), appointment=pair[which], now=SOON)


def test_a_swap_is_not_undone_once_either_has_changed(pair: Pair) -> None:
    swapped(pair)
    changing.cancel(by=studio.desk(), appointment=pair[1], now=SOON, our_doing=True)
    before = places()
    with pytest.raises(Conflict, match="Otto: This session is not to come"):
        undoing.undo(by=studio.desk(), appointment=pair[0], now=SOON)
    assert places() == before


def test_the_undo_of_a_swap_finds_the_time_taken_or_free(pair: Pair) -> None:
    swapped(pair)
    booked("lisa", at(2, 11, 45), "Ana", "Room 1")  # free of Otto now; and of Mara before
    undoing.undo(by=studio.desk(), appointment=pair[0], now=SOON)
    swapped(pair)
    booked("nele", at(3, 15, 15), "Ben", "Room 2")  # where Otto would come back to
    with pytest.raises(Conflict, match="taken meanwhile"):
        undoing.undo(by=studio.desk(), appointment=pair[0], now=SOON)


@pytest.mark.parametrize("tell", ["soon", "not"])
def test_a_booking_is_taken_back_and_nobody_hears_of_it(pair: Pair, tell: Any) -> None:
    wish = wanted(make.client("lisa"), at(5, 10), tell=tell)
    row = booking.book(by=studio.desk(), wanted=wish, now=NOW)

    undoing.undo(by=studio.desk(), appointment=row, now=SOON)

    row.refresh_from_db()
    assert (row.state, row.fee, row.history.count()) == ("cancelled", 0, 2)
    assert not Occupancy.objects.filter(appointment=row, live=True).exists()
    assert leaving(row) == []


def test_who_has_heard_of_a_booking_hears_that_it_is_off(pair: Pair) -> None:
    OutboxRow.objects.filter(about=pair[0].code, topic="session_booked").update(
        state="done", tries=1
    )
    undoing.undo(by=studio.desk(), appointment=pair[0], now=SOON)
    assert leaving(pair[0]) == ["session_cancelled"]


def test_without_that_look_they_would_come_in_vain(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "_left", lambda message: False)
    told = OutboxRow.objects.filter(about=pair[0].code, topic="session_booked")
    told.update(state="done", tries=1)
    undoing.undo(by=studio.desk(), appointment=pair[0], now=SOON)
    assert leaving(pair[0]) == []


def test_what_a_client_booked_is_not_the_desk_s_to_take_back(pair: Pair) -> None:
    lisa = make.client("lisa")
    row = booking.book(by=make.login_of(lisa), wanted=wanted(lisa, at(5, 10)), now=NOW)
    with pytest.raises(Invalid):
        undoing.undo(by=studio.desk(), appointment=row, now=SOON)


def leaving(row: Appointment) -> list[str]:
    """The messages about a session that would leave within the hour."""
    later = NOW + timedelta(hours=1)
    waiting = OutboxRow.objects.filter(about=row.code, due_at__lte=later, state="waiting")
    return [each.topic for each in waiting if is_wanted(each, later)]
