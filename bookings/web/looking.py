"""One look at times, as the times page draws it: what is chosen, the week, and what stood in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bookings.core import money
from bookings.forms.book import WEEK, Choice, TimesForm, days, first_day
from bookings.forms.taking import PickForm
from bookings.models import Appointment, Service
from bookings.queries import bookable, plans, setup, showing, suiting
from bookings.queries.offers import Entry, pick
from bookings.queries.search import Ask, Found, search
from bookings.queries.services import Order
from bookings.queries.week import today, week
from bookings.web.book import links
from bookings.web.party import Party
from clinic.foundation.errors import NotFound, Problem
from protocols.core.zones import load

AHEAD = 14  # days looked at beyond the week: from when a blocked time is possible
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Trouble:
    """What stood in the way, and the times that are nearest to the one that was wanted."""

    code: str
    sentence: str
    reasons: list[dict[str, Any]]
    instead: list[Entry]
    status: int


def look(
    me: Party,
    service: Service,
    given: Mapping[str, str],
    moving: Appointment | None,
    problem: Problem | None,
) -> dict[str, Any]:
    """What the times page is drawn from. `given` is what the address says; with a fault no week."""
    asked, who = _asked(given, moving), {"stranger": me.stranger, "staff": me.stands.staff}
    near = first_day(
        asked, days(service, me.now.date(), **who)
    )  # the day anywhere is one beside it
    known = setup.read(first=near - DAY, last=near + WEEK + timedelta(days=AHEAD + 1))
    first, last = days(service, today(known, me.now), **who)
    masters = _masters(me) if not moving and "minutes" not in asked else False
    form = TimesForm(asked, service, first=first, last=last, moving=moving, masters=masters)
    order = form.order(staff=me.stands.staff)
    choice = form.choice()
    context = {"me": me, "service": service, "form": form, "choice": choice, "moving": moving}
    context |= {"links": links(me), "base": _base(me, moving), "order": order}
    if moving:
        context |= {"was": showing.one(moving, me.now), "stay": me.after(moving)}
    if order is None:
        form.hush()
        return context
    try:
        found = search(_ask(me, choice, order, moving, last), now=me.now, known=known)
    except NotFound:
        if not bookable.known(location=choice.location, therapist=choice.therapist):
            raise
        choice = replace(choice, location="", therapist="")  # out of use since: the others then
        found = search(_ask(me, choice, order, moving, last), now=me.now, known=known)
        context |= {"choice": choice, "gone": True}
    form.offer(found.setup)
    context |= _picked(found, choice, order) | _week(me, found, choice, (first, last))
    return context | {"pick": PickForm(), "trouble": _trouble(found, problem)}


def _masters(me: Party) -> bool:
    """Whether it is for somebody of 40 or older: one query, none for a stranger."""
    return me.client is not None and suiting.of_client(me.client, me.now).masters


def _asked(given: Mapping[str, str], moving: Appointment | None) -> dict[str, str]:
    """What the address says; a move begins at the day of its session."""
    told = {name: value for name, value in given.items() if "\x00" not in value}
    if moving:
        told.setdefault("from", moving.local_start[:10])
    return told


def _ask(me: Party, choice: Choice, order: Order, moving: Appointment | None, last: date) -> Ask:
    left = (last - choice.first).days + 1
    return Ask(
        order=order,
        first=choice.first,
        days=min(WEEK.days, left),
        ahead=max(0, min(AHEAD, left - WEEK.days)),
        location=moving.location.code if moving else choice.location,
        therapist=choice.therapist,
        client=me.client,
        moving=moving,
        staff=me.stands.staff,
        cleared=plans.as_booked(moving, waivers=()).cleared if moving else (),
    )


def _week(me: Party, found: Found, choice: Choice, bounds: tuple[date, date]) -> dict[str, Any]:
    """What the template draws: the week, where it leads, and whose clock it is."""
    told = week(found, discreet=me.stands.discreet, now=me.now)
    first = found.ask.first
    back = max(first - WEEK, bounds[0])
    opened = choice.day or next((day.day for day in told.days if day.count), None)
    zones = sorted({found.setup.studio[key].zone.key for key in found.bounds})
    return {
        "week": told,
        "opened": opened,
        "earlier": choice.query(first=back, day=None) if first > bounds[0] else "",
        "later": choice.query(first=first + WEEK, day=None) if first + WEEK <= bounds[1] else "",
        "next": choice.query(first=told.free.start.date(), day=None) if told.free else "",
        "last": first + timedelta(days=found.ask.days - 1),
        "zones": zones,
        "elsewhere": me.client is not None and me.client.zone not in ("UTC", *zones),
        "query": choice.query(day=None),
    }


def _picked(found: Found, choice: Choice, order: Order) -> dict[str, Any]:
    """What is chosen, in words."""
    people = {person.code: person.name for person in found.setup.people}
    studios = {studio.code: studio.name for studio in found.setup.studios}
    return {
        "price": money.told(order.price, order.service.currency),
        "picked": {
            "therapist": people.get(choice.therapist, ""),
            "location": studios.get(choice.location, "") if len(studios) > 1 else "",
        },
    }


def _base(me: Party, moving: Appointment | None) -> dict[str, str]:
    """Where the page is, and where its buttons lead."""
    if moving:
        return {"page": me.url("move", moving.code), "press": me.url("move", moving.code)}
    return {"page": me.url("book_times"), "press": me.url("book_hold")}


def _trouble(found: Found, problem: Problem | None) -> Trouble | None:
    if problem is None:
        return None
    told: Any = problem.more
    return Trouble(
        code=problem.code,
        sentence=problem.sentence,
        reasons=list(told.get("reasons", [])),
        instead=[_instead(found, slot) for slot in told.get("alternatives", [])],
        status=problem.status,
    )


def _instead(found: Found, slot: dict[str, Any]) -> Entry:
    """An alternative, as the API tells it, as an entry of the page."""
    studio = next(s for s in found.setup.studios if s.code == slot["location"])
    zone = load(studio.zone.key)
    start, end = (datetime.fromisoformat(slot[name]).astimezone(zone) for name in ("start", "end"))
    names = {person.code: person.name for person in found.setup.people}
    return Entry(
        at=0,
        place=studio.key,
        start=start.replace(tzinfo=None),
        end=end.replace(tzinfo=None),
        verdict=slot.get("verdict", ""),
        studio=studio.name if len(found.setup.studios) > 1 else "",
        whom=names[slot["therapist"]] if found.ask.therapist else "",
        names="",
        pick=pick(start.astimezone(UTC), studio.code, found.ask.therapist),
    )
