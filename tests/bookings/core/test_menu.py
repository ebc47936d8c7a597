"""Lines of the menu that make sense, and those that do not."""

from __future__ import annotations

from typing import Any

import pytest

from bookings.core.hands import TherapistEntry, settled_therapist
from bookings.core.menu import ServiceEntry, settled_service
from bookings.core.places import tags
from bookings.core.readiness import Needs, Place, lacking
from protocols.core.faults import Fault
from tests.bookings.entries import service_entry


def settled(**other: Any) -> ServiceEntry:
    found = settled_service(service_entry(**other))
    assert isinstance(found, ServiceEntry)
    return found


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"name": " \n "}, "name", "missing"),
        ({"name": "x" * 121}, "name", "too_long"),
        ({"about": "x" * 601}, "about", "too_long"),
        ({"kind": "voodoo"}, "kind", "invalid"),
        ({"type": "voodoo"}, "type", "invalid"),
        ({"kind": "chair_massage"}, "type", "chair"),
        ({"depths": ()}, "depths", "missing"),
        ({"depths": ("light", "abyssal")}, "depths", "invalid"),
        ({"type": "none"}, "depths", "never_deep"),
        ({"lengths": ()}, "lengths", "missing"),
        ({"lengths": ((0, 100),)}, "lengths", "minutes"),
        ({"lengths": ((62, 100),)}, "lengths", "minutes"),
        ({"lengths": ((1445, 100),)}, "lengths", "minutes"),
        ({"lengths": ((60, -1),)}, "lengths", "price"),
        ({"lengths": ((60, 10**9),)}, "lengths", "price"),
        ({"lengths": ((60, 1), (60, 2))}, "lengths", "twice"),
        ({"lengths": tuple((5 * n, 1) for n in range(1, 14))}, "lengths", "too_long"),
        ({"currency": "eur"}, "currency", "currency"),
        ({"buffer_before": 241}, "buffer_before", "invalid"),
        ({"buffer_after": -1}, "buffer_after", "invalid"),
        ({"notice_minutes": -1}, "notice_minutes", "invalid"),
        ({"notice_minutes": 1440, "horizon_days": 1}, "notice_minutes", "notice"),
        ({"horizon_days": 0}, "horizon_days", "invalid"),
        ({"change_hours": 721}, "change_hours", "invalid"),
        ({"late_fee_percent": 101}, "late_fee_percent", "invalid"),
        ({"therapists": 0}, "therapists", "invalid"),
        ({"skills": ("hot stone!",)}, "skills", "tag"),
        ({"features": ("9lives",)}, "features", "tag"),
        ({"off_site": True, "group_least": 0}, "group_least", "invalid"),
        ({"off_site": True, "group_least": 5, "group_most": 4}, "group_most", "order"),
        ({"off_site": True, "group_most": 501}, "group_most", "order"),
        (
            {"off_site": True, "group_least": 5, "group_most": 9, "guest_minutes": 15},
            "guest_minutes",
            "too_short",
        ),
    ],
)
def test_what_makes_no_sense_is_named_by_its_field(
    other: dict[str, Any], field: str, code: str
) -> None:
    assert settled_service(service_entry(**other)) == Fault(field, code)


def test_a_service_is_put_in_order() -> None:
    found = settled(
        name=" Sports \n massage ",
        depths=("deep", "light"),
        lengths=((90, 11200), (30, 4500)),
        skills=("Hot stone", "ashiatsu", "hot-stone"),
    )
    assert found.name == "Sports massage"
    assert found.depths == ("light", "deep")
    assert found.lengths == ((30, 4500), (90, 11200))
    assert found.skills == ("ashiatsu", "hot_stone")


def test_in_our_rooms_there_is_one_guest() -> None:
    found = settled(group_least=5, group_most=40, guest_minutes=15)
    assert (found.group_least, found.group_most, found.guest_minutes) == (1, 1, 0)


def test_away_from_our_rooms_no_room_has_to_have_anything() -> None:
    assert settled(off_site=True, features=("bars",)).features == ()
    assert settled(features=("bars",)).features == ("bars",)


def test_every_other_service_may_be_light_or_moderate() -> None:
    assert settled(type="none", kind="swedish", depths=("light", "moderate")).type == "none"


def test_codes_are_spelt_in_one_way() -> None:
    assert tags([" Hot  Stone ", "hot_stone", ""]) == ("hot_stone",)
    assert tags(["ü"]) is None
    assert tags([f"code{n}" for n in range(31)]) is None


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"about": "x" * 601}, "about"),
        ({"languages": ("EN",)}, "languages"),
        ({"languages": tuple(f"a{chr(97 + n)}" for n in range(21))}, "languages"),
        ({"gender": "witch"}, "gender"),
        ({"skills": ("!",)}, "skills"),
        ({"most_minutes": 0}, "most_minutes"),
        ({"most_minutes": 1441}, "most_minutes"),
        ({"most_deep": 51}, "most_deep"),
        ({"pause_after": 0}, "pause_after"),
        ({"pause_minutes": 241}, "pause_minutes"),
        ({"travel_minutes": 481}, "travel_minutes"),
        ({"position": 1001}, "position"),
    ],
)
def test_limits_that_make_no_sense_are_named(other: dict[str, Any], field: str) -> None:
    found = settled_therapist(TherapistEntry(**other))
    assert isinstance(found, Fault)
    assert found.field == field


def test_languages_keep_their_order_and_stand_once() -> None:
    found = settled_therapist(TherapistEntry(languages=("hr", "de", "hr")))
    assert isinstance(found, TherapistEntry)
    assert found.languages == ("hr", "de")


PLAIN, BARS = frozenset[str](), frozenset({"bars"})
ANA, BEN = frozenset({"ashiatsu"}), frozenset({"prenatal"})


@pytest.mark.parametrize(
    ("needs", "places", "lacks"),
    [
        (Needs(PLAIN, PLAIN), [], ("nobody", ())),
        (Needs(PLAIN, PLAIN), [Place([], [(1, PLAIN)])], ("nobody", ())),
        (Needs(PLAIN, PLAIN), [Place([ANA], [])], ("room", ())),
        (Needs(PLAIN, PLAIN), [Place([ANA], [(1, PLAIN)])], ("", ())),
        (Needs(PLAIN, PLAIN, rooms=False), [Place([ANA], [])], ("", ())),
        (Needs(BEN, PLAIN), [Place([ANA], [(1, PLAIN)])], ("skills", ("prenatal",))),
        (Needs(ANA | BEN, PLAIN), [Place([ANA, BEN], [])], ("skills", ("ashiatsu", "prenatal"))),
        (Needs(ANA, BARS), [Place([ANA], [(1, PLAIN)])], ("features", ("bars",))),
        (Needs(PLAIN, PLAIN, 2), [Place([ANA], [(2, PLAIN)])], ("people", ())),
        (Needs(PLAIN, PLAIN, 2), [Place([ANA, BEN], [(1, PLAIN)])], ("room", ())),
        (Needs(PLAIN, PLAIN, 2), [Place([ANA, BEN], [(2, PLAIN)])], ("", ())),
        (Needs(PLAIN, PLAIN, 2), [Place([ANA, BEN], [(1, PLAIN), (1, BARS)])], ("", ())),
        # the one with the skill works elsewhere than where the room is
        (Needs(ANA, BARS), [Place([ANA], [(1, PLAIN)]), Place([BEN], [(1, BARS)])], None),
    ],
)
def test_what_hinders_a_service_is_told(
    needs: Needs, places: list[Place], lacks: tuple[str, tuple[str, ...]] | None
) -> None:
    assert lacking(needs, places) == (lacks or ("features", ("bars",)))
