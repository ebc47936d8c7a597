"""Every page of the owner, with rows on it: fits every screen, and axe finds nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import get_resolver
from django.utils import timezone

from bookings.actions import booking, groups, places, rooms, services, therapists, times_off
from bookings.core.groups import GroupEntry
from bookings.core.hands import TherapistEntry
from bookings.core.places import ClosureEntry, LocationEntry, RoomEntry
from bookings.models import Location, Service, ShiftDay
from clinic.foundation.actions import people
from clinic.foundation.models import Client, User
from clinic.foundation.policy import routes
from clinic.foundation.roles import Role
from protocols.core.zones import load
from tests.bookings import studio
from tests.bookings.entries import service_entry
from tests.browser import axe
from tests.browser.ways import sign_in
from tests.clinic import make
from tests.clinic.outbox_rows import State, message
from tests.protocols import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Upperby"
WEEK = [(day, *span) for day in range(7) for span in ((540, 780), (840, 1320))]
CODE, STUDIO, KIND = (re.compile(rf"<\w+:{name}>") for name in ("code", "studio", "kind"))
SPOIL = """() => {
    const main = document.querySelector("main");
    const grey = document.createElement("p");
    grey.textContent = "grey on grey";
    Object.assign(grey.style, {color: "#ccc", background: "#bbb", width: "2000px"});
    main.append(grey, document.createElement("button"));
}"""
PARTS = {"clinic_service_terms", "message", "clinic_group_use"}  # a part, and what is posted to


def whole_clinic() -> tuple[User, dict[str, str]]:
    """An owner and a clinic with a row of every kind, long names among them: codes by route."""
    ines = make.user("ines", Role.OWNER)
    now = timezone.now().replace(second=0, microsecond=0)
    day = timezone.localdate() + timedelta(days=3)
    entry = LocationEntry(name=LONG, zone="America/Argentina/Buenos_Aires", address=LONG)
    where = places.add(by=ines, entry=entry, hours=WEEK)
    places.add_closure(by=ines, location=where, entry=ClosureEntry(LONG, day, day, ((600, 720),)))
    room = rooms.add(by=ines, location=where, entry=RoomEntry(LONG, features=("bars", "sink")))
    ana = make.user("ana", Role.THERAPIST)
    User.objects.filter(pk=ana.pk).update(name=LONG)
    ana.refresh_from_db()
    hands = TherapistEntry(about=LONG, languages=("de", "uk"), skills=("hot_stone",), most_deep=2)
    one = therapists.add(by=ines, user=ana, entry=hands)
    therapists.keep_hours(by=ines, therapist=one, location=where, hours=WEEK)
    therapists.keep_day(by=ines, therapist=one, location=where, day=day, hours=[(600, 900)])
    service = services.add(by=ines, entry=service_entry(name=LONG, lengths=((60, 1_234_500),)))
    lacking = service_entry(name="Stones", kind="hot_stone", features=("stone_heater",))
    services.add(by=ines, entry=lacking)
    people.invite(by=ines, email=f"{LONG}@example.org", name=LONG, roles=[Role.THERAPIST], now=now)
    book(where, service, day)
    message(State.ASIDE, client=Client.objects.get(), about="some")
    off = times_off.post(by=ines, therapist=one, start=now, end=now + timedelta(days=9), now=now)
    return ines, {
        "studios": where.code,
        "days": where.closures.get().code,
        "rooms": room.code,
        "therapists": one.code,
        "shift-days": ShiftDay.objects.get().code,
        "times-off": off.code,
        "services": service.code,
        "groups": groups.add(by=ines, entry=GroupEntry(LONG, 12, 25)).code,
        "intake": "flags",
        "records": Client.objects.get().code,
        "staff": ana.code,
        "race-list": rows.listed(name=LONG, place=LONG).code,
        "use": one.code,
    }


def book(where: Location, service: Service, after: date) -> None:
    """A session on the day after that one."""
    mara = make.client()
    Client.objects.update(name=LONG)
    ten = datetime.combine(after + timedelta(days=1), time(10), tzinfo=load(where.zone))
    told = studio.wanted(mara, ten.astimezone(UTC), service=service, accept_caution=True)
    booking.book(by=make.login_of(mara), wanted=told, now=timezone.now())


def addresses(codes: dict[str, str]) -> list[str]:
    """Every route under /clinic/, with the codes of these rows in it."""
    found = [address for address, name in routes(get_resolver().url_patterns) if name not in PARTS]
    filled = []
    for address in found:
        if address.startswith("clinic/"):
            told = KIND.sub("therapist", STUDIO.sub(codes["studios"], address))
            told = told.replace("<int:number>", "1")
            filled.append("/" + CODE.sub(codes.get(address.split("/")[1], ""), told))
    holidays = f"/clinic/studios/{codes['studios']}/holidays/?country=DE&year=2027"
    return [*filled, holidays, "/clinic/messages/?list=failed", "/clinic/messages/?list=sent&q=x"]


def test_every_page_of_the_owner_fits_every_screen_and_axe_finds_nothing(
    open_page: Any, site: str
) -> None:
    ines, codes = whole_clinic()
    page = open_page("/healthz")
    sign_in(page, site, ines)
    found, seen = [], addresses(codes)

    for address in seen:
        assert page.goto(address).status == 200, address
        found += [(address, *fault) for fault in axe.wrong(page, dark=(390,))]

    assert len(seen) > 30
    assert found == []


def test_a_page_that_cannot_be_read_would_be_found(open_page: Any) -> None:
    page = open_page("/account/login/")

    page.evaluate(SPOIL)

    found = axe.wrong(page)
    assert (390, "too wide") in found
    for width in axe.ENDS:
        light = {"light: button-name", "light: color-contrast", "dark: color-contrast"}
        assert light <= {fault for at, fault in found if at == width}
