"""Therapists and the menu, kept by the owner; and what is taken out of use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pghistory.models
import pytest

from bookings.actions import booking, in_use, services, therapists
from bookings.core.hands import TherapistEntry
from bookings.models import Appointment, Resource, Service, Shift, ShiftDay, Therapist
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import User
from clinic.foundation.roles import Role
from tests.bookings import owner, studio
from tests.bookings.entries import service_entry
from tests.bookings.owner import WEEK
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)


def test_somebody_with_the_role_becomes_bookable() -> None:
    made = owner.therapist(owner.owner(), skills=("Hot stone",), languages=("de", "hr"))
    assert made.resource.kind == "therapist"
    assert (made.skills, made.languages, made.active) == (["hot_stone"], ["de", "hr"], True)


@pytest.mark.parametrize("role", [Role.DESK, Role.CLIENT])
def test_nobody_without_the_role_becomes_a_therapist(role: Role) -> None:
    user = make.user("jo", role)
    with pytest.raises(Invalid) as refused:
        therapists.add(by=owner.owner(), user=user, entry=TherapistEntry())
    assert refused.value.field == "person"
    assert not Resource.objects.exists()


def test_without_the_guard_a_client_could_become_a_therapist(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(therapists, "roles_of", lambda _user: {Role.THERAPIST})
    mara = make.user("mara", Role.CLIENT)
    therapists.add(by=owner.owner(), user=mara, entry=TherapistEntry())
    assert Therapist.objects.get().user == mara


def test_a_person_is_a_therapist_once() -> None:
    ines = owner.owner()
    ana = owner.therapist(ines)
    with pytest.raises(Conflict):
        therapists.add(by=ines, user=ana.user, entry=TherapistEntry())
    assert Resource.objects.count() == 1


def deeds(ana: Therapist, kept: ShiftDay, line: Service) -> list[Callable[[User], object]]:
    """Everything that only the owner does here."""
    where = kept.location
    at_there: dict[str, Any] = {"therapist": ana, "location": where}
    return [
        lambda by: therapists.add(by=by, user=ana.user, entry=TherapistEntry()),
        lambda by: therapists.change(by=by, therapist=ana, entry=TherapistEntry()),
        lambda by: therapists.keep_hours(by=by, hours=[], **at_there),
        lambda by: therapists.keep_day(by=by, day=DAY, hours=[], **at_there),
        lambda by: therapists.drop_day(by=by, shift_day=kept),
        lambda by: services.add(by=by, entry=service_entry()),
        lambda by: services.change(by=by, service=line, entry=service_entry()),
        lambda by: in_use.keep_active(by=by, thing=ana, active=False, now=NOW),
    ]


def test_nobody_but_the_owner_keeps_therapists_and_the_menu() -> None:
    ines = owner.owner()
    where, ben = owner.studio(ines), owner.therapist(ines, "ben")
    therapists.keep_hours(by=ines, therapist=ben, location=where, hours=WEEK)
    kept = therapists.keep_day(by=ines, therapist=ben, location=where, day=DAY, hours=[])
    line = owner.service(ines)
    for by in owner.others():
        for deed in deeds(ben, kept, line):
            with pytest.raises(Refused):
                deed(by)


def test_without_the_guard_anybody_could_write_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "owner_only", lambda by: None)
    services.add(by=make.user("mara"), entry=service_entry())
    assert Service.objects.exists()


def test_a_week_is_kept_for_each_studio_and_none_is_no_week() -> None:
    ines = owner.owner()
    ana, one, two = owner.therapist(ines), owner.studio(ines), owner.studio(ines, name="Two")
    for where in (one, two, one):
        therapists.keep_hours(by=ines, therapist=ana, location=where, hours=WEEK)
    assert Shift.objects.count() == 2

    therapists.keep_hours(by=ines, therapist=ana, location=one, hours=[])
    assert [shift.location for shift in Shift.objects.all()] == [two]


def test_a_day_has_other_hours_until_it_is_dropped() -> None:
    ines = owner.owner()
    ana, where = owner.therapist(ines), owner.studio(ines)
    therapists.keep_hours(by=ines, therapist=ana, location=where, hours=WEEK)
    for hours in ([(600, 720)], []):
        kept = therapists.keep_day(by=ines, therapist=ana, location=where, day=DAY, hours=hours)
    assert (ShiftDay.objects.count(), kept.hours) == (1, [])

    therapists.drop_day(by=ines, shift_day=kept)
    with pytest.raises(NotFound):
        therapists.drop_day(by=ines, shift_day=kept)


@pytest.mark.parametrize(
    ("day", "hours", "field"),
    [(date(1969, 1, 1), [], "day"), (DAY, [(600, 600)], "hours")],
)
def test_a_day_that_cannot_stand_is_refused(
    day: date, hours: list[tuple[int, int]], field: str
) -> None:
    ines = owner.owner()
    ana, where = owner.therapist(ines), owner.studio(ines)
    therapists.keep_hours(by=ines, therapist=ana, location=where, hours=WEEK)
    with pytest.raises(Invalid) as refused:
        therapists.keep_day(by=ines, therapist=ana, location=where, day=day, hours=hours)
    assert refused.value.field == field


def test_a_day_at_a_studio_without_a_week_is_refused() -> None:
    ines = owner.owner()
    ana, where = owner.therapist(ines), owner.studio(ines)
    with pytest.raises(Invalid) as refused:
        therapists.keep_day(by=ines, therapist=ana, location=where, day=DAY, hours=[(600, 720)])
    assert refused.value.field == "studio"


def test_a_changed_therapist_and_service_leave_what_is_booked() -> None:
    studio.clinic()
    mara, ines = make.client(), owner.owner()
    made = booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    before = Appointment.objects.values().get()

    line = Service.objects.get()
    services.change(by=ines, service=line, entry=service_entry(lengths=((30, 1),), buffer_after=60))
    entry = TherapistEntry(most_minutes=1, travel_minutes=0)
    therapists.change(by=ines, therapist=Therapist.objects.get(), entry=entry)

    assert Appointment.objects.values().get() == before
    assert made.occupancies.filter(live=True).count() == 2


def test_a_service_is_kept_as_typed_and_audited() -> None:
    ines = owner.owner()
    line = owner.service(ines, skills=("Hot stone",), lengths=((90, 11200), (60, 7800)))
    services.change(by=ines, service=line, entry=service_entry(name="Hot stones", kind="hot_stone"))
    line.refresh_from_db()
    assert (line.name, line.lengths, line.skills) == ("Hot stones", [[60, 7800]], [])
    told = list(pghistory.models.Context.objects.values_list("metadata", flat=True))
    assert {"actor": ines.code, "doing": "change service"} in told


def test_a_thing_without_sessions_goes_out_of_use_and_comes_back() -> None:
    ines = owner.owner()
    where = owner.studio(ines)
    things: list[Any] = [where, owner.room(ines, where), owner.therapist(ines), owner.service(ines)]
    for active in (False, True):
        for thing in things:
            in_use.keep_active(by=ines, thing=thing, active=active, now=NOW)
            thing.refresh_from_db()
            assert thing.active is active


def booked_things() -> list[Any]:
    where = studio.clinic()
    mara = make.client()
    booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    return [where, where.rooms.get(), Therapist.objects.get(), Service.objects.get()]


def test_what_is_booked_has_to_be_seen_first() -> None:
    ines = owner.owner()
    for thing in booked_things():
        with pytest.raises(Conflict, match="1 session is booked"):
            in_use.keep_active(by=ines, thing=thing, active=False, now=NOW)

        in_use.keep_active(by=ines, thing=thing, active=False, now=NOW, sure=True)
        thing.refresh_from_db()
        assert not thing.active
    assert Appointment.objects.get().state == "confirmed"


def test_sessions_that_are_over_are_in_nobodys_way() -> None:
    ines, later = owner.owner(), NOW + timedelta(days=2)
    for thing in booked_things():
        in_use.keep_active(by=ines, thing=thing, active=False, now=later)
        assert not type(thing).objects.get(pk=thing.pk).active


def test_without_the_guard_a_studio_could_go_out_of_use_unseen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thing = booked_things()[0]
    monkeypatch.setattr(in_use, "coming", lambda *_: Appointment.objects.none())
    in_use.keep_active(by=owner.owner(), thing=thing, active=False, now=NOW)
    assert not type(thing).objects.get().active
